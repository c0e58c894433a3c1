package match

import (
	"math"
	"strings"
)

// outline is a node in one cache line: enough to tell, without its texts, that
// most pairs cannot come near review. A print of zero is a missing value; equal
// prints say perhaps, different ones say no.
type outline struct {
	givenSet, surnameSet     tally
	mailSet, phoneSet, idSet tally
	birth                    date
	given, middle, surname   uint16 // prints of their spelling
	local                    uint16 // of the only e-mail address
	post, city, street       uint16 // of the only address
	givenBits, surnameBits   int16  // what an exact agreement is worth at most
	citySet, streetSet       uint16 // small tallies
	traits                   traits
	nicks                    uint16 // the given name's nickname groups, folded
	postBits, cityBits       coarse
	streetBits               coarse
	number                   uint8 // print
	space                    uint8 // number of the only strong identifier's space, or manySpaces
	givenLen, surnameLen     uint8
	cityLen, streetLen       uint8
	givenFirst, surnameFirst uint8
	middleFirst              uint8
	marks                    uint8 // gender and suffix
}

// coarse is a weight rounded up.
type coarse uint8

const coarseUnit Bits = 64

func (c coarse) bits() Bits { return Bits(c) * coarseUnit }

// traits are what makes a node unusual, or what it has at all.
type traits uint16

const (
	traitWeak       traits = 1 << iota
	traitOpen              // has a weight that does not fit: nothing is known about it
	traitAliases           // nicknames or former surnames
	traitSpaced            // a name of several words
	traitKnownGiven        // seen often
	traitKnownSurname
	traitNicknamed // the surname is also in the nickname list
	traitSwapBirth // day and month may be the other way round
	traitStated
	traitMail
	traitMails
	traitPhone
	traitPhones
	traitPlace
	traitPlaces
	traitRest // a birthplace or an occupation
)

// Gender takes the low bits of marks, suffix those above.
const suffixShift = 2

// outlineOf draws a node under the model; drawIDs adds its strong identifier.
func (m *Model) outlineOf(n *Node) outline {
	o := outline{birth: n.birth, marks: n.gender | n.suffix<<suffixShift}
	o.drawNames(m, n)
	o.drawContacts(n)
	o.drawPlaces(m, n)
	o.has(traitSwapBirth, n.birthAlt != 0)
	o.has(traitOpen, n.birthAlt != 0 && n.birthAlt != n.birth.swapped())
	o.has(traitStated, n.stated.lo != 0)
	o.has(traitRest, n.field(textBirthplace) != "" || n.field(textOccupations) != "")
	return o
}

// manySpaces stands for strong identifiers that an outline cannot compare.
const manySpaces = math.MaxUint8

// drawIDs notes the only strong identifier that names a person; number numbers
// its type and space.
func (o *outline) drawIDs(n *Node, number func(space string) uint8) {
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		at := strings.LastIndexByte(id, partSep)
		if typ, _, _ := splitID(id); at < 0 || IDType(typ) == Cookie {
			continue
		}
		if o.space != 0 {
			o.space = manySpaces
			return
		}
		o.space, o.idSet = number(id[:at]), tallyOf(id[at+1:], idSlot)
	}
}

func (o *outline) has(t traits, yes bool) {
	if yes {
		o.traits |= t
	}
}

func (o *outline) drawNames(m *Model, n *Node) {
	given, middle, surname := n.field(textGiven), n.field(textMiddle), n.field(textSurname)
	o.given, o.middle, o.surname = spellingPrint(given), spellingPrint(middle), spellingPrint(surname)
	o.givenLen, o.surnameLen = uint8(len(given)), uint8(len(surname))
	o.givenSet, o.surnameSet = tallyOf(given, letterSlot), tallyOf(surname, letterSlot)
	o.has(traitAliases, n.field(textNicknames) != "" || n.field(textMaiden) != "")
	o.has(traitSpaced, strings.IndexByte(given, ' ') >= 0 || strings.IndexByte(surname, ' ') >= 0)
	if given != "" {
		o.givenFirst = given[0]
		w, known := m.weight(termGiven, given)
		o.givenBits = o.short(w)
		o.has(traitKnownGiven, known)
		for _, g := range m.nicks.groups[given] {
			o.nicks |= 1 << (g % 16)
		}
	}
	if middle != "" {
		o.middleFirst = middle[0]
	}
	if surname != "" {
		o.surnameFirst = surname[0]
		w, known := m.weight(termSurname, surname)
		o.has(traitKnownSurname, known)
		o.has(traitNicknamed, len(m.nicks.groups[surname]) > 0)
		o.surnameBits = o.short(w)
	}
	l := n.list(textMaiden)
	for v, ok := l.next(); ok; v, ok = l.next() {
		w, _ := m.weight(termSurname, v)
		o.surnameBits = max(o.surnameBits, o.short(w))
	}
}

// short is a weight in the outline's width.
func (o *outline) short(b Bits) int16 {
	if b < math.MinInt16 || b > math.MaxInt16 {
		o.traits |= traitOpen
		return 0
	}
	return int16(b)
}

func (o *outline) drawContacts(n *Node) {
	if mail := n.field(textEmails); mail != "" {
		several := strings.IndexByte(mail, listSep) >= 0
		o.has(traitMail, several || !genericMail(mail))
		o.has(traitMails, several)
		local, _, _ := strings.Cut(mail, "@")
		o.local, o.mailSet = printOf(local), tallyOf(mail, mailSlot)
	}
	if phone := n.field(textPhones); phone != "" {
		o.has(traitPhone, true)
		o.has(traitPhones, strings.IndexByte(phone, listSep) >= 0)
		o.phoneSet = tallyOf(phoneTail(phone), phoneSlot)
	}
}

func (o *outline) drawPlaces(m *Model, n *Node) {
	all := n.field(textPlaces)
	if all == "" {
		return
	}
	o.has(traitPlace, true)
	if strings.IndexByte(all, listSep) >= 0 {
		o.has(traitPlaces, true)
		return
	}
	p := splitPlace(all)
	city := compact(p.city)
	o.post, o.city, o.street = printOf(p.postcode), printOf(city), printOf(p.street)
	if p.number != "" {
		o.number = max(uint8(hashText(p.number)), 1)
	}
	o.citySet, o.streetSet = uint16(tallyOf(city, wordSlot)), uint16(tallyOf(p.street, wordSlot))
	o.cityLen, o.streetLen = uint8(len(city)), uint8(len(p.street))
	o.postBits, o.cityBits = o.weigh(m, termPostcode, p.postcode), o.weigh(m, termCity, city)
	o.streetBits = o.weigh(m, termStreet, p.street)
}

func (o *outline) weigh(m *Model, t term, text string) coarse {
	if text == "" {
		return 0
	}
	w, _ := m.weight(t, text)
	up := (max(w, 0) + coarseUnit - 1) / coarseUnit
	if up > math.MaxUint8 {
		o.traits |= traitOpen
		return 0
	}
	return coarse(up)
}

// printOf is a short hash; zero is kept for the empty text.
func printOf(s string) uint16 {
	if s == "" {
		return 0
	}
	return max(uint16(hashText(s)), 1)
}
