package match

// scored is a comparison in short: differ holds a bit for each field both
// sides know and differ in, agree for each they agree in.
type scored struct {
	bits          Bits
	differ, agree uint16
	veto          Veto
	sure          bool // see Comparison.Need
}

// need is what the pair needs to be joined under an account's auto.
func (s *scored) need(auto Bits) Bits {
	if s.sure {
		return auto - margin
	}
	return auto
}

// weigh compares two nodes and keeps what clustering asks for.
func (m *Model) weigh(a, b *Node) scored {
	var c Comparison
	m.Compare(&c, a, b)
	s := scored{bits: c.total, veto: c.vetoes, sure: c.sure}
	for f, p := range c.parts {
		switch {
		case p.level == Conflict:
			s.differ |= 1 << f
		case p.level.agrees():
			s.agree |= 1 << f
		}
	}
	// A postcode is one's own where it stands for some houses, and no generation
	// lies between two people who share it.
	if p := c.parts[FieldPostcode]; p.level != Exact || !smallPostcode(p.a) || s.differ&(1<<FieldBirth) != 0 && generationsApart(a, b) {
		s.agree &^= 1 << FieldPostcode
	}
	return s
}
