package match

import "strings"

// compareIDs grades strong identifiers of one type and space: equal, one edit,
// two edits, different. Cookies belong to devices and user ids to accounts; a
// different one says nothing about the person.
func (m *Model) compareIDs(a, b *Node) part {
	if a.field(textIDs) == "" || b.field(textIDs) == "" {
		return part{}
	}
	var best part
	la := a.list(textIDs)
	for x, ok := la.next(); ok; x, ok = la.next() {
		typ, space, vx := splitID(x)
		if IDType(typ) == Cookie {
			continue
		}
		lb := b.list(textIDs)
		for y, ok := lb.next(); ok; y, ok = lb.next() {
			if t, s, vy := splitID(y); t == typ && s == space {
				best = better(best, m.idPair(vx, vy))
			}
		}
	}
	return best
}

func (m *Model) idPair(x, y string) part {
	p := part{a: x, b: y}
	if x == y {
		p.level, p.bits = Exact, m.w.id
		return p
	}
	switch slips := edits(x, y, 2); {
	case slips == 1 && min(len(x), len(y)) >= 5:
		p.level, p.bits = Close, m.w.idEdit
	case slips == 2 && min(len(x), len(y)) >= 6:
		p.level, p.bits = Near, m.w.idNear
	default:
		p.level, p.bits = Conflict, m.w.idDiffer
	}
	return p
}

// compareEmails grades the best pair of addresses: equal, nearly equal, the
// same local part elsewhere, different.
func (m *Model) compareEmails(a, b *Node) part {
	return bestOf(a.list(textEmails), b.list(textEmails), func(x, y string) part {
		p := m.emailPair(x, y)
		if p.level == Close && namesOnlyMail(x, y, a) {
			p.level, p.bits = Far, m.w.emailNamed
		}
		return p
	})
}

// namesOnlyMail says whether two addresses agree in no more than what everybody
// of the name would write before the @: ada.lovelace here and ada.lovelace
// there, where the domains are no slip of one another.
func namesOnlyMail(x, y string, n *Node) bool {
	lx, dx, _ := strings.Cut(x, "@")
	ly, dy, _ := strings.Cut(y, "@")
	if slip := edits(dx, dy, 2) <= 2 && !(freeMail(dx) && freeMail(dy)); lx != ly || dx == dy || slip || len(digitsOf(lx)) > 1 {
		return false
	}
	rest := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, lx)
	for _, name := range [...]string{compact(n.field(textSurname)), firstWord(n.field(textGiven))} {
		if len(name) > 2 {
			rest = strings.Replace(rest, name, "", 1)
		}
	}
	return len(rest) <= 2
}

func bestOf(la, lb list, pair func(x, y string) part) part {
	var best part
	if la.rest == "" || lb.rest == "" {
		return best
	}
	for x, ok := la.next(); ok; x, ok = la.next() {
		l := lb
		for y, ok := l.next(); ok; y, ok = l.next() {
			best = better(best, pair(x, y))
		}
	}
	return best
}

func (m *Model) emailPair(x, y string) part {
	p := part{a: x, b: y}
	gx, gy := genericMail(x), genericMail(y)
	if gx || gy {
		p.level = Generic
		return p
	}
	if x == y {
		p.level = Exact
		p.bits, _ = m.weight(termEmail, x)
		if p.bits == 0 {
			p.level = Generic
		}
		return p
	}
	switch level := mailLikeness(x, y); level {
	case Close:
		p.level, p.bits = Close, min(m.w.emailNear, m.w.email)
	case Near:
		p.level, p.bits = Near, min(m.w.emailFar, m.w.email)
	default:
		p.level, p.bits = Conflict, m.w.emailDiffer
	}
	return p
}

// mailLikeness grades two different addresses. At a provider of millions the
// names are dense: there two edits make another person, and so do other digits.
// Elsewhere the domain itself tells that they belong together.
func mailLikeness(x, y string) Level {
	lx, dx, _ := strings.Cut(x, "@")
	ly, dy, _ := strings.Cut(y, "@")
	short := min(len(lx), len(ly))
	slips := edits(x, y, 4)
	if freeMail(dx) || freeMail(dy) {
		switch {
		case lx == ly && short >= 6:
			return Close
		case slips <= 1 && short >= 6 && digitsOf(lx) == digitsOf(ly):
			return Close
		}
		return Conflict
	}
	switch {
	case lx == ly && (short >= 5 || slips <= 2 && len(x) >= 8):
		return Close
	case slips <= 2 && short >= 4 && (slips <= 1 || lx[0] == ly[0]) && !onlyDigitsDiffer(lx, ly, dx == dy):
		return Close
	case slips <= 4 && short >= 7 && !onlyDigitsDiffer(lx, ly, dx == dy):
		return Near
	}
	return Conflict
}

// onlyDigitsDiffer tells anna81 from anna84 at one provider: the usual way of
// telling two people of one name apart.
func onlyDigitsDiffer(x, y string, sameDomain bool) bool {
	tx, ty := strings.TrimRight(x, "0123456789"), strings.TrimRight(y, "0123456789")
	return sameDomain && tx == ty && len(tx) < len(x) && len(ty) < len(y)
}

// comparePhones grades the best pair of numbers by their last nine digits.
func (m *Model) comparePhones(a, b *Node) part {
	return bestOf(a.list(textPhones), b.list(textPhones), m.phonePair)
}

func (m *Model) phonePair(x, y string) part {
	p := part{a: x, b: y}
	tx, ty := phoneTail(x), phoneTail(y)
	if tx == ty {
		p.level = Exact
		p.bits, _ = m.weight(termPhone, tx)
		if p.bits == 0 {
			p.level = Generic
		}
		return p
	}
	switch edits(tx, ty, 2) {
	case 1:
		p.level, p.bits = Close, min(m.w.phoneEdit, m.w.phone)
	case 2:
		p.level, p.bits = Near, min(m.w.phoneNear, m.w.phone)
	default:
		p.level, p.bits = Conflict, m.w.phoneDiffer
	}
	return p
}
