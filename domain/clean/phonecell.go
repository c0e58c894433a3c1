package clean

import "strings"

// phoneKind takes a label off a number and says the kind it names.
func phoneKind(text string) (rest, kind string) {
	rest = text
	if !hasLetter(text) {
		return text, ""
	}
	for _, l := range [...]struct{ word, kind string }{
		{"mobile", "mobile"}, {"cellular", "mobile"}, {"cell", "mobile"}, {"(c)", "mobile"},
		{"(m)", "mobile"}, {"landline", "landline"}, {"voip", "voip"}, {"home", ""}, {"work", ""},
		{"office", ""}, {"(h)", ""}, {"(w)", ""}, {"phone", ""}, {"telephone", ""}, {"tel", ""},
	} {
		i := indexFold(rest, l.word)
		if i < 0 {
			continue
		}
		rest = rest[:i] + " " + rest[i+len(l.word):]
		if kind == "" {
			kind = l.kind
		}
	}
	return strings.Trim(strings.Replace(rest, "()", "", 1), " :-.,"), kind
}

// indexFold finds an ASCII word in lower case without regard to case.
func indexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// fromFloat undoes what spreadsheets do to numbers: "9195550123.0" loses its
// fraction; "9.19555E+09" has lost digits unless the mantissa still has all.
func fromFloat(s string) (digits string, lost, ok bool) {
	mantissa, exp, isExp := strings.Cut(strings.ToUpper(s), "E+")
	if isExp {
		whole, frac, _ := strings.Cut(mantissa, ".")
		e := 0
		for i := 0; i < len(exp); i++ {
			if !digit(exp[i]) || e > 99 {
				return "", false, false
			}
			e = e*10 + int(exp[i]-'0')
		}
		if len(whole) != 1 || !digitsOnly(whole) || (frac != "" && !digitsOnly(frac)) {
			return "", false, false
		}
		if len(frac) != e {
			return "", true, false
		}
		return whole + frac, false, true
	}
	whole, frac, found := strings.Cut(s, ".")
	if found && len(whole) >= 7 && digitsOnly(whole) && frac != "" && strings.Trim(frac, "0") == "" {
		return whole, false, true
	}
	return "", false, false
}

// placeholderPhone reports runs that stand for "none", with or without a
// country code: one digit over and over, 1234567890 and its kin, an area code
// of zeros, directory assistance 555-1212.
func placeholderPhone(s string) bool {
	d := digitsOf(s)
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
	}
	if len(d) > 2 && strings.Count(d, d[:1]) == len(d) {
		return true
	}
	switch d {
	case "1234567890", "0123456789", "1234567", "9876543210", "12345678", "123456789", "5551212", "1112223333", "2223334444", "1231231234", "9999999998":
		return true
	}
	if len(d) != 10 {
		return false
	}
	area, rest := d[:3], d[3:]
	switch {
	case area == "000", rest == "5551212", rest == "1234567" && (area == "555" || area == "123"):
		return true
	case area == "999" && rest == "9990000":
		return true
	}
	return strings.Count(rest, rest[:1]) == 7 && (rest[0] <= '1' || rest[0] == '9')
}

func countDigits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if digit(s[i]) {
			n++
		}
	}
	return n
}

func digitsOf(s string) string {
	if digitsOnly(s) {
		return s
	}
	b := make([]byte, 0, 24)
	for i := 0; i < len(s) && len(b) < 24; i++ {
		if digit(s[i]) {
			b = append(b, s[i])
		}
	}
	return string(b)
}

func hasLetter(s string) bool {
	for i := 0; i < len(s); i++ {
		if asciiLetter(s[i]) || s[i] >= 0x80 {
			return true
		}
	}
	return false
}
