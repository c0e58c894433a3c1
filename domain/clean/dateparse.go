package clean

import "strings"

// token is a number or a word of a written date.
type token struct {
	word   string // "" for a number
	value  int
	digits int
	before byte // the separator before it: '/', '-', '.', ' ', 0 at the start or none
}

// maxTokens bounds a written date; longer texts are none.
const maxTokens = 12

// parseDate reads the date of text, which may carry a time of day. empty is
// true for 0/0/00 and its kin.
func parseDate(text string, o Options, birth bool) (c civil, why string, empty bool) {
	if len(text) > 80 {
		return c, notADate, false
	}
	if c, why, done := digitDate(text, o); done {
		return checked(c, why)
	}
	day, clock := cutClock(text)
	if clock != "" {
		if c, why, done := digitDate(day, o); done {
			return checked(c, why) // ISO's basic form, 20240102T101112Z
		}
	}
	var buf [maxTokens]token
	tokens, ok := tokenize(buf[:0], day)
	if !ok || len(tokens) == 0 {
		return c, notADate, false
	}
	if len(tokens) < 3 && clock != "" {
		// ANSI C puts the year after the time of day.
		if y := trailingYear(clock); y != 0 {
			tokens = append(tokens, token{value: y, digits: 4, before: ' '})
		}
	}
	if zero(tokens) {
		return c, "", true
	}
	if m := monthIndex(tokens); m >= 0 {
		c, why = namedMonth(tokens, m, o, birth)
	} else {
		c, why = numbersOnly(tokens, o, birth)
	}
	return checked(c, why)
}

// checked lowers the precision where parts are 00 and refuses what no calendar has.
func checked(c civil, why string) (civil, string, bool) {
	if why != "" && why != ambiguousDay {
		return c, why, false
	}
	switch {
	case c.year == 0:
		return c, "", c.month <= 1 && c.day <= 1
	case c.year > 9999:
		return c, outOfRange, false
	case c.month > 12:
		return c, noSuchDay, false
	case c.month == 0:
		c.day = 0
	case c.day > daysIn(c.year, c.month):
		return c, noSuchDay, false
	}
	return c, why, false
}

// tokenize parts a date into numbers and words; weekdays, ordinals' endings
// and "of" are dropped.
func tokenize(out []token, s string) ([]token, bool) {
	sep := byte(0)
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case digit(c):
			start := i
			for i < len(s) && digit(s[i]) {
				i++
			}
			out = append(out, token{value: atoi(s[start:i]), digits: i - start, before: sep})
			i = skipOrdinal(s, i)
			sep = 0
		case asciiLetter(c):
			start := i
			for i < len(s) && asciiLetter(s[i]) {
				i++
			}
			if filler(s[start:i]) {
				continue
			}
			out = append(out, token{word: s[start:i], before: sep})
			sep = 0
		case c == ' ' || c == ',' || c == '/' || c == '-' || c == '.' || c == '\\' || c == '_':
			if sep == 0 || sep == ' ' {
				sep = c
			}
			i++
		default:
			return nil, false
		}
		if len(out) >= maxTokens-1 {
			return nil, false
		}
	}
	return out, true
}

// skipOrdinal passes the ending of 1st, 2nd, 3rd, 4th.
func skipOrdinal(s string, i int) int {
	if i+2 > len(s) || (i+2 < len(s) && asciiLetter(s[i+2])) {
		return i
	}
	switch strings.ToLower(s[i : i+2]) {
	case "st", "nd", "rd", "th":
		return i + 2
	}
	return i
}

// filler are the words of a date that say nothing: weekdays, "of", "the".
func filler(w string) bool {
	if strings.EqualFold(w, "of") || strings.EqualFold(w, "the") || strings.EqualFold(w, "on") {
		return true
	}
	if len(w) < 3 {
		return false
	}
	for _, d := range [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if len(w) <= len(d) && strings.EqualFold(d[:len(w)], w) {
			return true
		}
	}
	return false
}

// monthOf is the number of an English month name or its first three letters or
// more ("Sept" too).
func monthOf(w string) int {
	if len(w) < 3 {
		return 0
	}
	for i, m := range [...]string{
		"january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december",
	} {
		if len(w) <= len(m) && strings.EqualFold(m[:len(w)], w) {
			return i + 1
		}
	}
	return 0
}

// monthIndex is the place of the only word, when it is a month; -1 without one.
func monthIndex(tokens []token) int {
	for i, t := range tokens {
		if t.word != "" && monthOf(t.word) > 0 {
			return i
		}
	}
	return -1
}

func zero(tokens []token) bool {
	for _, t := range tokens {
		if t.word != "" || t.value != 0 {
			return false
		}
	}
	return true
}
