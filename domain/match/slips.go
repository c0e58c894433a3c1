package match

import (
	"cmp"
	"iter"
	"slices"
)

// noise is how often birth dates go wrong among pairs that are one person, in
// thousandths: entirely other dates, and dates with one slip of the pen.
type noise struct{ differ, slip uint64 }

// expected is the noise assumed before any is seen.
func expectedNoise() noise { return noise{differ: expectedDiffer, slip: expectedSlip} }

const (
	// expectedSlip weighs as much as slipWeight pairs.
	expectedSlip = 77
	slipWeight   = 40
	leastSlip    = 40
	mostSlip     = 400
	// chanceSlip is how many of a million pairs of strangers are one slip apart.
	chanceSlip = 1200
	// nameGroup bounds the people of one name whose dates are compared.
	nameGroup = 200
	// strangers is how many neighbours in the order of content keys, which is
	// none, each date is compared with.
	strangers = 8
)

// born is a birth date with the sound of the name beside it.
type born struct {
	name, order uint64
	date        date
}

// agreement counts how pairs of dates agree.
type agreement struct{ same, slip, other uint64 }

func (a *agreement) add(x, y date) {
	switch {
	case x == y:
		a.same++
	case x.swapped() == y, dateSlips(x, y) == 1:
		a.slip++
	default:
		a.other++
	}
}

func (a *agreement) all() uint64 { return a.same + a.slip + a.other }

// birthSlips measures how many of the dates of one person, written differently
// or beside a name that is, hold one slip. Among people whose names sound alike
// it counts dates that agree and nearly agree, and takes off as many as chance
// would have: how often dates of strangers agree is known from those that follow
// one another by content key.
func birthSlips(nodes iter.Seq[*Node]) uint64 {
	all := births(nodes)
	chance := ofStrangers(all)
	named := ofNamesakes(all)
	if chance.other == 0 || named.all() == 0 {
		return expectedSlip
	}
	others := chance.other
	byChance := func(n uint64) uint64 { return named.other * n / others }
	same, slip := less(named.same, byChance(chance.same)), less(named.slip, byChance(chance.slip))
	if slip*slip <= 9*byChance(chance.slip) {
		slip = 0 // no more than chance may make
	}
	if same+slip == 0 {
		return expectedSlip
	}
	return min(max((slip*1000+slipWeight*expectedSlip)/(same+slip+slipWeight), leastSlip), mostSlip)
}

func less(a, b uint64) uint64 { return a - min(a, b) }

func births(nodes iter.Seq[*Node]) []born {
	var out []born
	for n := range nodes {
		g, s := firstWord(n.field(textGiven)), n.field(textSurname)
		if len(g) < 2 || len(s) < 2 || !n.birth.full() {
			continue
		}
		out = append(out, born{
			name:  mix(uint64(phonetic(g)), uint64(phonetic(coreSurname(s)))),
			order: orderOf(n.content), date: n.birth,
		})
	}
	return out
}

func orderOf(k ContentKey) (out uint64) {
	for _, b := range k[:8] {
		out = out<<8 | uint64(b)
	}
	return out
}

func ofStrangers(all []born) (out agreement) {
	slices.SortFunc(all, func(a, b born) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.date, b.date)) })
	for i := range all {
		for _, o := range all[i+1 : min(i+1+strangers, len(all))] {
			if o.name != all[i].name {
				out.add(all[i].date, o.date)
			}
		}
	}
	return out
}

func ofNamesakes(all []born) (out agreement) {
	slices.SortFunc(all, func(a, b born) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.date, b.date)) })
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].name == all[i].name {
			j++
		}
		if j-i <= nameGroup {
			for x := i; x < j; x++ {
				for y := x + 1; y < j; y++ {
					out.add(all[x].date, all[y].date)
				}
			}
		}
		i = j
	}
	return out
}
