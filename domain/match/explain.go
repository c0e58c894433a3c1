package match

import "slices"

// FieldEvidence is one line of an explanation. A and B are the normalised
// values compared; they are for showing to whoever may see them. Of is what
// they are forms or kinds of, where there is such a thing: the full name
// behind a nickname, the type of a strong identifier.
type FieldEvidence struct {
	Field Field
	Level Level
	Bits  Bits
	A, B  string
	Of    string
}

// GateEvidence is what a gate took or gave.
type GateEvidence struct {
	Gate Gate
	Bits Bits
}

// Nature says what kind of record one side of a pair is, as far as it decides
// how the record may be joined.
type Nature uint8

// The natures.
const (
	NaturePerson  Nature = iota // says something about a person
	NatureDevice                // a cookie and nothing else
	NatureContact               // one e-mail or phone and no name
	NatureBlank                 // nothing that is matched
)

// Explanation says why two records do or do not look like one person. Prior,
// Fields and Gates add up to Total, exactly. A is the side with the smaller
// content key until Swap.
type Explanation struct {
	A, B       ContentKey
	Prior      Bits
	Total      Bits
	Auto       Bits
	Review     Bits
	Fields     []FieldEvidence
	Gates      []GateEvidence
	Vetoes     []string
	SharedKeys []KeyKind
	SharedIDs  []StrongID // strong identifiers both hold, cookies included
	Natures    [2]Nature
	Model      string
}

// Explain tells the whole story of a pair, for an account that joins from the
// default bits on.
func (m *Model) Explain(a, b *Node) Explanation { return m.ExplainAt(m.w.auto, a, b) }

// ExplainAt is Explain for an account that joins from auto bits on, as
// Options.Auto says.
func (m *Model) ExplainAt(auto Bits, a, b *Node) Explanation {
	if b.content.Less(a.content) {
		a, b = b, a
	}
	var c Comparison
	m.Compare(&c, a, b)
	e := Explanation{
		A: a.content, B: b.content, Prior: c.prior, Total: c.total,
		Auto: c.Need(auto), Review: m.w.review,
		Vetoes: c.vetoes.Strings(), SharedKeys: SharedKeys(a, b), SharedIDs: sharedIDs(a, b),
		Natures: [2]Nature{natureOf(a), natureOf(b)}, Model: m.Hash(),
	}
	for f, p := range c.parts {
		if p.level != Missing {
			e.Fields = append(e.Fields, m.fieldEvidence(Field(f), p, a, b))
		}
	}
	for g, b := range c.gates {
		if b != 0 {
			e.Gates = append(e.Gates, GateEvidence{Gate(g), b})
		}
	}
	return e
}

// Swap turns the two sides round.
func (e *Explanation) Swap() {
	e.A, e.B = e.B, e.A
	e.Natures[0], e.Natures[1] = e.Natures[1], e.Natures[0]
	for i := range e.Fields {
		e.Fields[i].A, e.Fields[i].B = e.Fields[i].B, e.Fields[i].A
	}
}

// Gate answers what a gate took or gave; 0 when it did not apply.
func (e *Explanation) Gate(g Gate) Bits {
	for _, x := range e.Gates {
		if x.Gate == g {
			return x.Bits
		}
	}
	return 0
}

func natureOf(n *Node) Nature {
	if bareDevice(n) {
		return NatureDevice
	}
	if n.Empty() && n.field(textIDs) == "" {
		return NatureBlank
	}
	if _, lone := loneContact(n); lone {
		return NatureContact
	}
	return NaturePerson
}

// sharedIDs lists the strong identifiers that two nodes have in common.
func sharedIDs(a, b *Node) []StrongID {
	var out []StrongID
	la := a.list(textIDs)
	for x, ok := la.next(); ok; x, ok = la.next() {
		lb := b.list(textIDs)
		for y, ok := lb.next(); ok; y, ok = lb.next() {
			if x == y {
				typ, space, value := splitID(x)
				out = append(out, StrongID{IDType(typ), space, value})
			}
		}
	}
	return out
}

// SharedKeys lists the kinds of blocking keys two nodes have in common.
func SharedKeys(a, b *Node) []KeyKind {
	var out []KeyKind
	ka, kb := a.Keys(nil), b.Keys(nil)
	for i, j := 0, 0; i < len(ka) && j < len(kb); {
		switch {
		case ka[i].Hash == kb[j].Hash:
			out = append(out, ka[i].Kind)
			i++
			j++
		case ka[i].Hash < kb[j].Hash:
			i++
		default:
			j++
		}
	}
	return out
}

// GateNamed finds a gate by its name.
func GateNamed(name string) (Gate, bool) {
	i := slices.Index(gateNames[:], name)
	return Gate(max(i, 0)), i >= 0
}
