package match

// vetoesOf looks for what no score outweighs.
func (m *Model) vetoesOf(c *Comparison, a, b *Node) Veto {
	var v Veto
	if c.parts[FieldSuffix].level == Conflict {
		v |= VetoSuffix
	}
	birth := c.parts[FieldBirth].level
	if birth == Conflict && c.parts[FieldStrongID].level == Conflict {
		v |= VetoBirthAndID
	}
	if birth == Conflict && c.parts[FieldStrongID].level != Exact && generationsApart(a, b) &&
		c.parts[FieldGiven].level.agrees() && c.parts[FieldSurname].level.agrees() &&
		c.parts[FieldStreet].bits >= m.w.streetFuzzy {
		v |= VetoGenerations
	}
	return v
}

// generation gap in years from which one name at one address is two people.
const generationGap = 15

func generationsApart(a, b *Node) bool {
	if a.birth == 0 || b.birth == 0 {
		return false
	}
	apart := a.birth.year() - b.birth.year()
	return apart >= generationGap || apart <= -generationGap
}

// applyGates adds what several fields say together. Each gate is one number,
// so that prior, fields and gates still add up to the total.
func (m *Model) applyGates(c *Comparison) {
	m.gateHousehold(c)
	m.gateThin(c)
	if nameless(c) && c.contactBits() < 6*Bit {
		c.limit(GateNameless, 0)
	}
	if namesOnly(c) {
		c.limit(GateNamesOnly, m.w.namesOnly)
	}
	if c.vetoes == 0 && c.total < m.w.auto && c.parts[FieldEmail].level == Exact &&
		c.parts[FieldGiven].level == Exact && c.parts[FieldSurname].level == Exact {
		c.add(GateMailAndName, m.w.auto-c.total)
	}
}

func (c *Comparison) add(g Gate, b Bits) {
	c.gates[g] += b
	c.total += b
}

func (c *Comparison) limit(g Gate, most Bits) {
	if c.total > most {
		c.add(g, most-c.total)
	}
}

func (c *Comparison) contactBits() Bits {
	return max(c.parts[FieldEmail].bits, 0) + max(c.parts[FieldPhone].bits, 0)
}

func (c *Comparison) addressBits() Bits {
	return c.parts[FieldPostcode].bits + c.parts[FieldCity].bits + c.parts[FieldStreet].bits
}

// gateHousehold (G1): relatives share surname, residence, phone, mail and, as
// twins, the birth date. Once the given names speak against one person these
// count little, unless a strong id agrees.
func (m *Model) gateHousehold(c *Comparison) {
	id := c.parts[FieldStrongID]
	if id.level == Exact || id.level == Close && id.bits > 0 {
		return
	}
	w := &m.w
	address, contact := c.addressBits(), c.contactBits()
	switch c.parts[FieldGiven].level {
	case Conflict:
	case Far:
		if address < w.gateAddressFrom && contact < w.gateContactFrom {
			return
		}
	default:
		return
	}
	var off Bits
	off += max(c.parts[FieldSurname].bits-w.gateSurname, 0)
	off += max(address-w.gateAddress, 0)
	off += max(contact-w.gateContact, 0)
	if c.parts[FieldBirth].level == Exact {
		off += w.gateTwin
	}
	c.add(GateHousehold, -off)
}

// gateThin (G2): without a given name, a birth date or an id on both sides an
// address says household, not person.
func (m *Model) gateThin(c *Comparison) {
	if c.parts[FieldGiven].level != Missing || c.parts[FieldBirth].level != Missing || c.parts[FieldStrongID].level != Missing {
		return
	}
	if off := c.addressBits() - m.w.gateThin; off > 0 {
		c.add(GateThin, -off)
	}
}

// nameless (G3): nothing that names a person agrees.
func nameless(c *Comparison) bool {
	id := c.parts[FieldStrongID]
	return !c.parts[FieldGiven].level.agrees() && !c.parts[FieldSurname].level.agrees() &&
		c.parts[FieldBirth].bits < 3*Bit && (id.level == Missing || id.bits <= 0)
}

// namesOnly: nothing but names (and gender) speaks for one person. However
// rare a name is, two people bear it somewhere.
func namesOnly(c *Comparison) bool {
	for f := FieldBirth; f < NumFields; f++ {
		if f != FieldGender && c.parts[f].bits > 0 {
			return false
		}
	}
	return true
}
