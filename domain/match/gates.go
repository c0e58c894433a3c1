package match

// vetoesOf looks for what no score outweighs.
func (m *Model) vetoesOf(c *Comparison, a, b *Node) Veto {
	var v Veto
	if c.parts[FieldSuffix].level == Conflict {
		v |= VetoSuffix
	}
	birth := c.parts[FieldBirth].level
	if !m.w.noisyBirths && birth == Conflict && c.parts[FieldStrongID].level == Conflict && a.birth.full() && b.birth.full() {
		v |= VetoBirthAndID
	}
	id := c.parts[FieldStrongID]
	if id.level == Exact && c.total < 0 && birth == Conflict && c.parts[FieldGiven].level == Conflict && c.parts[FieldSurname].level == Conflict {
		v |= VetoReusedID
	}
	if sharedID(c, a) {
		v |= VetoSharedID
	}
	if birth == Conflict && id.bits <= 0 && generationsApart(a, b) &&
		c.parts[FieldGiven].level.agrees() && c.parts[FieldSurname].level.agrees() &&
		(c.parts[FieldStreet].bits >= m.w.streetFuzzy || !m.w.noisyBirths && c.sharesContact()) {
		v |= VetoGenerations
	}
	return v
}

// sharedID: one number, but another given name and another thing of one's own
// that differs: a family's number, or one that was borrowed.
func sharedID(c *Comparison, a *Node) bool {
	id := c.parts[FieldStrongID]
	if id.level != Exact || c.parts[FieldGiven].level != Conflict || c.parts[FieldBirth].bits > 0 || !a.numbered(id.a) {
		return false
	}
	for _, f := range [...]Field{FieldMiddle, FieldGender} {
		if c.parts[f].level == Conflict {
			return true
		}
	}
	return false
}

// generation gap in years from which one name at one address is two people.
const generationGap = 15

func generationsApart(a, b *Node) bool {
	return a.birth != 0 && b.birth != 0 && a.birth.generationFrom(b.birth)
}

// applyGates adds what several fields say together. Each gate is one number,
// so that prior, fields and gates still add up to the total.
func (m *Model) applyGates(c *Comparison) {
	m.gateHousehold(c)
	m.gateStranger(c)
	m.gateThin(c)
	if nameless(c) && c.contactBits() < 6*Bit {
		c.limit(GateNameless, 0)
	}
	if namesOnly(c) {
		c.limit(GateNamesOnly, m.mostOfNames(c))
	} else if townOnly(c) {
		c.add(GateTown, -m.w.townOnly)
	}
	if c.namesake {
		c.limit(GateNamesake, m.w.namesOnly)
	}
	if c.vetoes == 0 && c.total < m.Auto() && c.parts[FieldEmail].level == Exact &&
		c.parts[FieldGiven].level == Exact && c.parts[FieldSurname].level == Exact {
		c.add(GateMailAndName, m.Auto()-c.total)
	}
}

func (c *Comparison) add(g Gate, b Bits) {
	if c.off.has(g) {
		return
	}
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

// sharesContact says whether an e-mail address or a phone is the same.
func (c *Comparison) sharesContact() bool {
	return c.parts[FieldEmail].level == Exact || c.parts[FieldPhone].level == Exact
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
	given := c.parts[FieldGiven].level
	if given != Exact && given.agrees() && given != Initial && c.parts[FieldGender].level == Conflict {
		given = Far // Marty is Martin, not Martha
	}
	switch given {
	case Conflict:
	case Far:
		if address < w.gateAddressFrom && contact < w.gateContactFrom {
			return
		}
	case Initial:
		// half a family has it; the house says no more of who it is
		if off := address - w.gateAddress; off > 0 && contact < w.emailFar && c.parts[FieldBirth].bits <= 0 && c.parts[FieldMiddle].bits <= 0 {
			c.add(GateHousehold, -off)
		}
		return
	default:
		return
	}
	off := max(c.parts[FieldGiven].bits, 0)
	off += max(c.parts[FieldSurname].bits-w.gateSurname, 0)
	off += max(address-w.gateAddress, 0)
	off += max(contact-w.gateContact, 0)
	if c.parts[FieldBirth].level == Exact {
		off += w.gateTwin
	}
	c.add(GateHousehold, -off)
}

// gateStranger: with another surname and another birth date, what is shared is
// a house, a desk or a device. Without a birth date to compare it may be a
// marriage; then only an e-mail address tells one's own from a lodger's or a
// neighbour's of the same given name.
func (m *Model) gateStranger(c *Comparison) {
	birth := c.parts[FieldBirth]
	if c.gates[GateHousehold] != 0 || c.parts[FieldSurname].level != Conflict || c.parts[FieldStrongID].bits > 0 {
		return
	}
	if birth.sameDate() {
		if c.parts[FieldMiddle].level == Conflict && c.contactBits() <= 0 {
			c.limit(GateStranger, m.w.namesOnly) // a birthday shared by chance
		}
		return
	}
	address, contact := m.w.gateAddress, c.contactBits()
	if birth.bits >= 0 {
		if m.w.noisyBirths {
			return // a surname may be spoilt like everything else
		}
		address, contact = m.w.gateDwelling, max(c.parts[FieldPhone].bits, 0)
	}
	if off := max(c.addressBits()-address, 0) + max(contact-m.w.gateContact, 0); off > 0 {
		c.add(GateStranger, -off)
	}
}

// gateThin (G2): without a given name and a birth date that agrees, or an id, an
// address says household, not person.
func (m *Model) gateThin(c *Comparison) {
	if c.parts[FieldGiven].level != Missing || c.parts[FieldBirth].bits > 0 || c.parts[FieldStrongID].level != Missing {
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

// mostOfNames is what names alone may come to: review. Fathers and sons share
// full names, too, but with a middle name that agrees they are the rest of the
// risk.
func (m *Model) mostOfNames(c *Comparison) Bits {
	if l := c.parts[FieldMiddle].level; (l == Exact || l == Initial) && c.parts[FieldGiven].level == Exact && c.parts[FieldSurname].level == Exact {
		return m.w.fullNames
	}
	return m.w.namesOnly
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

// namesake: the birth dates are different and nothing closer than a town
// agrees beside the name; a postcode of some houses neither, when a generation
// lies between them: it is the father's, too.
func (m *Model) namesake(c *Comparison, a, b *Node) bool {
	birth := c.parts[FieldBirth]
	if p := c.parts[FieldPostcode]; p.level == Exact && smallPostcode(p.a) && a.birth.full() && b.birth.full() && !generationsApart(a, b) {
		return false
	}
	return !m.w.noisyBirths && birth.bits < 0 && c.parts[FieldStrongID].bits <= 0 &&
		c.contactBits() < m.w.emailFar && c.parts[FieldStreet].bits < m.w.streetFuzzyHouse
}

// townOnly: beside names only a town, or the area of a postcode, agrees, or a
// postcode in which the two live in different streets. In a town of any size a
// common name is borne by several.
func townOnly(c *Comparison) bool {
	street := c.parts[FieldStreet]
	if c.parts[FieldPostcode].level == Exact && street.level != Conflict || street.bits > 0 {
		return false
	}
	if l := c.parts[FieldBirth].level; l == Near || l == Close || l == Swapped {
		return false
	}
	for _, f := range [...]Field{FieldBirth, FieldStrongID, FieldEmail, FieldPhone, FieldBirthplace, FieldOccupation} {
		if c.parts[f].bits > 0 {
			return false
		}
	}
	return true
}

// corroborated: at least three kinds of evidence agree and neither the names
// nor the birth dates speak against it.
func corroborated(c *Comparison) bool {
	kinds := 0
	for _, f := range [...]Field{FieldGiven, FieldSurname, FieldBirth} {
		switch p := c.parts[f]; {
		case p.level == Conflict || p.bits < 0:
			return false
		case p.bits >= corroboration && p.level != Initial:
			kinds++
		}
	}
	for _, f := range [...]Field{FieldMiddle, FieldGender, FieldStrongID} {
		if c.parts[f].bits < 0 {
			return false
		}
	}
	if c.contactBits() >= corroboration {
		kinds++
	}
	if street := c.parts[FieldStreet]; street.level != Conflict && (street.bits >= corroboration || c.parts[FieldPostcode].level == Exact) {
		kinds++
	}
	return kinds >= 3
}

// corroboration is what a kind of evidence must be worth to count as agreeing.
const corroboration = 1_500
