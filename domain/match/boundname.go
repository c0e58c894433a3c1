package match

// nameBound is what a name is worth at most, and whether it is two names for
// certain.
type nameBound struct {
	bits   Bits
	differ bool
}

// boundNames bounds given name and surname, in their places or each in the
// other's.
func (m *Model) boundNames(a, b *outline) (given, surname nameBound) {
	if (a.traits|b.traits)&traitAliases != 0 {
		return nameBound{bits: max(mostOf(a.givenBits, b.givenBits), m.w.givenInitial)},
			nameBound{bits: max(mostOf(a.surnameBits, b.surnameBits), m.w.givenInitial)}
	}
	given, surname = m.boundGiven(a, b), m.boundSurname(a, b)
	if swapped, ok := m.boundSwapped(a, b); ok {
		return nameBound{bits: max(given.bits+surname.bits, swapped)}, nameBound{}
	}
	return given, surname
}

func mostOf(x, y int16) Bits  { return Bits(max(x, y)) }
func leastOf(x, y int16) Bits { return Bits(min(x, y)) }

func (m *Model) boundGiven(a, b *outline) nameBound {
	w := &m.w
	switch {
	case a.given == 0 || b.given == 0:
		return nameBound{}
	case a.given == b.given:
		return nameBound{bits: max(mostOf(a.givenBits, b.givenBits), w.givenInitial)}
	}
	n := m.boundGivenPair(a, b)
	if a.given == b.middle || b.given == a.middle {
		return nameBound{bits: max(n.bits, mostOf(a.givenBits, b.givenBits)-w.middleGiven, w.nameLeast)}
	}
	return n
}

func (m *Model) boundGivenPair(a, b *outline) nameBound {
	w := &m.w
	exact := leastOf(a.givenBits, b.givenBits)
	known := a.traits & b.traits & traitKnownGiven
	switch first := a.givenFirst == b.givenFirst; {
	case a.givenLen == 1 || b.givenLen == 1:
		if first {
			return nameBound{bits: w.givenInitial}
		}
		return nameBound{w.initialDiffer, true}
	case a.nicks&b.nicks != 0, (a.traits|b.traits)&traitSpaced != 0:
		return nameBound{bits: max(exact-min(w.givenNick, w.givenClose), w.slip(Close, exact))}
	case known == 0 || !peers(Bits(a.givenBits), Bits(b.givenBits)):
		if l := a.givenSet.likeness(b.givenSet, a.givenLen, b.givenLen, first); l != Conflict {
			return nameBound{bits: w.slip(l, exact)}
		}
		if w.noisyBirths && known == 0 && first {
			return nameBound{bits: w.grade(Far, exact)}
		}
	}
	return nameBound{w.givenDiffer, true}
}

func (m *Model) boundSurname(a, b *outline) nameBound {
	w := &m.w
	exact := leastOf(a.surnameBits, b.surnameBits)
	known := a.traits & b.traits & traitKnownSurname
	switch first := a.surnameFirst == b.surnameFirst; {
	case a.surname == 0 || b.surname == 0:
		return nameBound{}
	case a.surname == b.surname:
		return nameBound{bits: max(mostOf(a.surnameBits, b.surnameBits), w.givenInitial)}
	case a.surnameLen == 1 || b.surnameLen == 1:
		if first {
			return nameBound{bits: w.givenInitial}
		}
		return nameBound{w.surnameDiffer, true}
	case (a.traits|b.traits)&traitSpaced != 0:
		return nameBound{bits: max(exact-Bit, w.slip(Close, exact))}
	case known == 0 || !peers(Bits(a.surnameBits), Bits(b.surnameBits)):
		if l := a.surnameSet.likeness(b.surnameSet, a.surnameLen, b.surnameLen, first); l != Conflict {
			return nameBound{bits: w.slip(l, exact)}
		}
	}
	return nameBound{w.surnameDiffer, true}
}

// boundSwapped is the worth of names that changed places, unless they cannot
// have.
func (m *Model) boundSwapped(a, b *outline) (Bits, bool) {
	one, two := m.boundCrossed(a, b), m.boundCrossed(b, a)
	switch {
	case one == apart || two == apart, one == unknown && two == unknown:
		return 0, false
	case one == unknown:
		return two / 2, true
	case two == unknown:
		return one / 2, true
	}
	return one + two - m.w.nameSwap, true
}

// What boundCrossed says of names that differ and of names not there.
const (
	apart   = -boundless
	unknown = -boundless - 1
)

func (m *Model) boundCrossed(a, b *outline) Bits {
	switch {
	case a.givenLen < 2 || b.surnameLen < 2:
		return unknown
	case a.given != b.surname && (a.nicks == 0 || b.traits&traitNicknamed == 0) &&
		a.givenSet.likeness(b.surnameSet, a.givenLen, b.surnameLen, a.givenFirst == b.surnameFirst) != Close:
		return apart
	}
	return max(min(Bits(a.givenBits)+Bit, Bits(b.surnameBits)), m.w.nameLeast)
}
