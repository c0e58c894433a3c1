package clean

import (
	"strconv"
	"strings"
)

// maxDigits bounds a number; what is longer is an identifier in the wrong column.
const maxDigits = 30

// Number is the shortest decimal form of a written number: currency signs,
// grouping, a percent sign and brackets for negative amounts are taken off; the
// thousands of "1,234" and the decimals of "1.234,50" are told apart by their
// places; "50k" and "1.2m" are multiplied out. It answers false for anything
// that is not clearly one number.
func Number(text string) (string, bool) {
	if digitsOnly(text) && len(text) <= maxDigits && (text[0] != '0' || len(text) == 1) {
		return text, true
	}
	s, negative, ok := bareNumber(text)
	if !ok {
		return "", false
	}
	s, exp, ok := exponent(s)
	if !ok {
		return "", false
	}
	if s, ok = decimalPoint(s); !ok {
		return "", false
	}
	whole, frac, _ := strings.Cut(s, ".")
	if len(whole)+len(frac) > maxDigits || len(whole)+len(frac) == 0 {
		return "", false
	}
	whole, frac = shift(whole, frac, exp)
	whole = strings.TrimLeft(whole, "0")
	frac = strings.TrimRight(frac, "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	if negative && whole != "0" {
		whole = "-" + whole
	}
	return whole, true
}

// bareNumber takes signs, brackets, currencies and spaces off.
func bareNumber(text string) (s string, negative, ok bool) {
	s = strings.TrimSpace(text)
	if len(s) > 64 {
		return "", false, false
	}
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		s, negative = s[1:len(s)-1], true
	}
	for _, unit := range [...]string{"USD", "US$", "EUR", "GBP", "CAD", "AUD", "$", "€", "£", "%", "+"} {
		s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(s, unit), unit))
		if rest, found := strings.CutPrefix(s, "-"); found && !negative {
			s, negative = strings.TrimSpace(rest), true
		}
	}
	if strings.ContainsAny(s, " '\u00a0\u202f’_") {
		s = strings.NewReplacer(" ", "", "'", "", "’", "", "\u00a0", "", "\u202f", "", "_", "").Replace(s)
	}
	return s, negative, s != ""
}

// exponent takes an exponent or a multiplier off the end: 1.5e3, 50k, 1.2m.
func exponent(s string) (string, int, bool) {
	switch s[len(s)-1] {
	case 'k', 'K':
		return s[:len(s)-1], 3, len(s) > 1
	case 'm', 'M':
		return s[:len(s)-1], 6, len(s) > 1
	}
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, true
	}
	exp, err := strconv.Atoi(strings.TrimPrefix(s[i+1:], "+"))
	return s[:i], exp, err == nil && i > 0 && exp <= maxDigits && exp >= -maxDigits
}

// decimalPoint reduces s to digits and at most one point.
func decimalPoint(s string) (string, bool) {
	dots, commas := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '.':
			dots++
		case s[i] == ',':
			commas++
		case !digit(s[i]):
			return "", false
		}
	}
	switch {
	case dots == 0 && commas == 0:
		return s, true
	case dots > 0 && commas > 0:
		return twoMarks(s, dots, commas)
	case commas == 1:
		if i := strings.IndexByte(s, ','); i == 0 || i > 3 || len(s)-i-1 != 3 || s[0] == '0' {
			return strings.Replace(s, ",", ".", 1), true
		}
		return strings.Replace(s, ",", "", 1), true
	case dots == 1:
		return s, true
	case commas > 1:
		return strings.ReplaceAll(s, ",", ""), grouped(s, ',')
	}
	return strings.ReplaceAll(s, ".", ""), grouped(s, '.')
}

// twoMarks reads a number with dots and commas: the last mark is the decimal.
func twoMarks(s string, dots, commas int) (string, bool) {
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	if dot > comma {
		return strings.ReplaceAll(s, ",", ""), dots == 1 && grouped(s[:dot], ',')
	}
	s2 := strings.ReplaceAll(s[:comma], ".", "") + "." + s[comma+1:]
	return s2, commas == 1 && grouped(s[:comma], '.')
}

// grouped reports whether every mark is followed by exactly three digits (or
// two before the last group, as written in India).
func grouped(s string, mark byte) bool {
	parts := strings.Split(s, string(mark))
	if len(parts[0]) == 0 || len(parts[0]) > 3 || len(parts[len(parts)-1]) != 3 {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 && len(p) != 2 {
			return false
		}
	}
	return true
}

// shift moves the decimal point exp places to the right.
func shift(whole, frac string, exp int) (string, string) {
	for ; exp > 0; exp-- {
		if frac == "" {
			whole += "0"
			continue
		}
		whole, frac = whole+frac[:1], frac[1:]
	}
	for ; exp < 0; exp++ {
		if whole == "" {
			frac = "0" + frac
			continue
		}
		whole, frac = whole[:len(whole)-1], whole[len(whole)-1:]+frac
	}
	return whole, frac
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			return false
		}
	}
	return s != ""
}

func number(text string, _ Options) Result {
	if n, ok := Number(text); ok {
		return one(n)
	}
	return problem("not a number")
}

// between accepts numbers of a range; zeroMissing takes 0 as not known.
func between(low, high float64, what string, zeroMissing bool) func(string, Options) Result {
	return func(text string, _ Options) Result {
		n, ok := Number(text)
		if !ok {
			return problem("not a number")
		}
		if n == "0" && zeroMissing {
			return missing()
		}
		v, err := strconv.ParseFloat(n, 64)
		if err != nil || v < low || v > high {
			return problem("no such " + what)
		}
		return one(n)
	}
}
