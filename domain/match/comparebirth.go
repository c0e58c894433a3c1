package match

// compareBirth grades birth dates. Full dates: equal by frequency, day and
// month swapped, one edit, same day of the year, two edits or year and one
// part, same year, conflict. Less precise dates compare as far as they go. A
// stated age is a range of years; like is compared with like first.
func (m *Model) compareBirth(a, b *Node) part {
	switch {
	case a.birth != 0 && b.birth != 0:
		return m.bestBirth(a.birth, a.birthAlt, b.birth, b.birthAlt)
	case a.stated.lo != 0 && b.stated.lo != 0:
		return m.statedAges(a.stated, b.stated)
	case a.birth != 0 && b.stated.lo != 0:
		return m.dateAndAge(a, b.stated)
	case b.birth != 0 && a.stated.lo != 0:
		return m.dateAndAge(b, a.stated)
	}
	return part{}
}

// dateAndAge compares a birth year with a stated age, unless the dated side
// states an age that contradicts its own date: then ages are worth nothing
// there.
func (m *Model) dateAndAge(dated *Node, age years) part {
	y := uint16(dated.birth.year())
	year := years{lo: y, hi: y}
	if dated.stated.lo != 0 && dated.stated.apart(year) > 2 {
		return part{}
	}
	return m.statedAges(year, age)
}

func (m *Model) statedAges(x, y years) part {
	switch apart := x.apart(y); {
	case apart > 0 && x.drifted(y):
		return part{level: Part}
	case apart <= 1 && (x.open || y.open):
		return part{level: Part, bits: m.w.ageNear}
	}
	switch x.apart(y) {
	case 0:
		if x == y {
			return part{level: Coarse, bits: m.w.yearEqual - Bit}
		}
		return part{level: Coarse, bits: m.w.yearEqual - 1_500}
	case 1:
		return part{level: Part, bits: m.w.yearNear - Bit}
	case 2:
		return part{level: Part, bits: 0}
	}
	return part{level: Conflict, bits: m.w.yearDiffer}
}

// bestBirth takes the best of both readings of ambiguous dates; a reading that
// is not the only one is worth a bit less.
func (m *Model) bestBirth(a, aAlt, b, bAlt date) part {
	best := m.birthPair(a, b)
	if aAlt == 0 && bAlt == 0 || best.level == Exact {
		return best
	}
	for _, x := range [2]date{a, aAlt} {
		for _, y := range [2]date{b, bAlt} {
			if x == 0 || y == 0 {
				continue
			}
			p := m.birthPair(x, y)
			if p.bits > 0 {
				p.bits = max(p.bits-Bit, 0)
			}
			best = better(best, p)
		}
	}
	return best
}

func (m *Model) birthPair(x, y date) part {
	if !x.full() || !y.full() {
		return m.coarseBirth(x, y)
	}
	if x == y {
		return part{level: Exact, bits: m.birthWeight(x)}
	}
	w := &m.w
	sameDay := x.month() == y.month() && x.day() == y.day()
	slips := dateSlips(x, y)
	switch {
	case x.year() == y.year() && x.month() == y.day() && x.day() == y.month():
		return part{level: Swapped, bits: w.birthSwap}
	case slips == 1:
		return part{level: Close, bits: w.birthEdit}
	case sameDay && x%10000 != 101:
		if !x.generationFrom(y) {
			return part{level: Near, bits: w.birthDay}
		}
		return part{level: Near, bits: w.birthYear}
	case x.year() == y.year() && x.day() == y.day():
		return part{level: Near, bits: w.birthNumber}
	case x.year() == y.year() && x.month() == y.month():
		return part{level: Near, bits: w.birthMonth}
	case x.year() == y.year() && slips == 2,
		slips == 2 && x%10000 == y%10000:
		return part{level: Near, bits: w.birthPart}
	case slips == 2:
		return part{level: Near, bits: w.birthYear}
	case x.year() == y.year():
		return part{level: Part, bits: w.birthYearOnly}
	}
	return part{level: Conflict, bits: w.birthDiffer}
}

// generationFrom says whether two dates are a generation apart.
func (d date) generationFrom(o date) bool {
	apart := d.year() - o.year()
	return apart >= generationGap || apart <= -generationGap
}

// birthWeight is what an equal full date is worth; the first of January is
// often only a year in disguise.
func (m *Model) birthWeight(d date) Bits {
	b, ok := m.table.get(termBirth.hashDate(d))
	if !ok {
		b = m.rare[termBirth]
	}
	if d%10000 == 101 {
		b = min(b, m.w.birthWeak)
	}
	return b
}

// coarseBirth compares when a side lacks its day or month.
func (m *Model) coarseBirth(x, y date) part {
	apart := x.year() - y.year()
	if apart < 0 {
		apart = -apart
	}
	w := &m.w
	switch {
	case apart == 0 && x.month() != 0 && y.month() != 0:
		if x.month() == y.month() {
			return part{level: Coarse, bits: w.monthEqual}
		}
		return part{level: Part, bits: 0}
	case apart == 0:
		return part{level: Coarse, bits: w.yearEqual}
	case x.month() != 0 && y.month() != 0 && dateSlips(x-x%100, y-y%100) == 1:
		return part{level: Part, bits: 0} // a slip in what both know
	case x.month() != y.month() && x.month() != 0 && y.month() != 0:
		return part{level: Conflict, bits: w.yearDiffer}
	case apart == 1:
		return part{level: Part, bits: 0}
	case apart == 2:
		return part{level: Part, bits: -Bit}
	}
	return part{level: Conflict, bits: w.yearDiffer}
}

// dateSlips counts wrong digits of two full dates; neighbours that changed
// places count once.
func dateSlips(x, y date) int {
	var dx, dy [8]uint8
	for i := 7; i >= 0; i-- {
		dx[i], dy[i] = uint8(x%10), uint8(y%10)
		x, y = x/10, y/10
	}
	slips := 0
	for i := 0; i < 8; i++ {
		if dx[i] == dy[i] {
			continue
		}
		slips++
		if i < 7 && dx[i] == dy[i+1] && dx[i+1] == dy[i] && dx[i] != dx[i+1] {
			i++
		}
	}
	return slips
}
