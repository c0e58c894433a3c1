package matchtest

import (
	"fmt"
	"math"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Voters makes the n rows of a dense voter register: everybody once, the birth
// year only, a few towns with few streets, and names more unevenly spread than
// names are. Nearly nobody in it is one person, yet everybody has many
// neighbours: it is what makes comparing dear.
func Voters(seed uint64, n int) []match.Record {
	w := newWorld(seed)
	given, surnames := match.BuiltinNames()
	var out []match.Record
	for len(out) < n {
		home, surname := w.denseHome(surnames[:44]), w.uneven(surnames)
		for range []int{1, 1, 1, 2, 2, 2, 3, 4}[w.r.IntN(8)] {
			if w.chance(0.2) {
				surname = w.uneven(surnames)
			}
			out = append(out, w.voter(home, w.uneven(given), surname, len(out)))
			if w.chance(0.8) {
				out[len(out)-1].Middle = upper(w.uneven(given))
			}
		}
	}
	return out[:n]
}

// uneven draws from a list in which the first are by far the commonest.
func (w *world) uneven(list []string) string {
	n := float64(len(list))
	return list[min(int(math.Pow(n, w.r.Float64()))-1, len(list)-1)]
}

// denseHome is a residence in one of seven towns with 440 streets.
func (w *world) denseHome(streets []string) match.Address {
	towns := []town{
		{name: "Raleigh", zip: "276"}, {name: "Durham", zip: "277"}, {name: "Cary", zip: "275"}, {name: "Chapel Hill", zip: "275"},
		{name: "Wake Forest", zip: "275"}, {name: "Garner", zip: "275"}, {name: "Hillsborough", zip: "272"},
	}
	f := w.r.Float64()
	at := int(f * f * f * float64(len(towns)))
	a := match.Address{
		Number: fmt.Sprint(1 + w.r.IntN(2400)), City: upper(towns[at].name), State: "NC",
		Postcode: towns[at].zip + fmt.Sprintf("%02d", 10*at+w.r.IntN(max(1, 6-at))),
		Street:   upper(streets[w.r.IntN(len(streets))]) + " " + []string{"ST", "AVE", "DR", "RD", "LN", "CT", "CIR", "PL", "WAY", "BLVD"}[w.r.IntN(10)],
	}
	if w.chance(0.22) {
		a.Unit = fmt.Sprintf("APT %d", 1+w.r.IntN(40))
	}
	return a
}

func (w *world) voter(home match.Address, given, surname string, row int) match.Record {
	age := 18 + int(math.Abs(w.r.NormFloat64()*20+28))%72
	return match.Record{
		Given: upper(given), Surname: upper(surname), BirthYear: 2026 - age,
		Gender: []string{"F", "M"}[w.r.IntN(2)], Phones: []string{w.number(&w.towns[0])}, Addresses: []match.Address{home},
		StrongIDs: []match.StrongID{{Type: match.VoterID, Space: "us-nc", Value: strings.ToLower(fmt.Sprintf("%c%c%d", 'A'+row%26, 'A'+row/26%26, 100_000+row))}},
	}
}
