package matchtest

import (
	"fmt"
	"math"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Voters makes the n rows of a dense voter register: everybody once, the birth
// year only, a few towns with few streets, and names as unevenly spread as names
// are. Nearly nobody in it is one person, yet everybody has many neighbours: it
// is what makes comparing dear.
func Voters(seed uint64, n int) []match.Record {
	w := newWorld(seed)
	var out []match.Record
	for len(out) < n {
		home, surname := w.denseHome(), w.zipf(w.surnames)
		for range []int{1, 1, 1, 2, 2, 2, 3, 4}[w.r.IntN(8)] {
			if w.chance(0.2) {
				surname = w.zipf(w.surnames)
			}
			out = append(out, w.register(home, surname, len(out)))
		}
	}
	return out[:n]
}

// zipf draws from a list in which the first are the commonest.
func (w *world) zipf(list []string) string {
	n := float64(len(list))
	return list[min(int(math.Pow(n, w.r.Float64()))-1, len(list)-1)]
}

// denseHome is a residence in one of seven towns with 440 streets.
func (w *world) denseHome() match.Address {
	towns := []city{
		{"Raleigh", "NC", "276"}, {"Durham", "NC", "277"}, {"Cary", "NC", "275"}, {"Chapel Hill", "NC", "275"},
		{"Wake Forest", "NC", "275"}, {"Garner", "NC", "275"}, {"Hillsborough", "NC", "272"},
	}
	at := w.skewed(len(towns))
	a := match.Address{
		Number: fmt.Sprint(1 + w.r.IntN(2400)), City: upper(towns[at].name), State: "NC",
		Postcode: towns[at].zip + fmt.Sprintf("%02d", 10*at+w.r.IntN(max(1, 6-at))),
		Street:   upper(w.surnames[w.r.IntN(44)]) + " " + []string{"ST", "AVE", "DR", "RD", "LN", "CT", "CIR", "PL", "WAY", "BLVD"}[w.r.IntN(10)],
	}
	if w.chance(0.22) {
		a.Unit = fmt.Sprintf("APT %d", 1+w.r.IntN(40))
	}
	return a
}

func (w *world) register(home match.Address, surname string, row int) match.Record {
	age := 18 + int(math.Abs(w.r.NormFloat64()*20+28))%72
	r := match.Record{
		Given: upper(w.zipf(w.given)), Surname: upper(surname), BirthYear: 2026 - age,
		Gender: []string{"F", "M"}[w.r.IntN(2)], Phones: []string{w.phone()}, Addresses: []match.Address{home},
		StrongIDs: []match.StrongID{{Type: match.VoterID, Space: "us-nc", Value: strings.ToLower(fmt.Sprintf("%c%c%d", 'A'+row%26, 'A'+row/26%26, 100_000+row))}},
	}
	if w.chance(0.8) {
		r.Middle = upper(w.zipf(w.given))
	}
	return r
}
