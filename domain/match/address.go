package match

import "strings"

// place is an address after normalisation.
type place struct {
	number, street, unit, city, state, postcode string
}

func (p place) empty() bool { return p == place{} }

// normaliseAddress folds the parts, brings street types and directions to one
// spelling and takes a number or a unit out of the street line.
func normaliseAddress(a Address) place {
	p := place{
		number:   leadingZeros(compact(meaningful(fold(a.Number)))),
		street:   meaningful(fold(a.Street)),
		unit:     normaliseUnit(fold(a.Unit)),
		city:     meaningful(fold(a.City)),
		state:    meaningful(fold(a.State)),
		postcode: normalisePostcode(a.Postcode, a.Country),
	}
	if p.number == "" {
		p.number, p.street = splitNumber(p.street)
	}
	if p.unit == "" {
		p.street, p.unit = splitUnit(p.street)
	}
	p.street = normaliseStreet(p.street)
	if p.street == "general delivery" {
		p.street, p.number = "", ""
	}
	if rest, ok := strings.CutPrefix(p.street, "po box "); ok && p.number == "" {
		p.number, p.street = rest, "po box"
	}
	return p
}

func leadingZeros(s string) string { return strings.TrimLeft(s, "0") }

// splitNumber takes the number off the front of a street line; a line that is
// nothing else is all number.
func splitNumber(street string) (number, rest string) {
	if street != "" && digitsOf(street) == street {
		return leadingZeros(street), ""
	}
	first, rest, ok := strings.Cut(street, " ")
	if !ok || first == "" || first[0] < '0' || first[0] > '9' || ordinal(first) {
		return "", street
	}
	return leadingZeros(first), rest
}

// ordinal knows "5th", "42nd": a street's name, not a house number.
func ordinal(w string) bool {
	return strings.HasSuffix(w, "th") || strings.HasSuffix(w, "st") ||
		strings.HasSuffix(w, "nd") || strings.HasSuffix(w, "rd")
}

// splitUnit takes "apt 5" off the end of a street line.
func splitUnit(street string) (rest, unit string) {
	words := strings.Fields(street)
	for i := 1; i < len(words)-1; i++ {
		switch words[i] {
		case "apt", "apartment", "unit", "suite", "ste", "flat", "lot", "rm", "room", "trlr":
			return strings.Join(words[:i], " "), normaliseUnit(strings.Join(words[i:], " "))
		}
	}
	return street, ""
}

func normaliseUnit(s string) string {
	s = meaningful(s)
	first, rest, ok := strings.Cut(s, " ")
	if !ok {
		return leadingZeros(s)
	}
	switch first {
	case "apt", "apartment", "unit", "suite", "ste", "flat", "lot", "rm", "room", "trlr", "no":
		return leadingZeros(rest)
	}
	return s
}

func normaliseStreet(s string) string {
	if s == "" {
		return ""
	}
	words := strings.Fields(s)
	for i, w := range words {
		if i == 0 && len(words) > 1 && w != "p" && direction(w) == w {
			continue
		}
		words[i] = streetWord(w)
	}
	s = strings.Join(words, " ")
	if strings.HasPrefix(s, "p o box ") {
		s = "po box " + s[len("p o box "):]
	}
	return s
}

func streetWord(w string) string {
	switch w {
	case "street", "str":
		return "st"
	case "avenue", "av", "aven":
		return "ave"
	case "road":
		return "rd"
	case "drive", "drv":
		return "dr"
	case "lane":
		return "ln"
	case "court", "crt":
		return "ct"
	case "place", "plc":
		return "pl"
	case "crescent", "cres":
		return "cr"
	case "circuit", "cct", "circle", "circ":
		return "cir"
	case "boulevard", "boul":
		return "blvd"
	case "terrace", "terr":
		return "ter"
	case "parade":
		return "pde"
	case "highway", "hway":
		return "hwy"
	case "parkway", "pky":
		return "pkwy"
	case "trail", "trl":
		return "tr"
	case "square":
		return "sq"
	case "close":
		return "cl"
	case "gardens", "garden":
		return "gdns"
	case "mount":
		return "mt"
	case "saint":
		return "st"
	}
	return direction(w)
}

func direction(w string) string {
	switch w {
	case "north":
		return "n"
	case "south":
		return "s"
	case "east":
		return "e"
	case "west":
		return "w"
	case "northeast":
		return "ne"
	case "northwest":
		return "nw"
	case "southeast":
		return "se"
	case "southwest":
		return "sw"
	}
	return w
}

// normalisePostcode drops spaces and the last four digits of a ZIP+4.
func normalisePostcode(s, country string) string {
	s = meaningful(compact(fold(s)))
	if len(s) == 9 && digitsOf(s) == s && (country == "" || fold(country) == "us" || fold(country) == "usa") {
		s = s[:5]
	}
	if s == "99999" || s == "12345" {
		return ""
	}
	return s
}

// smallPostcode says whether a postcode stands for some houses of one street, as
// those of letters and digits do, and not for a town.
func smallPostcode(p string) bool { return len(p) >= 6 && digitsOf(p) != p && digitsOf(p) != "" }

// postArea is the part of a postcode that names a district: the outward code
// where letters are part of it, else the first three digits.
func postArea(p string) string {
	if len(p) < 3 {
		return ""
	}
	if p[0] >= 'a' && p[0] <= 'z' && len(p) >= 5 {
		return p[:len(p)-3]
	}
	return p[:3]
}
