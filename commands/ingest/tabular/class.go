package tabular

import "strings"

// class is what kind of thing a cell looks like.
type class uint16

const (
	blank class = 1 << iota
	number
	date
	email
	link
	phone
	code // letters and digits in one word
	flag // Y, N, X, true, ...
	text
)

// typed are the classes that a column's name never has.
const typed = number | date | email | link | phone

// classOf looks at the characters of a cell only.
func classOf(s string) class {
	s = strings.TrimSpace(s)
	if s == "" {
		return blank
	}
	if len(s) > 200 {
		return text
	}
	digits, letters, marks, spaces, at := 0, 0, 0, 0, 0
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == ' ':
			spaces++
		case r == '@':
			at++
		case r < 0x80 && strings.ContainsRune("-/.:+()#,$%", r):
			marks++
		default:
			letters++
		}
	}
	switch {
	case at == 1 && spaces == 0 && strings.LastIndexByte(s, '.') > strings.IndexByte(s, '@'):
		return email
	case strings.HasPrefix(s, "http://"), strings.HasPrefix(s, "https://"), strings.HasPrefix(s, "www."):
		return link
	case digits > 0 && letters <= 3 && isDate(s):
		return date
	case digits > 0 && letters == 0 && numeric(s):
		return number
	case digits >= 7 && letters == 0:
		return phone
	case digits > 0 && letters > 0 && spaces == 0:
		return code
	case len(s) == 1, strings.EqualFold(s, "yes"), strings.EqualFold(s, "no"), strings.EqualFold(s, "true"), strings.EqualFold(s, "false"):
		return flag
	}
	return text
}

// numeric reports digits with at most a sign, a currency, thousands and a
// fraction.
func numeric(s string) bool {
	s = strings.TrimLeft(s, "+-$€£ ")
	s = strings.TrimRight(s, "% ")
	if s == "" || s[0] == '(' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && c != '.' && c != ',' {
			return false
		}
	}
	return s[0] != '.' || len(s) > 1
}

// isDate reports numbers parted as dates are: 2024-01-02, 1/2/24, 02.01.2024
// 10:00, 4-Mar-85.
func isDate(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	first, _, _ = strings.Cut(first, "T")
	parts := strings.FieldsFunc(first, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) != 3 || len(first) < 6 || len(first) > 11 {
		return false
	}
	for i, p := range parts {
		digits := strings.Trim(p, "0123456789") == ""
		if !digits && (i == 2 || len(p) != 3) || len(p) > 4 {
			return false
		}
	}
	return len(parts[0]) <= 2 || len(parts[0]) == 4 && len(parts[1]) <= 3 && len(parts[2]) <= 2
}

// shape is what the cells of a column have looked like so far.
type shape struct {
	seen  class
	width int  // byte length all cells have, -1 when they differ
	any   bool // a cell has been seen
}

func (s *shape) learn(cell string) {
	s.seen |= classOf(cell)
	switch {
	case !s.any:
		s.width, s.any = len(cell), true
	case s.width != len(cell):
		s.width = -1
	}
}

// fit scores a cell for the column: 2 as all cells before, 1 possible, 0 odd.
func (s *shape) fit(cell string) int {
	c := classOf(cell)
	switch {
	case !s.any, c == blank && s.seen&blank == 0:
		return 1
	case s.width > 3 && s.width == len(cell):
		return 2
	case s.seen&c != 0:
		return 2
	case s.seen == blank, s.seen&(text|flag|code) != 0 && c&(text|flag|code) != 0:
		return 1
	}
	return 0
}
