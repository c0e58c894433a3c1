package match

// comparePlaces sets the three parts of the best pair of addresses: postcode,
// city, street with number. Their sum is capped by addressMost, the street
// giving way first.
func (m *Model) comparePlaces(c *Comparison, a, b *Node) {
	la := a.list(textPlaces)
	if la.rest == "" || b.field(textPlaces) == "" {
		return
	}
	found := false
	var best [3]part
	var most Bits
	for x, ok := la.next(); ok; x, ok = la.next() {
		px := splitPlace(x)
		lb := b.list(textPlaces)
		for y, ok := lb.next(); ok; y, ok = lb.next() {
			parts := m.placePair(px, splitPlace(y))
			sum := parts[0].bits + parts[1].bits + parts[2].bits
			if !found || sum > most {
				best, most, found = parts, sum, true
			}
		}
	}
	if over := most - m.w.addressMost; over > 0 {
		best[2].bits -= over
	}
	c.parts[FieldPostcode], c.parts[FieldCity], c.parts[FieldStreet] = best[0], best[1], best[2]
}

func (m *Model) placePair(x, y place) [3]part {
	post := m.postcodes(x.postcode, y.postcode)
	return [3]part{post, m.cities(x.city, y.city, post.level), m.streets(x, y)}
}

func (m *Model) postcodes(x, y string) part {
	p := part{a: x, b: y}
	switch {
	case x == "" || y == "":
		return part{}
	case x == y:
		p.level = Exact
		p.bits, _ = m.weight(termPostcode, x)
	case edits(x, y, 1) == 1:
		p.level, p.bits = Close, m.w.postEdit
	case postArea(x) == postArea(y) && postArea(x) != "":
		p.level, p.bits = Part, m.w.postArea
	default:
		p.level, p.bits = Conflict, m.w.postDiffer
	}
	return p
}

func (m *Model) cities(x, y string, post Level) part {
	p := part{a: x, b: y}
	if x == "" || y == "" {
		return part{}
	}
	cx, cy := compact(x), compact(y)
	if cx == cy {
		p.level = Exact
		p.bits, _ = m.weight(termCity, cx)
		if post == Exact {
			p.bits = min(p.bits, m.w.cityWithPost)
		}
		return p
	}
	if jaroWinkler(cx, cy) >= 900 || edits(cx, cy, 2) <= 2 && min(len(cx), len(cy)) >= 6 {
		wx, _ := m.weight(termCity, cx)
		wy, _ := m.weight(termCity, cy)
		p.level, p.bits = Near, max(min(wx, wy)-m.w.cityNear, 0)
		if post == Exact {
			p.bits = min(p.bits, m.w.cityWithPost)
		}
		return p
	}
	p.level, p.bits = Conflict, m.w.cityDiffer
	if post == Exact {
		p.bits = m.w.cityDifferPost
	}
	return p
}

// streets grades street and number together, so that a number alone is worth
// little and both are worth more than each.
func (m *Model) streets(x, y place) part {
	p := part{a: x.street, b: y.street}
	house := x.number != "" && x.number == y.number
	if x.street == "" || y.street == "" {
		if house && len(x.number) > 1 {
			return part{level: Part, bits: m.w.houseNumber, a: x.number, b: y.number}
		}
		return part{}
	}
	w := &m.w
	other := x.number != "" && y.number != "" && edits(x.number, y.number, 1) > 1
	switch {
	case x.street == y.street:
		exact, _ := m.weight(termStreet, x.street)
		p.level, p.bits = Part, max(exact-w.streetAlone, w.houseNumber)
		switch {
		case house:
			p.level, p.bits = Exact, max(exact, w.houseLeast)
		case other:
			p.bits = min(p.bits, w.streetOther)
		}
	case sameStreet(x.street, y.street):
		p.level, p.bits = Near, w.streetFuzzy
		switch {
		case house:
			p.level, p.bits = Close, w.streetFuzzyHouse
		case other:
			p.bits = w.streetOtherFuzzy
		}
	case house && len(x.number) > 1:
		p.level, p.bits = Part, w.houseNumber
	default:
		p.level, p.bits = Conflict, w.streetDiffer
	}
	switch {
	case !house || x.unit == y.unit:
	case x.unit != "" && y.unit != "":
		p.level, p.bits = Part, min(p.bits, w.unitDiffer) // one building, two homes
	default:
		p.bits = min(p.bits, w.unitUnknown)
	}
	return p
}

// sameStreet allows slips of the pen and a street type left out.
func sameStreet(x, y string) bool {
	if jaroWinkler(x, y) >= 900 {
		return true
	}
	return edits(x, y, 3) <= 3 && min(len(x), len(y)) >= 9
}
