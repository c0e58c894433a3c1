package clean

import "strings"

// Postcode reads a postal code of a region (ISO 3166-1 alpha-2, "" = US). In
// the US it gives five digits and, when there, the four of ZIP+4; zeros lost to
// a spreadsheet come back ("2601", "501", "26011234", "2601.0"). British and
// Canadian codes are known by their shape in any region. problem says why there
// is no code.
func Postcode(text, region string) (code, plus4, problem string) {
	s := strings.TrimSpace(text)
	if len(s) == 5 && digitsOnly(s) && (region == "" || region == "US") {
		if s == "00000" {
			return "", "", ""
		}
		return s, "", ""
	}
	if IsPlaceholder(s) || sameDigits(s) && strings.Trim(s, "0-. ") == "" {
		return "", "", ""
	}
	if c, ok := lettered(s); ok {
		return c, "", ""
	}
	if whole, frac, found := strings.Cut(s, "."); found && digitsOnly(whole) && strings.Trim(frac, "0") == "" {
		s = whole
	}
	switch region {
	case "", "US":
		return zip(s)
	case "AU":
		return padded(s, 4)
	case "DE", "FR", "ES", "IT", "MX":
		return padded(s, 5)
	}
	if len(s) > 12 || countDigits(s) == 0 {
		return "", "", "not a postal code"
	}
	return upper(s), "", ""
}

// zip reads an American code.
func zip(s string) (code, plus4, problem string) {
	left, right, dashed := strings.Cut(strings.ReplaceAll(s, " ", "-"), "-")
	right = strings.TrimLeft(right, "-")
	if !digitsOnly(left) || (right != "" && !digitsOnly(right)) {
		return "", "", "not a postal code"
	}
	if !dashed {
		switch len(left) {
		case 7, 8, 9:
			left = zeros(left, 9)
			left, right = left[:5], left[5:]
		}
	}
	if len(left) < 3 || len(left) > 5 || len(right) > 4 {
		return "", "", "not a postal code"
	}
	if left = zeros(left, 5); left == "00000" {
		return "", "", ""
	}
	if right = zeros(right, 4); right == "0000" {
		right = ""
	}
	return left, right, ""
}

// zeros fills s up with leading zeros; an empty s of a suffix comes to "0000".
func zeros(s string, n int) string {
	if len(s) >= n {
		return s
	}
	return "000000000"[:n-len(s)] + s
}

// padded reads an all-digit code of n digits that may have lost one zero.
func padded(s string, n int) (code, plus4, problem string) {
	s = strings.ReplaceAll(s, " ", "")
	if i := strings.IndexByte(s, '-'); i >= 0 && i <= 2 {
		s = s[i+1:] // "D-10115"
	}
	if !digitsOnly(s) || len(s) < n-1 || len(s) > n {
		return "", "", "not a postal code"
	}
	return zeros(s, n), "", ""
}

// lettered reads British and Canadian codes by their shape (and Dutch ones,
// 1234 AB), with or without the blank.
func lettered(s string) (string, bool) {
	var b [8]byte
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' || c == '-' {
			continue
		}
		if n == len(b) || (!asciiLetter(c) && !digit(c)) {
			return "", false
		}
		if asciiLetter(c) {
			c &^= 0x20
		}
		b[n] = c
		n++
	}
	shape := make([]byte, n, 8)
	for i := range n {
		shape[i] = 'A'
		if digit(b[i]) {
			shape[i] = '9'
		}
	}
	switch string(shape) {
	case "A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA", "A9A9A9":
		return string(b[:n-3]) + " " + string(b[n-3:n]), true
	case "9999AA":
		return string(b[:4]) + " " + string(b[4:6]), true
	}
	return "", false
}

func postcodeRule(text string, o Options) Result {
	code, plus4, why := Postcode(text, o.Region)
	switch {
	case why != "":
		return problem(why)
	case code == "":
		return missing()
	case plus4 != "":
		return Result{Values: []Value{{Text: code, Parts: []Part{{Category: "postcode4", Text: plus4}}}}}
	}
	return one(code)
}

func postcode4Rule(text string, o Options) Result {
	s, _, _ := strings.Cut(text, ".")
	if s == "" || IsPlaceholder(s) || strings.Trim(s, "0") == "" {
		return missing()
	}
	if digitsOnly(s) && len(s) <= 4 {
		return one(zeros(s, 4))
	}
	if _, plus4, _ := Postcode(s, o.Region); plus4 != "" {
		return one(plus4)
	}
	return problem("not four digits")
}
