package match_test

import (
	"fmt"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Defends: however noisy the birth dates of a population are, two records that
// have nothing in common but a name are not joined, and a town beside it does
// not lower what is needed.
func TestNamesAloneNeverJoinInANoisyPopulation(t *testing.T) {
	var all []match.Record
	for i := range 400 { // every second person is written down twice, the birth date wrongly
		r := match.Record{
			Given: fmt.Sprintf("Given%c%c", 'a'+i%26, 'a'+i/26), Surname: fmt.Sprintf("Family%c%c", 'a'+i*7%26, 'a'+i/13%26),
			BirthDate: fmt.Sprintf("19%02d-%02d-%02d", 40+i%50, 1+i%12, 1+i%28), Emails: []string{fmt.Sprintf("p%d@mail%d.test", i, i)},
		}
		all = append(all, r)
		if i%2 == 0 {
			r.BirthDate = fmt.Sprintf("19%02d-%02d-%02d", 41+i%50, 1+(i+5)%12, 1+(i+9)%28)
			all = append(all, r)
		}
	}
	model := match.CalibrateRecords(match.NormaliseAll(all, 1))
	rare := match.Record{Given: "Thessaly", Surname: "Quartermaine"}
	town := rare
	town.Addresses = []match.Address{{City: "Hillsborough", State: "NC"}}
	for name, pair := range map[string][2]match.Record{"a bare name": {rare, rare}, "a name and a town": {town, town}, "one with a town": {rare, town}} {
		t.Run(name, func(t *testing.T) {
			a, b := match.Normalise(pair[0]), match.Normalise(pair[1])
			var c match.Comparison
			model.Compare(&c, &a, &b)
			if need := c.Need(6 * match.Bit); need != 6*match.Bit {
				t.Errorf("needs %s only", need)
			}
			if name == "a bare name" && c.Total() >= 6*match.Bit {
				t.Errorf("total %s is enough", c.Total())
			}
		})
	}
}
