package match

// FieldEvidence is one line of an explanation. A and B are the normalised
// values compared; they are for showing to whoever may see them.
type FieldEvidence struct {
	Field Field
	Level Level
	Bits  Bits
	A, B  string
}

// GateEvidence is what a gate took or gave.
type GateEvidence struct {
	Gate Gate
	Bits Bits
}

// Explanation says why two records do or do not look like one person. Prior,
// Fields and Gates add up to Total, exactly. A is the side with the smaller
// content key.
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
		Vetoes: c.vetoes.Strings(), SharedKeys: SharedKeys(a, b), Model: m.Hash(),
	}
	for f, p := range c.parts {
		if p.level != Missing {
			e.Fields = append(e.Fields, FieldEvidence{Field(f), p.level, p.bits, p.a, p.b})
		}
	}
	for g, b := range c.gates {
		if b != 0 {
			e.Gates = append(e.Gates, GateEvidence{Gate(g), b})
		}
	}
	return e
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
