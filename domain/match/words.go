package match

import (
	"unicode"
	"unicode/utf8"
)

// Words tells an explanation in sentences: what links the two, then one
// sentence for each field, gate and veto. Bits stand in brackets, rounded; the
// fields and gates themselves are exact.
func (e *Explanation) Words(s Standing) []string {
	out := e.linkWords(s)
	for i := range e.Fields {
		f := &e.Fields[i]
		out = append(out, sentence(e.fieldWords(f)+" ("+f.Bits.signed()+")"))
	}
	for _, g := range e.Gates {
		out = append(out, sentence(e.gateWords(g)+" ("+g.Bits.signed()+")"))
	}
	for _, v := range e.Vetoes {
		out = append(out, sentence("never one person by score: "+e.vetoWords(v)))
	}
	return out
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return capital(s) + "."
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// linkWords are about strong identifiers, devices and lone contact points:
// they join, or not, whatever the score.
func (e *Explanation) linkWords(s Standing) []string {
	out := []string{}
	device := e.Natures[0] == NatureDevice || e.Natures[1] == NatureDevice
	for _, id := range e.SharedIDs {
		what := idWords(string(id.Type)) + " " + id.Value
		switch {
		case id.Type != Cookie && s.Verdict == VerdictSame:
			out = append(out, "Both hold the "+what+in(id.Space)+": a strong link, which needs no score.")
		case id.Type != Cookie:
			out = append(out, "Both hold the "+what+in(id.Space)+", a strong link, but something stronger stands against it.")
		case !device:
			out = append(out, "Both were seen with the "+what+": a shared device, which joins no two known people.")
		case s.Verdict == VerdictSame:
			out = append(out, "The "+what+" is known from this person only.")
		default:
			out = append(out, "The "+what+" has appeared with more than one known record, so it belongs to none of them.")
		}
	}
	if c := e.contactWords(s.Verdict == VerdictSame); c != "" {
		out = append(out, c)
	}
	return out
}

func in(space string) string {
	if space == "" {
		return ""
	}
	return " of " + space
}

// contactWords is about a side that is one contact point and no name.
func (e *Explanation) contactWords(same bool) string {
	if e.Natures[0] != NatureContact && e.Natures[1] != NatureContact {
		return ""
	}
	for _, f := range e.Fields {
		if (f.Field != FieldEmail && f.Field != FieldPhone) || f.Level != Exact && f.Level != Generic {
			continue
		}
		if same {
			return "One side is a contact point without a name; it belongs to the one person who holds " + f.A + "."
		}
		return "One side is a contact point without a name; it attaches only where all who hold " + f.A + " are one profile with one given name."
	}
	return ""
}

// gateWords say why several fields together count for less, or more.
func (e *Explanation) gateWords(g GateEvidence) string {
	switch g.Gate {
	case GateHousehold:
		if g := e.field(FieldGiven); g != nil && g.Level == Initial {
			return "half a family shares an initial, so a shared residence counts little"
		}
		return "the given names speak against one person, so what relatives share (surname, residence, contact points, a twin's birth date) counts little"
	case GateStranger:
		if b := e.field(FieldBirth); b != nil && b.Bits > 0 && e.field(FieldMiddle) != nil {
			return "surname and middle name both differ, and others were born on that day, too"
		}
		if e.field(FieldBirth) == nil {
			return "the surnames differ and no birth dates are there to compare, so a shared residence or phone counts little"
		}
		return "surname and birth date speak against one person, so a shared residence or contact point counts little"
	case GateThin:
		return "without a given name, a birth date that agrees or an id, an address speaks for a household rather than a person"
	case GateNameless:
		return "nothing that names a person agrees, so the rest counts for nothing"
	case GateNamesOnly:
		return "nothing but names agrees, and every name has several bearers"
	case GateTown:
		return "beside the names only a town or an area agrees, where namesakes live too"
	case GateNamesake:
		return "the birth dates differ and nothing that is one person's own agrees: namesakes"
	case GateMailAndName:
		return "an equal e-mail address with both names equal is always enough"
	}
	return "the fields together say otherwise"
}

// vetoWords say what no score outweighs.
func (e *Explanation) vetoWords(v string) string {
	switch v {
	case "suffix":
		return "the suffixes name two generations"
	case "generations":
		where := "one name at one address, born "
		if s := e.field(FieldStreet); s == nil || s.Bits <= 0 {
			where = "one name with one contact point, born "
		}
		return where + yearsWords(e.birthsApart()) + " apart: " + e.generations()
	case "birth date and id":
		return "both birth date and identifier differ"
	case "reused id":
		return "the identifiers are equal, but names and birth dates are those of two people: the id was given out again"
	case "shared id":
		return "the identifiers are equal, but the given names and another trait differ: several people use it"
	}
	return v
}
