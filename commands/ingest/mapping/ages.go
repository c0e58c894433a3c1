package mapping

import (
	"fmt"
	"strconv"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// agesCompared is how many rows with a birth date and an age it takes to judge
// an age column by.
const agesCompared = 10

// settleAge compares the ages of a file with the birth dates beside them. Ages
// that contradict the dates are left out; ages that fit tell of which year the
// file is.
func (g *guesser) settleAge() {
	age, birth := g.first("age", ""), g.first("birth_date", "")
	if age == nil || birth == nil || age.chosen {
		return
	}
	opts := g.clean(birth)
	years, rows := map[int]int{}, 0
	for _, row := range g.samples {
		if age.index >= len(row) || birth.index >= len(row) {
			continue
		}
		n, err := strconv.Atoi(trim(row[age.index]))
		got := clean.BirthDate(row[birth.index], opts)
		if err != nil || len(got.Values) == 0 || len(got.Values[0].Text) < 4 {
			continue
		}
		year, _ := strconv.Atoi(got.Values[0].Text[:4])
		rows++
		years[year+n]++
	}
	if rows < agesCompared {
		return
	}
	best, most := 0, 0 // of two years in a row: a birthday lies between
	for y := range years {
		if n := years[y] + years[y+1]; n > most || n == most && y > best {
			best, most = y, n
		}
	}
	switch {
	case 2*most < rows:
		age.ignore("the ages contradict the birth dates beside them")
	case best+1 < g.o.Now.Year() && !g.o.Now.IsZero():
		g.notes = append(g.notes, fmt.Sprintf("the ages are those of %d, as the birth dates beside them tell; --data-date says so for every row", best+1))
	}
}
