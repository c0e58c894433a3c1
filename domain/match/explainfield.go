package match

import (
	"strconv"
	"strings"
)

// fieldEvidence is one field for showing: comparison keeps only what it needs,
// so the values it graded as numbers are written out here.
func (m *Model) fieldEvidence(f Field, p part, a, b *Node) FieldEvidence {
	e := FieldEvidence{Field: f, Level: p.level, Bits: p.bits, A: p.a, B: p.b}
	switch f {
	case FieldGiven, FieldSurname:
		if f == FieldGiven && (p.level == Nickname || p.level == Near) { // short forms of one name may be graded either way
			e.Of = m.nicks.full(p.a, p.b)
		}
		if f == FieldSurname && p.level == Swapped {
			e.A, e.B = e.B, e.A // crossed is asked from b's side
		}
	case FieldSuffix:
		e.A, e.B = generationName(a.suffix), generationName(b.suffix)
	case FieldBirth:
		e.A, e.B = birthText(a), birthText(b)
	case FieldStrongID:
		e.Of = idKind(a, b, p.a, p.b)
	case FieldStreet:
		e.A, e.B = houseTexts(a, b, p.a, p.b)
	case FieldGender:
		e.A, e.B = genderName(a.gender), genderName(b.gender)
	}
	return e
}

// String writes a date as precisely as it is known.
func (d date) String() string {
	s := strconv.Itoa(int(d))
	switch {
	case d == 0 || len(s) != 8:
		return ""
	case d.month() == 0:
		return s[:4]
	case d.day() == 0:
		return s[:4] + "-" + s[4:6]
	}
	return s[:4] + "-" + s[4:6] + "-" + s[6:]
}

// birthText is a node's birth date, both readings of an ambiguous one, or the
// years that a stated age leaves open.
func birthText(n *Node) string {
	switch {
	case n.birth != 0 && n.birthAlt != 0:
		return n.birth.String() + " or " + n.birthAlt.String()
	case n.birth != 0:
		return n.birth.String()
	case n.stated.open:
		return strconv.Itoa(int(n.stated.hi)) + " or before"
	case n.stated.lo != 0:
		return strconv.Itoa(int(n.stated.lo)) + " or " + strconv.Itoa(int(n.stated.hi))
	}
	return ""
}

func generationName(g uint8) string {
	switch g {
	case 0:
		return ""
	case 1:
		return "Sr"
	case 2:
		return "Jr"
	}
	return [...]string{"III", "IV", "V"}[min(int(g)-3, 2)]
}

func genderName(g uint8) string { return [...]string{"", "female", "male"}[min(int(g), 2)] }

// idKind finds the type of the identifiers that were compared.
func idKind(a, b *Node, x, y string) string {
	la := a.list(textIDs)
	for v, ok := la.next(); ok; v, ok = la.next() {
		typ, space, value := splitID(v)
		if value != x {
			continue
		}
		lb := b.list(textIDs)
		for u, ok := lb.next(); ok; u, ok = lb.next() {
			if t, s, value := splitID(u); t == typ && s == space && value == y {
				return typ
			}
		}
	}
	return ""
}

// houseTexts writes the two addresses whose streets were compared with their
// numbers and units: those of one house where there is such a pair.
func houseTexts(a, b *Node, x, y string) (string, string) {
	textA, textB, found := x, y, false
	la := a.list(textPlaces)
	for v, ok := la.next(); ok; v, ok = la.next() {
		lb := b.list(textPlaces)
		for u, ok := lb.next(); ok; u, ok = lb.next() {
			px, py := splitPlace(v), splitPlace(u)
			if !px.at(x) || !py.at(y) {
				continue
			}
			if house := px.number != "" && px.number == py.number; house || !found {
				textA, textB, found = px.house(), py.house(), true
				if house {
					return textA, textB
				}
			}
		}
	}
	return textA, textB
}

// at says whether a place lies in a street, or in none but has the number.
func (p place) at(text string) bool { return p.street == text || p.street == "" && p.number == text }

// unitMark stands before the unit of a house.
const unitMark = " unit "

// house is number, street and unit in one line.
func (p place) house() string {
	s := strings.TrimSpace(p.number + " " + p.street)
	if p.unit != "" {
		s += unitMark + p.unit
	}
	return s
}
