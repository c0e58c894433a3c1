package clean

import "strings"

// Street is the canonical form of a street line without its unit: house number
// first as written ("12B", "12 1/2", "12-34"), directions and the last street
// type in USPS short form without dots ("N", "St"), capitals when typed all
// large or all small. PO boxes, rural routes and military lines have a form of
// their own.
func Street(line string) string { return settle(line, streetOnce) }

func streetOnce(line string) string {
	line = strings.Trim(Text(line, Options{}), " ,;.-")
	if s, ok := boxLine(line); ok {
		return s
	}
	hasUpper, hasLower := letterCases(line)
	recase := hasUpper != hasLower
	var buf [16]string
	words := splitWords(buf[:0], line)
	if len(words) == 0 {
		return ""
	}
	n := numberWords(words)
	numbers, name := words[:n], words[n:]
	for i, w := range numbers {
		numbers[i] = upper(w)
	}
	shorten(name, n > 0, recase)
	return composed(strings.Join(words, " "))
}

// maxWords bounds a street line.
const maxWords = 24

// splitWords parts at blanks and commas and takes dots off the ends.
func splitWords(out []string, s string) []string {
	for start := 0; start < len(s) && len(out) < maxWords; {
		end := start
		for end < len(s) && s[end] != ' ' && s[end] != ',' {
			end++
		}
		if w := strings.Trim(s[start:end], ".;"); w != "" {
			out = append(out, w)
		}
		start = end + 1
	}
	return out
}

// numberWords is how many words at the front are the house number: "12",
// "12B", "12-34", "N6W23001", and a fraction after it.
func numberWords(words []string) int {
	if !houseNumber(words[0]) || (len(words) > 1 && ordinalEnd(words[0])) {
		return 0
	}
	if len(words) > 1 && fraction(words[1]) {
		return 2
	}
	if len(words) == 1 {
		return 0
	}
	return 1
}

// houseNumber reports a word that begins with a digit, or a grid number of
// Wisconsin and Illinois.
func houseNumber(w string) bool {
	if digit(w[0]) {
		return true
	}
	return len(w) > 3 && asciiLetter(w[0]) && digit(w[1]) && digit(w[len(w)-1]) && countDigits(w) >= 3
}

func fraction(w string) bool {
	a, b, ok := strings.Cut(w, "/")
	return ok && digitsOnly(a) && digitsOnly(b) && len(a)+len(b) <= 4
}

// ordinalEnd reports 5th, 21st: part of a street's name.
func ordinalEnd(w string) bool {
	if len(w) < 3 || !digitsOnly(w[:len(w)-2]) {
		return false
	}
	return skipOrdinal(w, len(w)-2) == len(w)
}

// shorten brings the words of a street name into their canonical spelling, in
// place.
func shorten(name []string, numbered, recase bool) {
	l := loadStreets()
	first, last := 0, len(name)-1
	if last > 0 && numbered && !(last == 1 && l.types.has(name[1])) {
		if d, ok := l.dirs.find(name[0]); ok && !digit(name[0][0]) {
			name[0], first = d, 1
		}
	}
	if last > first+1 {
		if d, ok := l.dirs.find(name[last]); ok && l.types.has(name[last-1]) {
			name[last] = d
			last--
		}
	}
	if last > first {
		last = shortType(l, name, first, last)
	}
	if recase {
		for i := first; i <= last; i++ {
			name[i] = streetWord(name[i])
		}
	}
}

// shortType contracts the type: the last word, or the one before a route
// number or a single letter ("Hwy 70", "Ave B"). It answers the last word that
// still wants capitals.
func shortType(l *streetLists, name []string, first, last int) int {
	if t, ok := l.types.find(name[last]); ok {
		name[last] = t
		return last - 1
	}
	if tail := name[last]; digit(tail[0]) || len(tail) == 1 {
		if t, ok := l.types.find(name[last-1]); ok {
			name[last-1], name[last] = t, upper(tail)
			return last - 2
		}
	}
	return last
}

// streetWord gives one word of a street name its capitals.
func streetWord(w string) string {
	if ordinalEnd(w) {
		return strings.ToLower(w)
	}
	if countDigits(w) > 0 && ascii(w) || len(w) == 2 && loadStreets().dirs.has(w) {
		return upper(w)
	}
	if w == "US" || w == "us" {
		return "US"
	}
	return string(appendCapital(nil, w))
}

// SplitStreet parts a canonical street into house number and name: "12 1/2 N
// Main St" is "12 1/2", "N Main St"; a box number counts as the number; the
// German order ("Hauptstraße 5") is known by its ending.
func SplitStreet(street string) (number, name string) {
	var buf [16]string
	words := splitWords(buf[:0], street)
	if len(words) == 0 {
		return "", ""
	}
	if n := numberWords(words); n > 0 {
		return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
	}
	last := len(words) - 1
	if last > 0 && digit(words[last][0]) && (words[last-1] == "Box" || germanStreet(words[last-1])) {
		return words[last], strings.Join(words[:last], " ")
	}
	return "", strings.Join(words, " ")
}

// germanStreet reports a word that ends like a German, Dutch or Scandinavian
// street.
func germanStreet(w string) bool {
	f := Fold(w)
	for _, end := range [...]string{"strasse", "str", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "straat", "laan", "gatan", "vej", "gade"} {
		if strings.HasSuffix(f, end) {
			return true
		}
	}
	return false
}

func streetRule(text string, o Options) Result {
	street, unit, why := streetLine(text, o.Region)
	if street == "" {
		if why != "" {
			return problem(why)
		}
		return missing()
	}
	v := Value{Text: street}
	if unit != "" {
		v.Parts = []Part{{Category: "unit", Text: unit}}
	}
	return Result{Values: []Value{v}}
}
