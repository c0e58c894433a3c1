package match

import (
	"strconv"
	"time"
)

// date is a calendar date of any precision: year*10000 + month*100 + day,
// with zeros for what is not known. The zero value is no date.
type date uint32

func (d date) year() int  { return int(d / 10000) }
func (d date) month() int { return int(d / 100 % 100) }
func (d date) day() int   { return int(d % 100) }
func (d date) full() bool { return d%100 != 0 }

// swapped is the date read with day and month the other way round.
func (d date) swapped() date { return date(d.year()*10000 + d.day()*100 + d.month()) }

// dayMonth is the same number for a date and for its reading with day and
// month swapped.
func (d date) dayMonth() int {
	m, x := d.month(), d.day()
	if m > x {
		m, x = x, m
	}
	return m*100 + x
}

const (
	minYear = 1500
	maxYear = 2100
)

// parseDate reads YYYY, YYYY-MM and YYYY-MM-DD, with or without dashes. A
// part that cannot be (month 13, day 31 of April) leaves the larger parts, a
// year that cannot be leaves nothing. 1900-01-01 is what programs write for
// "unknown".
func parseDate(s string) date {
	d := digitsOf(cut(s, 10))
	if len(d) != 4 && len(d) != 6 && len(d) != 8 {
		return 0
	}
	year, _ := strconv.Atoi(d[:4])
	if year < minYear || year > maxYear || year == 1900 && (len(d) == 4 || d == "19000101") {
		return 0
	}
	out := date(year * 10000)
	if len(d) < 6 {
		return out
	}
	month, _ := strconv.Atoi(d[4:6])
	if month < 1 || month > 12 {
		return out
	}
	out += date(month * 100)
	if len(d) < 8 {
		return out
	}
	day, _ := strconv.Atoi(d[6:])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if day < 1 || t.Day() != day {
		return out
	}
	return out + date(day)
}

// years is a range of birth years, both ends included; zero is unknown.
type years struct {
	lo, hi uint16
	open   bool // a birth some years before is possible, too
}

// ageDrift is how many years old an age may be that does not say of when it is.
const ageDrift = 15

// statedYears is the range of birth years that a stated age leaves open. An age
// that is only known to be no younger than a day leaves earlier years open.
func statedYears(age int, asOf string, atLatest bool) years {
	on := parseDate(asOf)
	if age <= 0 || age > 120 || on == 0 {
		return years{}
	}
	born := on.year() - age
	return years{uint16(born - 1), uint16(born), atLatest}
}

// drifted says whether one of two ranges may have been the other's when the age
// was stated.
func (a years) drifted(b years) bool {
	return a.open && b.hi < a.lo && a.lo-b.hi <= ageDrift || b.open && a.hi < b.lo && b.lo-a.hi <= ageDrift
}

// apart is the least distance of two ranges in years.
func (a years) apart(b years) int {
	switch {
	case a.lo > b.hi:
		return int(a.lo - b.hi)
	case b.lo > a.hi:
		return int(b.lo - a.hi)
	}
	return 0
}

const (
	female = 1
	male   = 2
)

func normaliseGender(s string) uint8 {
	switch fold(s) {
	case "f", "female", "woman", "w", "girl":
		return female
	case "m", "male", "man", "boy":
		return male
	}
	return 0
}
