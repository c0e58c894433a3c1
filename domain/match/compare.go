package match

import "strconv"

// Gate is an adjustment after the fields are summed: a rule that looks at
// several fields at once.
type Gate uint8

// The gates, in the order they apply.
const (
	GateHousehold   Gate = iota // given names speak against: what relatives share counts little
	GateStranger                // surname and birth date speak against, likewise
	GateThin                    // no given name, birth date or id compared: an address counts little
	GateNameless                // neither name, birth, id nor contact agrees
	GateNamesOnly               // nothing but names agrees
	GateTown                    // nothing but names and a town agree
	GateNamesake                // one name and town, but another birth date
	GateMailAndName             // equal e-mail and both names equal are always enough
	numGates
)

var gateNames = [numGates]string{"household", "stranger", "thin", "nameless", "names only", "town", "namesake", "mail and name"}

// gateSet is a set of gates.
type gateSet uint16

func (s gateSet) has(g Gate) bool { return s&(1<<g) != 0 }

// String answers the gate's name.
func (g Gate) String() string {
	if g < numGates {
		return gateNames[g]
	}
	return "unknown"
}

// Veto is a set of reasons why two nodes are never joined by score.
type Veto uint8

// The vetoes.
const (
	VetoSuffix      Veto = 1 << iota // both state a generation and they differ
	VetoGenerations                  // one name and address, births 15 years apart or more
	VetoBirthAndID                   // birth dates and strong ids both differ
	VetoReusedID                     // one strong id, but both names and the birth dates differ
	VetoSharedID                     // one number, but given names and another trait differ
)

// Strings lists the reasons.
func (v Veto) Strings() []string {
	var out []string
	for i, name := range [...]string{"suffix", "generations", "birth date and id", "reused id", "shared id"} {
		if v&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// Comparison is the outcome for one pair. It holds slices of the nodes' texts
// and allocates nothing.
type Comparison struct {
	parts  [NumFields]part
	gates  [numGates]Bits
	prior  Bits
	total  Bits
	vetoes Veto
	sure   bool // enough was compared to be content with less
	off    gateSet

	namesake bool // one name and town, but another birth date
}

// Total is prior, fields and gates together.
func (c *Comparison) Total() Bits { return c.total }

// Vetoes are the reasons against a join whatever the score.
func (c *Comparison) Vetoes() Veto { return c.vetoes }

// Level answers how a field agreed.
func (c *Comparison) Level(f Field) Level { return c.parts[f].level }

// FieldBits answers a field's evidence.
func (c *Comparison) FieldBits(f Field) Bits { return c.parts[f].bits }

// Compare weighs two nodes. The result depends on the pair only, not on the
// order of its sides: the pair is ordered by content key first.
func (m *Model) Compare(c *Comparison, a, b *Node) {
	if b.content.Less(a.content) {
		a, b = b, a
	}
	*c = Comparison{prior: m.prior, off: m.off.gates}
	m.compareNames(c, a, b)
	c.parts[FieldBirth] = m.compareBirth(a, b)
	c.parts[FieldStrongID] = m.compareIDs(a, b)
	c.parts[FieldEmail] = m.compareEmails(a, b)
	c.parts[FieldPhone] = m.comparePhones(a, b)
	m.comparePlaces(c, a, b)
	m.compareRest(c, a, b)
	guardNearIDs(c)
	sum := c.prior
	for i := range c.parts {
		sum += c.parts[i].bits
	}
	c.total = sum
	c.vetoes = m.vetoesOf(c, a, b) &^ m.off.vetoes
	c.namesake = m.namesake(c, a, b)
	m.applyGates(c)
	c.sure = (corroborated(c) || m.w.noisyBirths && !c.named(Conflict)) &&
		!namesOnly(c) && !townOnly(c) && !c.namesake
}

// named says whether a name is graded l.
func (c *Comparison) named(l Level) bool {
	return c.parts[FieldGiven].level == l || c.parts[FieldSurname].level == l
}

// Need is how many bits the pair needs to be joined under an account's auto:
// margin less where names, birth and a third kind agree and nothing differs, or
// where everything is so full of slips that less is to be expected.
func (c *Comparison) Need(auto Bits) Bits {
	if c.sure {
		return auto - margin
	}
	return auto
}

// Score is Compare's total and vetoes.
func (m *Model) Score(a, b *Node) (Bits, Veto) {
	var c Comparison
	m.Compare(&c, a, b)
	return c.total, c.vetoes
}

// compareNames sets given, middle, surname and suffix, and sees names that
// changed places.
func (m *Model) compareNames(c *Comparison, a, b *Node) {
	given, surname := m.compareGiven(a, b), m.compareSurname(a, b)
	if !given.level.agrees() && !surname.level.agrees() {
		if g, s, ok := m.swapped(a, b); ok {
			given, surname = g, s
		}
	}
	c.parts[FieldGiven], c.parts[FieldSurname] = given, surname
	c.parts[FieldMiddle] = m.compareMiddle(a, b)
	if a.suffix != 0 && b.suffix != 0 {
		if a.suffix == b.suffix {
			c.parts[FieldSuffix] = part{level: Exact, bits: m.w.suffix}
		} else {
			c.parts[FieldSuffix] = part{level: Conflict, bits: m.w.suffixDiffer}
		}
	}
}

// swapped compares names crosswise. Both must be there on one side and agree
// on the other, or the one name of a side must be the other's in its place.
func (m *Model) swapped(a, b *Node) (given, surname part, ok bool) {
	ga, sa := a.field(textGiven), a.field(textSurname)
	gb, sb := b.field(textGiven), b.field(textSurname)
	one, two := m.crossed(ga, sb), m.crossed(gb, sa)
	if one.level == Conflict || two.level == Conflict || one.level == Missing && two.level == Missing {
		return part{}, part{}, false
	}
	if one.level == Missing || two.level == Missing {
		one.bits, two.bits = one.bits/2, two.bits/2
	} else {
		one.bits -= m.w.nameSwap / 2
		two.bits -= m.w.nameSwap / 2
	}
	return one, two, true
}

func (m *Model) crossed(given, surname string) part {
	if len(given) < 2 || len(surname) < 2 {
		return part{}
	}
	p := part{a: given, b: surname, level: Conflict}
	level := Exact
	if given != surname {
		switch level = similar(given, surname, false); {
		case m.nicks.related(given, surname):
			level = Nickname
		case level != Close || m.bothGiven(given, surname):
			return p
		}
	}
	wg, _ := m.weight(termGiven, given)
	ws, _ := m.weight(termSurname, surname)
	p.level, p.bits = Swapped, m.w.grade(level, min(wg+Bit, ws))
	return p
}

// bothGiven says whether both words are known as given names.
func (m *Model) bothGiven(x, y string) bool {
	wx, kx := m.weight(termGiven, x)
	wy, ky := m.weight(termGiven, y)
	return kx && ky && peers(wx, wy)
}

func (m *Model) compareMiddle(a, b *Node) part {
	x, y := a.field(textMiddle), b.field(textMiddle)
	p := part{a: x, b: y}
	switch {
	case x == "" || y == "":
		return part{}
	case x == y && len(x) > 1:
		p.level, p.bits = Exact, m.w.middle
	case x[0] == y[0] && (len(x) == 1 || len(y) == 1):
		p.level, p.bits = Initial, m.w.middleInitial
	case similar(x, y, false) != Conflict || m.nicks.related(x, y) || sameSpelling(x, y, leastSpeltGiven):
		p.level, p.bits = Near, m.w.middleInitial/2
	case x == b.field(textGiven) || y == a.field(textGiven) || sharesWord(x, y):
		p.level = Token
	default:
		p.level, p.bits = Conflict, m.w.middleDiffer
	}
	return p
}

// compareRest sets gender, birthplace and occupation.
func (m *Model) compareRest(c *Comparison, a, b *Node) {
	if a.gender != 0 && b.gender != 0 {
		if a.gender == b.gender {
			c.parts[FieldGender] = part{level: Exact, bits: m.w.gender}
			if s := &c.parts[FieldSurname]; s.level == Conflict && a.gender == male {
				s.bits = min(s.bits, m.w.surnameDifferMale)
			}
		} else {
			c.parts[FieldGender] = part{level: Conflict, bits: m.w.genderDiffer}
		}
	}
	c.parts[FieldBirthplace] = m.texts(termBirthplace, a.field(textBirthplace), b.field(textBirthplace), m.w.birthplaceNear, m.w.birthplaceDiffer)
	c.parts[FieldOccupation] = bestOf(a.list(textOccupations), b.list(textOccupations), func(x, y string) part {
		return m.texts(termOccupation, x, y, 0, m.w.occupationDiffer)
	})
}

func (m *Model) texts(t term, x, y string, near, differ Bits) part {
	p := part{a: x, b: y}
	switch {
	case x == "" || y == "":
		return part{}
	case x == y:
		p.level = Exact
		p.bits, _ = m.weight(t, x)
	case jaroWinkler(x, y) >= 880 || sharesWord(x, y):
		p.level, p.bits = Near, near
	default:
		p.level, p.bits = Conflict, differ
	}
	return p
}

// guardNearIDs takes the worth of nearly equal ids away where the given names
// differ and the ids are neighbours: ids handed out in a row go to the
// members of one household.
func guardNearIDs(c *Comparison) {
	id := &c.parts[FieldStrongID]
	if id.level != Close && id.level != Near || c.parts[FieldGiven].level != Conflict {
		return
	}
	if id.level == Near || neighbours(id.a, id.b) {
		id.bits = 0
	}
}

// neighbours says whether two ids may have been handed out on one occasion.
func neighbours(x, y string) bool {
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	tx, errX := strconv.Atoi(x[i:])
	ty, errY := strconv.Atoi(y[i:])
	if errX != nil || errY != nil || len(x) != len(y) {
		return len(x)-i <= 2
	}
	return tx-ty <= idRow && ty-tx <= idRow
}

// idRow is how far apart numbers handed out on one occasion may be.
const idRow = 20
