package clean

import "strings"

// Unit is the canonical form of an apartment or unit: the designator in USPS
// short form ("Apt", "Ste", "Unit" for #), the number in capitals: "Apt 4B".
func Unit(text string) string { return settle(text, unitOnce) }

// settle applies f until nothing changes.
func settle(s string, f func(string) string) string {
	for range maxPasses {
		t := f(s)
		if t == s {
			return s
		}
		s = t
	}
	return ""
}

func unitOnce(text string) string {
	s := strings.Trim(Text(text, Options{}), " ,;.")
	if s == "" || IsPlaceholder(s) {
		return ""
	}
	l := loadStreets()
	var out []string
	for w := range strings.FieldsSeq(strings.ReplaceAll(s, "#", " # ")) {
		w = strings.Trim(w, ".,;")
		switch u, ok := l.units.find(w); {
		case w == "":
		case w == "#":
			if len(out) == 0 || !l.units.has(out[len(out)-1]) {
				out = append(out, "Unit")
			}
		case ok && !(len(w) <= 2 && len(out) > 0 && l.units.has(out[len(out)-1])):
			if len(out) > 0 && out[len(out)-1] == "Unit" {
				out = out[:len(out)-1] // "# Apt 4"
			}
			out = append(out, u)
		default:
			out = append(out, upper(w))
		}
		if len(out) > 8 {
			break
		}
	}
	if len(out) == 1 && !l.alone.has(out[0]) {
		if l.units.has(out[0]) {
			return "" // a designator without a number
		}
		return "Unit " + out[0]
	}
	return strings.Join(out, " ")
}

// UnitNumber is the unit without its designator, for comparing: "Apt 4B" and
// "# 4B" are the same door.
func UnitNumber(unit string) string {
	i := strings.LastIndexByte(unit, ' ')
	return strings.TrimLeft(unit[i+1:], "0")
}

func unitRule(text string, _ Options) Result {
	if u := Unit(text); u != "" {
		return one(u)
	}
	return missing()
}

// streetLine parts a street line into street and unit and says why it is
// neither: "REMOVED" stands for voters no longer on the roll.
func streetLine(text, region string) (street, unit, why string) {
	s := strings.Trim(Text(text, Options{}), " ,;")
	if s == "" || IsPlaceholder(s) || noStreet(s) {
		return "", "", ""
	}
	if b, ok := boxLine(s); ok {
		return b, "", ""
	}
	for range maxPasses {
		line, u := cutUnit(s, region)
		if unit == "" {
			unit = Unit(u)
		}
		street = Street(line)
		if street == s {
			break
		}
		s = street
	}
	switch {
	case street == "":
		return "", unit, "not a street"
	case IsPlaceholder(street), noStreet(street):
		return "", unit, ""
	}
	return street, unit, ""
}

// cutUnit takes the unit off a street line: behind it ("12 Main St Apt 4",
// "12 Main St # 4", "9 Sample St, Rear"), before it ("Flat 2, 10 High St"), or
// joined to the number (Australia 2/10, Canada 2-10).
func cutUnit(s, region string) (street, unit string) {
	if i := strings.IndexByte(s, '#'); i > 0 {
		head := strings.TrimRight(s[:i], " ,")
		if word := lastWord(head); loadStreets().units.has(word) && head != word {
			i = len(head) - len(word)
		}
		return strings.TrimRight(s[:i], " ,"), s[i:]
	}
	if st, u, ok := frontUnit(s); ok {
		return st, u
	}
	if st, u, ok := joinedUnit(s, region); ok {
		return st, u
	}
	return backUnit(s)
}

// backUnit looks for a designator with a number after it, or for one that
// stands alone at the end after a comma or a street type.
func backUnit(s string) (street, unit string) {
	var buf [16]string
	words := splitWords(buf[:0], s)
	l := loadStreets()
	n := len(words)
	cutAt := n
	for i := n - 2; i >= 2; i-- {
		u, ok := l.units.find(words[i])
		if !ok || !unitNumber(words[i+1]) || l.alone.has(u) && !digit(words[i+1][0]) {
			continue
		}
		if l.types.has(words[i]) && !digit(words[i+1][0]) {
			continue
		}
		cutAt = i
		if i-2 < 2 || !l.units.has(words[i-2]) {
			break
		}
	}
	if cutAt == n && n > 2 && l.alone.has(words[n-1]) && (l.types.has(words[n-2]) || strings.Contains(s, ",")) {
		cutAt = n - 1
	}
	if cutAt == n {
		return s, ""
	}
	return strings.Join(words[:cutAt], " "), strings.Join(words[cutAt:], " ")
}

// unitNumber reports what may follow a designator: something with a digit, or
// one or two letters that are no direction or street type.
func unitNumber(w string) bool {
	if countDigits(w) > 0 {
		return true
	}
	return len(w) <= 2 && letters(w) && !(len(w) == 2 && (loadStreets().types.has(w) || loadStreets().dirs.has(w)))
}

// frontUnit reads "Flat 2, 10 High St" and "Unit 5 10 High St".
func frontUnit(s string) (street, unit string, ok bool) {
	words := strings.Fields(s)
	if len(words) < 4 || !loadStreets().units.has(words[0]) {
		return "", "", false
	}
	number := strings.Trim(words[1], ",")
	if !unitNumber(number) || !digit(words[2][0]) {
		return "", "", false
	}
	return strings.Join(words[2:], " "), words[0] + " " + number, true
}

// joinedUnit reads a unit before the house number.
func joinedUnit(s, region string) (street, unit string, ok bool) {
	sep := ""
	switch region {
	case "AU", "NZ":
		sep = "/"
	case "CA":
		sep = "-"
	default:
		return "", "", false
	}
	first, rest, found := strings.Cut(s, " ")
	u, number, joined := strings.Cut(first, sep)
	if !found || !joined || u == "" || number == "" || !digit(number[0]) || len(u) > 5 {
		return "", "", false
	}
	return number + " " + rest, u, true
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }
