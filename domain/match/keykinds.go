package match

import (
	"strings"
)

func (k *keySink) ids(n *Node) {
	l := n.list(textIDs)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if typ, _, _ := splitID(v); IDType(typ) != Cookie {
			k.add(KeyStrongID, hashText(v), 0, 0)
		}
	}
}

func (k *keySink) contacts(n *Node) {
	given, surname := n.field(textGiven), n.field(textSurname)
	l := n.list(textEmails)
	for mail, ok := l.next(); ok; mail, ok = l.next() {
		if genericMail(mail) {
			continue
		}
		k.add(KeyEmail, hashText(mail), 0, 0)
		local, domain, _ := strings.Cut(mail, "@")
		if len(local) >= 5 {
			k.add(KeyMailLocal, hashText(local), 0, 0)
		}
		if len(domain) < 8 || freeMail(domain) {
			continue
		}
		k.add(KeyMailDomain, hashText(domain), uint64(local[0]), 1)
		for _, name := range [...]string{given, surname} {
			if name != "" {
				k.add(KeyMailDomain, hashText(domain), uint64(name[0]), 2)
			}
		}
	}
	l = n.list(textPhones)
	for d, ok := l.next(); ok; d, ok = l.next() {
		k.add(KeyPhone, hashText(phoneTail(d)), 0, 0)
		k.add(KeyPhoneTail, hashText(d[len(d)-6:]), 0, 0)
	}
}

func (k *keySink) names(n *Node, p *nameParts) {
	if p.givenSound != 0 && p.surnameSound != 0 {
		k.pair(KeyNameSounds, p.givenSound, p.surnameSound, 0)
		k.pair(KeyNamePrefixes, p.givenStart, p.surnameStart, 0)
	}
	if p.given != "" && p.surname != "" {
		k.add(KeySurnameInitial, p.surnameHash, p.givenFirst, 0)
		k.add(KeySurnameInitial, p.givenHash, p.surnameFirst, 0)
	}
	l := n.list(textNicknames)
	for v, ok := l.next(); ok && p.surname != ""; v, ok = l.next() {
		k.add(KeySurnameInitial, p.surnameHash, uint64(v[0]), 0)
	}
	l = n.list(textMaiden)
	for v, ok := l.next(); ok && p.given != ""; v, ok = l.next() {
		k.add(KeySurnameInitial, hashText(compact(v)), p.givenFirst, 0)
	}
	if b := n.field(textBirthplace); b != "" && p.surname != "" {
		k.pair(KeyBirthplace, hashText(b), p.surnameHash, 0)
		k.pair(KeyBirthplace, hashText(b), p.surnameSound, p.givenFirst)
	}
	if g, s := n.field(textGivenScript), n.field(textSurnameScript); g != "" || s != "" {
		k.pair(KeyScript, hashText(g), hashText(s), 0)
	}
}

func (k *keySink) births(n *Node, p *nameParts) {
	for i, d := range [...]date{n.birth, n.birthAlt} {
		if d == 0 {
			continue
		}
		year, md := uint64(d.year()), uint64(d.dayMonth())
		if d.full() {
			k.add(KeyBirth, year, md, 0)
			k.add(KeyInitialsBirth, year, md, initials(p))
			if i == 0 {
				k.eachSound(KeyNameBirthDay, p, md)
			}
		}
		if p.givenSound != 0 && p.surnameFirst != 0 {
			k.add(KeyGivenYear, p.givenSound, year, p.surnameFirst)
		}
		if p.surnameSound != 0 && p.givenFirst != 0 {
			k.add(KeyGivenYear, p.surnameSound, year, p.givenFirst)
		}
		if i == 0 && p.givenHash != 0 {
			k.add(KeyNameYear, p.givenHash, year, 1)
		}
		if i == 0 && p.surnameHash != 0 {
			k.add(KeyNameYear, p.surnameHash, year, 1)
		}
	}
}

// initials of both names in alphabetical order; zero parts stay.
func initials(p *nameParts) uint64 {
	a, b := p.givenFirst, p.surnameFirst
	if a > b {
		a, b = b, a
	}
	return a<<8 | b
}

// eachSound adds a key for the sound of each name with what.
func (k *keySink) eachSound(kind KeyKind, p *nameParts, what uint64) {
	if p.givenSound != 0 {
		k.add(kind, p.givenSound, what, 0)
	}
	if p.surnameSound != 0 {
		k.add(kind, p.surnameSound, what, 0)
	}
}

func (k *keySink) places(n *Node, p *nameParts) {
	l := n.list(textPlaces)
	for v, ok := l.next(); ok; v, ok = l.next() {
		k.place(n, p, splitPlace(v))
	}
}

func (k *keySink) place(n *Node, p *nameParts, a place) {
	street := start(strings.TrimSpace(a.street), 5)
	if a.postcode != "" {
		post := hashText(a.postcode)
		k.eachSound(KeyNamePostcode, p, post)
		if p.givenFirst != 0 && p.surnameFirst != 0 {
			k.add(KeyInitialsPostcode, initials(p), post, 0)
		}
		if street != 0 {
			k.add(KeyStreet, post, start(a.street, 4), 0)
		}
		if n.birth != 0 {
			k.add(KeyPostcodeYear, post, uint64(n.birth.year()), 0)
		}
		if n.birth.full() {
			k.add(KeyPostcodeDay, post, uint64(n.birth.dayMonth()), 0)
		}
		if area := postArea(a.postcode); area != "" && a.number != "" && street != 0 {
			k.add(KeyHouse, hashText(a.number), street, hashText(area))
		}
	}
	if a.city == "" {
		return
	}
	k.eachSound(KeyNameCity, p, hashText(compact(a.city)))
	if a.number != "" && street != 0 {
		k.add(KeyHouse, hashText(a.number), street, start(a.city, 3))
	}
	if street != 0 {
		k.eachSound(KeyStreet, p, street)
	}
}

// contactKey is the key of a lone contact point; the second answer is false
// when the node holds none, several or a generic one.
func (n *Node) contactKey() (Key, bool) {
	mails, phones := n.field(textEmails), n.field(textPhones)
	k := keySink{}
	switch {
	case mails != "" && phones == "" && strings.IndexByte(mails, listSep) < 0 && !genericMail(mails):
		k.add(KeyEmail, hashText(mails), 0, 0)
	case phones != "" && mails == "" && strings.IndexByte(phones, listSep) < 0:
		k.add(KeyPhone, hashText(phoneTail(phones)), 0, 0)
	default:
		return Key{}, false
	}
	return k.keys[0], true
}
