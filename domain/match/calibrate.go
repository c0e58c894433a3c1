package match

import (
	"iter"
	"slices"
)

// leastCount is the smallest count a model keeps: rarer values are all alike
// to it, and no table can be asked for one person.
const leastCount = 5

// Calibrate makes a model from a set of nodes: frequencies count nodes, the
// prior follows from their number and from how many pairs agree beyond doubt.
// It is a pure function of the set; the order of the sequence, which is walked
// several times, does not show.
func Calibrate(nodes iter.Seq[*Node]) *Model { return Choice{}.Calibrate(nodes) }

// Calibrate is Calibrate for an account that chose. The nodes are those of
// records whose blocked values are stripped already.
func (c Choice) Calibrate(nodes iter.Seq[*Node]) *Model {
	total := uint64(0)
	sieve := newSieve(nodes)
	counts := make(map[uint64]counted)
	bearers := make(map[uint64][]uint32)
	for n := range nodes {
		if n.Empty() {
			continue
		}
		total++
		eachTerm(n, func(t term, h uint64) {
			if !sieve.often(h) {
				return
			}
			v := counts[h]
			v.term = t
			v.nodes++
			counts[h] = v
			bearers[h] = addBearer(bearers[h], t, n)
		})
	}
	for h, v := range counts {
		if v.nodes < leastCount {
			delete(counts, h)
			continue
		}
		if v.people = uint64(len(bearers[h])); v.people == maxBearers {
			v.people = max(v.people, v.nodes)
		}
		counts[h] = v
	}
	pairs, noise := certainPairs(nodes)
	return newModel(total, priorOf(total, pairs), noise, counts, c)
}

// maxBearers bounds how many distinct bearers of a value are told apart; a
// value of more is counted by nodes.
const maxBearers = 40

// addBearer keeps what tells the bearers of a value apart in outline: the
// sound of the given name, for given names of the surname, for contact points
// the initial. One person under twenty spellings must not make a rare value
// look common.
func addBearer(set []uint32, t term, n *Node) []uint32 {
	if len(set) == maxBearers {
		return set
	}
	field := textGiven
	if t == termGiven {
		field = textSurname
	}
	word := n.field(field)
	if word == "" {
		return set
	}
	sound := phonetic(word)
	if t == termEmail || t == termPhone {
		sound = uint32(word[0])
	}
	if !slices.Contains(set, sound) {
		set = append(set, sound)
	}
	return set
}

// sieve is a coarse counter that lets values through which may be borne often,
// so that exact counts are kept only for those.
type sieve struct{ cells []uint8 }

func newSieve(nodes iter.Seq[*Node]) sieve {
	s := sieve{cells: make([]uint8, 1<<22)}
	for n := range nodes {
		eachTerm(n, func(_ term, h uint64) {
			if c := &s.cells[h>>42]; *c < leastCount {
				*c++
			}
		})
	}
	return s
}

func (s sieve) often(h uint64) bool { return s.cells[h>>42] >= leastCount }

// eachTerm hands out the values of a node that have frequencies, each once.
func eachTerm(n *Node, f func(t term, h uint64)) {
	one := func(t term, v string) {
		if v != "" {
			f(t, t.hash(v))
		}
	}
	one(termGiven, n.field(textGiven))
	one(termSurname, n.field(textSurname))
	one(termBirthplace, n.field(textBirthplace))
	if n.birth.full() {
		f(termBirth, termBirth.hashDate(n.birth))
	}
	each := func(t term, field int, of func(string) string) {
		l := n.list(field)
		for v, ok := l.next(); ok; v, ok = l.next() {
			one(t, of(v))
		}
	}
	same := func(s string) string { return s }
	each(termEmail, textEmails, same)
	each(termPhone, textPhones, phoneTail)
	each(termOccupation, textOccupations, same)
	eachPlaceTerm(n, f)
}

func eachPlaceTerm(n *Node, f func(t term, h uint64)) {
	var seen [3 * maxValues]uint64
	known := seen[:0]
	l := n.list(textPlaces)
	for v, ok := l.next(); ok; v, ok = l.next() {
		p := splitPlace(v)
		for i, s := range [...]string{p.postcode, compact(p.city), p.street} {
			t := [...]term{termPostcode, termCity, termStreet}[i]
			if h := t.hash(s); s != "" && !slices.Contains(known, h) {
				known = append(known, h)
				f(t, h)
			}
		}
	}
}

// countedBits is the weight of a value that was counted. A contact point of
// several given names belongs to a household, of more than five to nobody.
func (m *Model) countedBits(e expectation, c counted, share uint64) Bits {
	base := m.rare[c.term]
	if c.term != termEmail && c.term != termPhone {
		if share == 0 {
			share = e.stranger
		}
		others := max(c.people, 2) - 1 // the pair compared is one of the people
		if c.term == termBirth {
			others = max(c.people, 3) - 3 // and slips in names make more of few
		}
		return min(e.exact(others, m.nodes, share), max(base, e.exact(0, 0, share)))
	}
	if c.people > genericNames {
		return 0
	}
	if c.people <= 2 {
		return base
	}
	return max(base-3*log2(c.people-1), 0)
}

// genericNames is how many distinct given names a contact point of one
// household may carry.
const genericNames = 5
