package match

import "strings"

// fieldWords says in one clause how a field agrees. Values may be missing, in
// evidence of long ago: then the clause does without.
func (e *Explanation) fieldWords(f *FieldEvidence) string {
	switch f.Field {
	case FieldGiven:
		return givenWords(f)
	case FieldSurname:
		return surnameWords(f)
	case FieldBirth:
		return e.birthWords(f)
	case FieldStrongID:
		return idFieldWords(f)
	case FieldStreet:
		return streetWords(f) + e.relatives()
	case FieldEmail, FieldPhone:
		s := plainWords(f)
		if f.Level == Exact {
			s += e.relatives()
		}
		return s
	}
	return plainWords(f)
}

// relatives marks what relatives share, once the household gate looked at it.
func (e *Explanation) relatives() string {
	if e.Gate(GateHousehold) == 0 {
		return ""
	}
	if g := e.field(FieldGiven); g != nil && g.Level == Initial {
		return ", which relatives share: counted little because of the given name only an initial is known"
	}
	return ", which relatives share: counted little because the given names differ"
}

func givenWords(f *FieldEvidence) string {
	a, b := name(f.A), name(f.B)
	switch {
	case f.Of != "" && f.Of == f.A:
		return "given names: " + b + " is a short form of " + a
	case f.Of != "" && f.Of == f.B:
		return "given names: " + a + " is a short form of " + b
	case f.Of != "":
		return "given names: " + a + " and " + b + " are both forms of " + name(f.Of)
	case f.Level == Nickname:
		return pair(f, "given names", "are forms of one name")
	case f.Level == Former:
		return pair(f, "given names", "meet through a nickname on record")
	case f.Level == Swapped:
		return swappedWords(f)
	}
	return nameLevel(f, "given name")
}

func surnameWords(f *FieldEvidence) string {
	switch f.Level {
	case Former:
		return pair(f, "surnames", "meet through a former surname on record")
	case Swapped:
		return swappedWords(f)
	case Conflict:
		return pair(f, "surnames", "differ, as they may after a marriage")
	}
	return nameLevel(f, "surname")
}

func swappedWords(f *FieldEvidence) string {
	const what = "the given name of one is the surname of the other"
	if f.A == f.B {
		return what + after(name(f.A))
	}
	return what + ": " + name(f.A) + " and " + name(f.B)
}

// nameLevel are the clauses that given names and surnames share.
func nameLevel(f *FieldEvidence, what string) string {
	switch f.Level {
	case Exact:
		return "the same " + what + after(name(f.A)) + rarity(f.Bits)
	case Close:
		return pair(f, what+"s", "differ by one slip or less")
	case Near:
		return pair(f, what+"s", "are similar")
	case Far:
		return pair(f, what+"s", "are only somewhat alike")
	case Initial:
		return pair(f, what+"s", "fit as an initial")
	case Token:
		return pair(f, what+"s", "share a part")
	}
	return pair(f, what+"s", "differ")
}

// rarity says why an equal name is worth what it is worth.
func rarity(b Bits) string {
	const common, rare = 6 * Bit, 11 * Bit
	switch {
	case b < common:
		return ", a common one"
	case b >= rare:
		return ", a rare one"
	}
	return ""
}

// pair names both values in a clause.
func pair(f *FieldEvidence, what, how string) string {
	if f.A == "" || f.B == "" {
		return "the " + what + " " + how
	}
	return "the " + what + " " + name(f.A) + " and " + name(f.B) + " " + how
}

func after(v string) string {
	if v == "" {
		return ""
	}
	return ", " + v
}

// name writes a folded name with capitals.
func name(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = capital(w)
	}
	return strings.Join(words, " ")
}

// idWords is the type of a strong identifier in words.
func idWords(typ string) string {
	if typ == "" {
		return "identifier"
	}
	return strings.ReplaceAll(typ, "_", " ")
}

func idFieldWords(f *FieldEvidence) string {
	what := idWords(f.Of)
	switch f.Level {
	case Exact:
		return "the same " + what + after(f.A)
	case Close:
		return "the " + what + "s differ by one slip" + values(f)
	case Near:
		return "the " + what + "s differ by two slips" + values(f)
	}
	return "each has another " + what + values(f)
}

func streetWords(f *FieldEvidence) string {
	houseA, unitA, _ := strings.Cut(f.A, unitMark)
	houseB, unitB, _ := strings.Cut(f.B, unitMark)
	if f.Level == Part && houseA == houseB && unitA != "" && unitB != "" && unitA != unitB {
		return "the same street and number in different units, one building and two homes: " + name(f.A) + " and " + name(f.B)
	}
	switch f.Level {
	case Exact:
		return "the same street and number" + after(name(f.A))
	case Close:
		return "the same number in a street spelt alike" + placeValues(f)
	case Near:
		return "streets spelt alike" + placeValues(f)
	case Part:
		return "either the street or the number is the same" + placeValues(f)
	}
	return "the streets differ" + placeValues(f)
}

func placeValues(f *FieldEvidence) string {
	if f.A == "" || f.B == "" {
		return ""
	}
	return ": " + name(f.A) + " and " + name(f.B)
}

// plainWords is for fields whose levels mean what their names say.
func plainWords(f *FieldEvidence) string {
	shown := *f
	switch f.Field {
	case FieldMiddle, FieldSuffix, FieldCity, FieldBirthplace:
		shown.A, shown.B = name(f.A), name(f.B)
	}
	f = &shown
	what := map[Field]string{
		FieldMiddle: "middle name", FieldSuffix: "suffix", FieldEmail: "e-mail address", FieldPhone: "phone number",
		FieldPostcode: "postcode", FieldCity: "town", FieldGender: "gender", FieldBirthplace: "birthplace", FieldOccupation: "occupation",
	}[f.Field]
	switch f.Level {
	case Exact:
		return "the same " + what + after(f.A)
	case Generic:
		return "the " + what + " is shared by too many to say anything" + values(f)
	case Conflict:
		return "another " + what + values(f)
	case Part:
		return "a " + what + " of the same area" + values(f)
	case Initial:
		return "a " + what + " that fits as an initial" + values(f)
	}
	return "a similar " + what + values(f)
}
