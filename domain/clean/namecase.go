package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// GivenCase gives a given or middle name its capitals when it is typed all in
// capitals or all small; what is typed in mixed case stays. Two consonants are
// initials ("tj" is TJ).
func GivenCase(s string) string {
	if len(s) == 2 && asciiLetter(s[0]) && asciiLetter(s[1]) && !strings.ContainsAny(s, "aeiouyAEIOUY") {
		return upper(s)
	}
	return nameCase(s, false)
}

// SurnameCase is GivenCase for surnames, whose particles are written small when
// a word follows: McDonald, O'Brien, van der Berg, Smith-Jones, St John.
func SurnameCase(s string) string { return nameCase(s, true) }

// nameCase capitalises word by word; small says whether a particle in front is
// written small too.
func nameCase(s string, small bool) string {
	hasUpper, hasLower := letterCases(s)
	if hasUpper == hasLower {
		return s // mixed, or no letters with case
	}
	b := make([]byte, 0, len(s)+4)
	for start := 0; start <= len(s); {
		end := len(s)
		if i := strings.IndexByte(s[start:], ' '); i >= 0 {
			end = start + i
		}
		word := s[start:end]
		if end < len(s) && (small || start > 0) && particle(word) {
			b = appendLower(b, word)
		} else {
			b = appendCapital(b, word)
		}
		if end < len(s) {
			b = append(b, ' ')
		}
		start = end + 1
	}
	return composed(string(b))
}

// composed is NFC again after a change of case, which can part letters from
// the marks they were composed with.
func composed(s string) string {
	if ascii(s) {
		return s
	}
	return norm.NFC.String(s)
}

func letterCases(s string) (hasUpper, hasLower bool) {
	for _, r := range s {
		hasUpper = hasUpper || unicode.IsUpper(r) || unicode.IsTitle(r)
		hasLower = hasLower || unicode.IsLower(r)
	}
	return hasUpper, hasLower
}

func particle(word string) bool {
	if len(word) > 6 {
		return false
	}
	var buf [6]byte
	return loadNames().particles[string(appendLower(buf[:0], word))]
}

// appendLower appends s in small letters.
func appendLower(b []byte, s string) []byte {
	for _, r := range s {
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	return b
}

// appendCapital appends a word with its first letter large, and the letters
// after a hyphen, a dot, a slash, a bracket, O' and D', Mc and the known Mac.
func appendCapital(b []byte, word string) []byte {
	from := len(b)
	large := true
	for i, r := range word {
		if large && unicode.IsLetter(r) {
			b = utf8.AppendRune(b, unicode.ToTitle(r))
			large = false
			continue
		}
		b = utf8.AppendRune(b, unicode.ToLower(r))
		switch r {
		case '-', '.', '/', '(', '"', '&':
			large = true
		case '\'', '’':
			large = elision(word[:i]) && len(word) > i+2
		}
	}
	return capitalMc(b, from)
}

// elision reports whether an apostrophe after head begins a new name: O'Brien,
// D'Angelo, L'Heureux, Dell'Orto, but not "Ka'nisha".
func elision(head string) bool {
	if i := strings.LastIndexByte(head, '-'); i >= 0 {
		head = head[i+1:]
	}
	switch strings.ToLower(head) {
	case "o", "d", "l", "m", "n", "dell", "dall", "t", "":
		return true
	}
	return false
}

// capitalMc gives the part after Mc, or after Mac in a known name, its capital,
// in each hyphenated part of b from from on.
func capitalMc(b []byte, from int) []byte {
	for start := from; start < len(b); {
		end := start
		for end < len(b) && b[end] != '-' {
			end++
		}
		part := b[start:end]
		switch {
		case len(part) > 3 && part[0] == 'M' && part[1] == 'c' && 'a' <= part[2] && part[2] <= 'z':
			part[2] -= 'a' - 'A'
		case len(part) > 5 && string(part[:3]) == "Mac" && loadNames().macs[string(part[3:])]:
			part[3] -= 'a' - 'A'
		}
		start = end + 1
	}
	return b
}

func upper(s string) string { return composed(strings.ToUpper(s)) }
