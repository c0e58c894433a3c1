package fold

import (
	"strconv"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Day is a calendar day, counted from 1970-01-01.
type Day int32

// DayOf is the calendar day of a moment in a time zone.
func DayOf(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	return dayAt(y, m, d)
}

func dayAt(y int, m time.Month, d int) Day {
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d Day) date() (int, time.Month, int) { return time.Unix(int64(d)*86400, 0).UTC().Date() }

// String is the day as a clean date, "2006-01-02".
func (d Day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }

// ParseDay reads a clean date of any precision: a month counts as its first
// day, a year as its middle, 1 July, so that an age is off by half a year at
// most.
func ParseDay(date string) (Day, bool) {
	switch len(date) {
	case 4:
		y, err := strconv.Atoi(date)
		if err != nil || y < 1 {
			return 0, false
		}
		return dayAt(y, time.July, 1), true
	case 7:
		date += "-01"
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil || t.Year() < 1 {
		return 0, false
	}
	return dayAt(t.Date()), true
}

// BirthDay is the day of birth, known or estimated, that a value of birth_date,
// birth_year or age (stated on a day) means. Ages are computed from it by
// AgeOn, so what is stored does not change with the calendar.
func BirthDay(cat category.Number, value string, stated Day) (Day, bool) {
	switch cat {
	case catBirthDate, catBirthYear:
		return ParseDay(value)
	case catAge:
		age, err := strconv.ParseFloat(value, 64)
		if err != nil || !(age >= 0 && age <= 150) {
			return 0, false
		}
		y, m, d := stated.date()
		return dayAt(y-int(age), m-6, min(d, 28)), true
	}
	return 0, false
}

// AgeOn is the age in full years on a day; false when born later.
func AgeOn(birth, today Day) (int, bool) {
	if birth > today {
		return 0, false
	}
	by, bm, bd := birth.date()
	y, m, d := today.date()
	age := y - by
	if m < bm || m == bm && d < bd {
		age--
	}
	return age, true
}

// LatestBirth is the last day of birth of those who are at least so old today:
// a <= age < b on a day means that LatestBirth(b) < birth <= LatestBirth(a).
func LatestBirth(age int, today Day) Day {
	y, m, d := today.date()
	if m == time.February && d == 29 && dayAt(y-age, m, d) == dayAt(y-age, time.March, 1) {
		d = 28
	}
	return dayAt(y-age, m, d)
}

// Bands of income, by their lower limits in dollars.
var incomeBands = [...]struct {
	from float64
	name string
}{
	{250_000, "250k and more"},
	{200_000, "200k-250k"},
	{150_000, "150k-200k"},
	{100_000, "100k-150k"},
	{75_000, "75k-100k"},
	{50_000, "50k-75k"},
	{25_000, "25k-50k"},
	{0, "under 25k"},
}

// IncomeBand is the band of a clean income; false when it is no number or
// below zero.
func IncomeBand(income string) (string, bool) {
	f, err := strconv.ParseFloat(income, 64)
	if err != nil {
		return "", false
	}
	for _, b := range incomeBands {
		if f >= b.from {
			return b.name, true
		}
	}
	return "", false
}
