package match

// boundless is the bound of a pair that only a comparison can judge. With it an
// equal e-mail passes, so that GateMailAndName, the one gate that adds, needs no
// bound.
const boundless Bits = 1 << 20

// bound is never below what Compare makes of two nodes drawn under the model. Of
// the gates it knows what most pairs meet: where given names or surnames speak
// against one person, a residence counts little. It leaves the others out: they
// only take away.
func (m *Model) bound(a, b *outline) Bits {
	if (a.traits|b.traits)&traitOpen != 0 || m.off != (ruleSet{}) {
		return boundless
	}
	both := a.traits & b.traits
	given, surname := m.boundNames(a, b)
	ids := m.boundIDs(a, b)
	birth := m.boundBirth(a, b)
	sum := m.prior + given.bits + ids + birth.bits + m.boundMarks(a, b)
	if both&traitRest != 0 {
		sum += boundless
	}
	mostPlace := m.w.addressMost
	if ids <= 0 && given.differ {
		mostPlace = m.w.gateAddress
		surname.bits = min(surname.bits, m.w.gateSurname)
		if most := sum + surname.bits + mostPlace + m.w.gateContact; most < m.w.review {
			return most
		}
	} else if ids <= 0 && surname.differ && !birth.sameDate() && !m.w.noisyBirths {
		mostPlace = max(m.w.gateAddress, m.w.gateDwelling)
	}
	contact := m.boundContact(a, b)
	if ids <= 0 && given.differ {
		contact = min(contact, m.w.gateContact)
	}
	sum += surname.bits + contact
	switch {
	case both&traitPlace == 0:
		return sum
	case sum+mostPlace < m.w.review:
		return sum + mostPlace
	}
	return sum + min(m.boundPlace(a, b), mostPlace)
}

func (m *Model) boundContact(a, b *outline) Bits {
	var sum Bits
	both := a.traits & b.traits
	if both&traitMail != 0 {
		sum = m.boundMail(a, b)
	}
	if both&traitPhone != 0 {
		sum += m.boundPhone(a, b)
	}
	return sum
}

// boundMarks is the worth of gender, suffix and middle name.
func (m *Model) boundMarks(a, b *outline) Bits {
	var sum Bits
	if ga, gb := a.marks&(1<<suffixShift-1), b.marks&(1<<suffixShift-1); ga != 0 && gb != 0 {
		if ga == gb {
			sum = m.w.gender
		} else {
			sum = m.w.genderDiffer
		}
	}
	if sa, sb := a.marks>>suffixShift, b.marks>>suffixShift; sa != 0 && sb != 0 {
		if sa == sb {
			sum += m.w.suffix
		} else {
			sum += m.w.suffixDiffer
		}
	}
	switch {
	case a.middle == 0 || b.middle == 0:
		return sum
	case a.middle == b.middle:
		return sum + max(m.w.middle, m.w.middleInitial)
	case a.middleFirst == b.middleFirst:
		return sum + m.w.middleInitial
	}
	return sum + m.w.middleInitial/2
}

// boundBirth is exact where both dates are known; a stated age is at most an
// equal year.
func (m *Model) boundBirth(a, b *outline) part {
	switch {
	case a.birth != 0 && b.birth != 0:
		return m.bestBirth(a.birth, a.birthAlt(), b.birth, b.birthAlt())
	case (a.birth != 0 || a.traits&traitStated != 0) && (b.birth != 0 || b.traits&traitStated != 0):
		return part{level: Coarse, bits: max(m.w.yearEqual, m.w.yearNear, 0)}
	}
	return part{}
}

func (o *outline) birthAlt() date {
	if o.traits&traitSwapBirth == 0 {
		return 0
	}
	return o.birth.swapped()
}

func (m *Model) boundIDs(a, b *outline) Bits {
	switch {
	case a.space == 0 || b.space == 0:
		return 0
	case a.space == manySpaces || b.space == manySpaces:
		return m.w.id
	case a.space != b.space:
		return 0
	}
	switch a.idSet.slips(b.idSet) {
	case 0:
		return m.w.id
	case 1:
		return m.w.idEdit
	case 2:
		return m.w.idNear
	}
	return m.w.idDiffer
}

func (m *Model) boundMail(a, b *outline) Bits {
	if (a.traits|b.traits)&traitMails != 0 || a.local == b.local {
		return boundless
	}
	switch slips := a.mailSet.slips(b.mailSet); {
	case slips <= 2:
		return max(m.w.emailNear, m.w.emailFar)
	case slips <= 4:
		return m.w.emailFar
	}
	return m.w.emailDiffer
}

func (m *Model) boundPhone(a, b *outline) Bits {
	if (a.traits|b.traits)&traitPhones != 0 {
		return boundless
	}
	switch a.phoneSet.slips(b.phoneSet) {
	case 0:
		return boundless
	case 1:
		return max(m.w.phoneEdit, m.w.phoneNear)
	case 2:
		return m.w.phoneNear
	}
	return m.w.phoneDiffer
}

func (m *Model) boundPlace(a, b *outline) Bits {
	if (a.traits|b.traits)&traitPlaces != 0 {
		return m.w.addressMost
	}
	return m.boundTown(a, b) + m.boundStreet(a, b)
}

// boundTown is the worth of postcode and city together: with one postcode the
// city adds little.
func (m *Model) boundTown(a, b *outline) Bits {
	w := &m.w
	var post, city Bits
	if a.post != 0 && b.post != 0 {
		post = max(w.postEdit, w.postArea)
	}
	switch {
	case a.city == 0 || b.city == 0:
	case a.city == b.city:
		city = max(a.cityBits, b.cityBits).bits()
	case tally(a.citySet).near(tally(b.citySet), a.cityLen, b.cityLen, 2, 15):
		city = max(min(a.cityBits, b.cityBits).bits()-w.cityNear, 0)
	case a.post == b.post:
		city = max(w.cityDiffer, w.cityDifferPost)
	default:
		city = w.cityDiffer
	}
	if a.post != 0 && a.post == b.post {
		return max(post+city, max(a.postBits, b.postBits).bits()+min(city, w.cityWithPost))
	}
	return post + city
}

func (m *Model) boundStreet(a, b *outline) Bits {
	w := &m.w
	house := a.number != 0 && a.number == b.number
	switch {
	case a.street == 0 || b.street == 0:
		if house {
			return w.houseNumber
		}
		return 0
	case a.street == b.street:
		exact := max(a.streetBits, b.streetBits).bits()
		if house {
			return max(exact, w.houseLeast, w.streetFuzzyHouse)
		}
		return max(exact-w.streetAlone, w.houseNumber, w.streetFuzzy)
	case tally(a.streetSet).near(tally(b.streetSet), a.streetLen, b.streetLen, 3, 15):
		if house {
			return max(w.streetFuzzyHouse, w.houseNumber)
		}
		return w.streetFuzzy
	case house:
		return w.houseNumber
	}
	return w.streetDiffer
}
