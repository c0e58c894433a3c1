package mapping

import (
	"strconv"
	"strings"
)

// settleBirth finds a birth date that stands in three columns: a "birth day"
// beside a year and a month holds days of the month, and "by, bm, bd" are the
// three of them.
func (g *guesser) settleBirth() {
	g.settleInitialsOfBirth()
	month := g.first("birth", "month")
	if month == nil {
		return
	}
	year := g.first("birth", "year")
	if year == nil {
		if year = g.first("birth_year", ""); year == nil {
			return
		}
		year.targets = []target{{name: "birth", part: "year"}}
	}
	if g.first("birth", "day") != nil {
		return
	}
	for _, d := range g.columns {
		if !d.locked && !d.chosen && birthDayNames[d.name] && d.holds(1, 31) {
			d.targets, d.sure, d.guess = []target{{name: "birth", part: "day"}}, 0.9, false
			return
		}
	}
}

// birthDayNames are names that mean a whole date or, beside a month and a year,
// the day of the month.
var birthDayNames = map[string]bool{"birthday": true, "bday": true, "birthdate": true, "dob": true, "geburtstag": true}

// settleInitialsOfBirth reads columns called by the initials of birth year,
// month and day, when all three are there and hold such numbers.
func (g *guesser) settleInitialsOfBirth() {
	parts := map[string]*draft{}
	for _, d := range g.columns {
		if d.is("-") && !d.locked && !d.chosen {
			parts[d.name] = d
		}
	}
	y, m, d := parts["by"], parts["bm"], parts["bd"]
	if y == nil || m == nil || d == nil || !y.holds(1850, 2100) || !m.holds(1, 12) || !d.holds(1, 31) {
		return
	}
	for part, c := range map[string]*draft{"year": y, "month": m, "day": d} {
		c.targets, c.sure = []target{{name: "birth", part: part}}, 0.8
	}
}

// first is the first column with a part of a target; nil when there is none.
func (g *guesser) first(name, part string) *draft {
	for _, d := range g.columns {
		if t := d.target(name); t != nil && t.part == part {
			return d
		}
	}
	return nil
}

// holds reports whether nearly all cells of a column are whole numbers between
// two bounds.
func (d *draft) holds(least, most int) bool {
	return len(d.profile.cells) > 0 && d.profile.share(func(s string) bool {
		n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
		return err == nil && least <= n && n <= most
	}) >= 0.9
}
