package match

import "strings"

// weight answers what an exact agreement on v is worth, and whether v is a
// value the model has seen often.
func (m *Model) weight(t term, v string) (Bits, bool) {
	if b, ok := m.table.get(t.hash(v)); ok {
		return b, true
	}
	return m.rare[t], false
}

// similar grades two different words. Two names that are both common are two
// names, however alike they look: a slip of the pen seldom makes Mark of Mary.
func similar(a, b string, bothKnown bool) Level {
	if bothKnown || len(a) < 2 || len(b) < 2 {
		return Conflict
	}
	short := min(len(a), len(b))
	jw := jaroWinkler(a, b)
	slips := edits(a, b, 2)
	level := Conflict
	switch {
	case slips == 1 && short >= 4, jw >= 930 && short >= 4:
		level = Close
	case jw >= 880, slips == 1, slips == 2 && short >= 6:
		level = Near
	case short >= 4 && jumbled(a, b):
		level = Near
	case jw >= 800:
		level = Far
	}
	return level
}

// peers says whether two values are about equally common. A slip of the pen
// that is made often enough to be counted is still far rarer than the name it
// was meant to be.
func peers(x, y Bits) bool { return x-y <= 6*Bit && y-x <= 6*Bit }

// slip is the worth of a near level where one of the two names was never seen
// as a name: it is most likely the other one with a slip of the pen, and then
// says as much as the other one does. What is taken off covers the rare names
// that happen to lie so near; the commoner the known name, the fewer they are
// beside its misspellings.
func (w *weights) slip(l Level, exact Bits) Bits {
	switch l {
	case Close:
		return max(w.grade(l, exact), exact-max((exact-3*Bit)/2, w.slipClose), w.nameLeast)
	case Near:
		return max(w.grade(l, exact), exact-max((exact-Bit)*3/4, w.slipNear), w.nameLeast)
	}
	return w.grade(l, exact)
}

// grade is the worth of a near level below an exact agreement worth exact.
func (w *weights) grade(l Level, exact Bits) Bits {
	switch l {
	case Exact:
		return exact
	case Nickname:
		return max(exact-w.givenNick, w.nameLeast)
	case Close:
		return max(exact-w.givenClose, w.nameLeast)
	case Near:
		return max(exact-w.givenNear, w.nameLeast)
	case Far:
		return max(exact-w.givenFar, w.nameLeast)
	}
	return 0
}

// compareGiven grades given names: exact by frequency; nickname, close, near
// and far below that; an initial that fits; conflict.
func (m *Model) compareGiven(a, b *Node) part {
	ga, gb := a.field(textGiven), b.field(textGiven)
	best := m.givenPair(ga, gb, a, b)
	if best.level == Exact || (a.field(textNicknames) == "" && b.field(textNicknames) == "") {
		return m.givenByMiddle(best, a, b)
	}
	l := a.list(textNicknames)
	for v, ok := l.next(); ok; v, ok = l.next() {
		best = m.betterAlias(best, m.givenPair(v, gb, a, b))
	}
	l = b.list(textNicknames)
	for v, ok := l.next(); ok; v, ok = l.next() {
		best = m.betterAlias(best, m.givenPair(ga, v, a, b))
	}
	return m.givenByMiddle(best, a, b)
}

func (m *Model) betterAlias(best, p part) part {
	if p.level != Exact && p.level != Nickname {
		return best
	}
	if p.level == Exact {
		p.level, p.bits = Former, p.bits-m.w.surnameMaiden
	}
	return better(best, p)
}

// givenByMiddle lets a person go by the middle name. Children are named after
// parents in just this way, so it is no more than a far likeness.
func (m *Model) givenByMiddle(best part, a, b *Node) part {
	if best.level != Conflict {
		return best
	}
	ga, gb := a.field(textGiven), b.field(textGiven)
	ma, mb := a.field(textMiddle), b.field(textMiddle)
	if len(ga) > 1 && ga == mb || len(gb) > 1 && gb == ma {
		v := ga
		if ga != mb {
			v = gb
		}
		exact, _ := m.weight(termGiven, v)
		best.level, best.bits = Far, max(exact-m.w.middleGiven, m.w.nameLeast)
	}
	return best
}

func (m *Model) givenPair(x, y string, a, b *Node) part {
	p := part{a: x, b: y}
	switch {
	case x == "" || y == "":
		return part{}
	case x == y:
		p.level = Exact
		p.bits, _ = m.weight(termGiven, x)
		if len(x) == 1 {
			p.level, p.bits = Initial, min(p.bits, m.w.givenInitial)
		} else if sa, sb := a.field(textGivenScript), b.field(textGivenScript); sa != sb && sa != "" && sb != "" {
			p.level, p.bits = Near, max(p.bits-m.w.givenNear, m.w.nameLeast)
		}
		return p
	case len(x) == 1 || len(y) == 1:
		if x[0] == y[0] {
			p.level, p.bits = Initial, m.w.givenInitial
		} else {
			p.level, p.bits = Conflict, m.w.initialDiffer
		}
		return p
	}
	wx, kx := m.weight(termGiven, x)
	wy, ky := m.weight(termGiven, y)
	exact := min(wx, wy)
	p.level = m.gradeGiven(x, y, kx && ky && peers(wx, wy))
	if p.level != Exact && sameSpelling(x, y, leastSpeltGiven) {
		p.level, p.bits = Close, max(exact-Bit, m.w.nameLeast)
		return p
	}
	if p.level == Conflict && m.w.noisyBirths && !(kx && ky) && x[0] == y[0] {
		p.level = Far // where all is full of slips, a strange word may be a spoilt name
	}
	if p.level == Conflict {
		p.bits = m.w.givenDiffer
		return p
	}
	if p.level == Token {
		p.bits = max(exact-m.w.givenNick, m.w.nameLeast)
		return p
	}
	if p.bits = m.w.grade(p.level, exact); kx != ky {
		p.bits = m.w.slip(p.level, exact)
	}
	return p
}

func (m *Model) gradeGiven(x, y string, bothKnown bool) Level {
	spaced := strings.IndexByte(x, ' ') >= 0 || strings.IndexByte(y, ' ') >= 0
	if spaced {
		if cx, cy := compact(x), compact(y); cx == cy {
			return Nickname
		}
		if fx, fy := firstWord(x), firstWord(y); fx == fy && len(fx) > 1 {
			return Token
		}
	}
	level := similar(x, y, bothKnown)
	switch {
	case !m.nicks.related(x, y):
		return level
	case level == Conflict || level == Far:
		if !m.nicks.short(x, y) {
			return Near
		}
	}
	return Nickname
}

// compareSurname grades surnames and former surnames.
func (m *Model) compareSurname(a, b *Node) part {
	sa, sb := a.field(textSurname), b.field(textSurname)
	best := m.surnamePair(sa, sb, a, b)
	if best.level == Exact {
		return best
	}
	l := a.list(textMaiden)
	for v, ok := l.next(); ok; v, ok = l.next() {
		best = m.betterAlias(best, m.surnamePair(v, sb, a, b))
		k := b.list(textMaiden)
		for u, ok := k.next(); ok; u, ok = k.next() {
			best = m.betterAlias(best, m.surnamePair(v, u, a, b))
		}
	}
	l = b.list(textMaiden)
	for v, ok := l.next(); ok; v, ok = l.next() {
		best = m.betterAlias(best, m.surnamePair(sa, v, a, b))
	}
	return best
}

func (m *Model) surnamePair(x, y string, a, b *Node) part {
	p := part{a: x, b: y}
	switch {
	case x == "" || y == "":
		return part{}
	case x == y:
		p.level = Exact
		p.bits, _ = m.weight(termSurname, x)
		if len(x) == 1 {
			p.level, p.bits = Initial, min(p.bits, m.w.givenInitial)
		} else if sa, sb := a.field(textSurnameScript), b.field(textSurnameScript); sa != sb && sa != "" && sb != "" {
			p.level, p.bits = Near, max(p.bits-m.w.givenNear, m.w.nameLeast)
		}
		return p
	case len(x) == 1 || len(y) == 1:
		if x[0] == y[0] {
			p.level, p.bits = Initial, m.w.givenInitial
		} else {
			p.level, p.bits = Conflict, m.w.surnameDiffer
		}
		return p
	}
	wx, kx := m.weight(termSurname, x)
	wy, ky := m.weight(termSurname, y)
	exact := min(wx, wy)
	if compact(x) == compact(y) {
		p.level, p.bits = Close, exact-Bit
		return p
	}
	if sameSpelling(x, y, leastSpeltSurname) {
		p.level, p.bits = Close, max(exact-2*Bit, m.w.nameLeast)
		return p
	}
	if sharesWord(x, y) {
		p.level, p.bits = Token, max(exact-m.w.surnameToken, m.w.nameLeast)
		return p
	}
	p.level = similar(x, y, kx && ky && peers(wx, wy))
	if p.level == Conflict {
		p.bits = m.w.surnameDiffer
		return p
	}
	if p.bits = m.w.grade(p.level, exact); kx != ky {
		p.bits = m.w.slip(p.level, exact)
	}
	return p
}

// sharesWord says whether a word that is no particle stands in both names.
func sharesWord(x, y string) bool {
	if strings.IndexByte(x, ' ') < 0 && strings.IndexByte(y, ' ') < 0 {
		return false
	}
	for _, w := range strings.Fields(x) {
		if len(w) < 3 || isParticle(w) {
			continue
		}
		for _, v := range strings.Fields(y) {
			if v == w {
				return true
			}
		}
	}
	return false
}
