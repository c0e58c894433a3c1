package clean

import (
	"strings"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

// A date is known to the year, the month, the day, or to a time of day.
const (
	NoDate Precision = iota
	ToYear
	ToMonth
	ToDay
	ToTime
)

// civil is a date as written; unknown parts are zero.
type civil struct{ year, month, day int }

func (c civil) precision() Precision {
	switch {
	case c.year == 0:
		return NoDate
	case c.month == 0:
		return ToYear
	case c.day == 0:
		return ToMonth
	}
	return ToDay
}

// String is the canonical text: "2006-01-02", "2006-01" or "2006".
func (c civil) String() string {
	var buf [10]byte
	b := append(buf[:0], byte('0'+c.year/1000%10), byte('0'+c.year/100%10), byte('0'+c.year/10%10), byte('0'+c.year%10))
	if c.month > 0 {
		b = append(b, '-', byte('0'+c.month/10), byte('0'+c.month%10))
	}
	if c.month > 0 && c.day > 0 {
		b = append(b, '-', byte('0'+c.day/10), byte('0'+c.day%10))
	}
	return string(b)
}

// after reports whether the earliest day c can mean is after the day of t.
func (c civil) after(t time.Time) bool {
	y, m, d := t.Date()
	switch {
	case c.year != y:
		return c.year > y
	case c.month != int(m):
		return c.month > int(m)
	}
	return c.day > d
}

// Reasons why a date gave no value or is doubtful.
const (
	notADate     = "not a date"
	noSuchDay    = "no such day"
	noYear       = "a date without a year"
	outOfRange   = "year out of range"
	ambiguousDay = "ambiguous day and month"
	inFuture     = "a date in the future"
	tooOld       = "born longer ago than anybody has lived"
)

// Years that records about people can hold.
const (
	firstYear = 1500
	lastYear  = 2200
	oldest    = 125 // years anybody has lived, rounded up
)

// Date reads a date with whatever precision it has: ISO 8601, RFC 3339 and
// other time stamps (the date as written there), slashes, dashes and dots in
// both orders, English month names, YYYYMMDD, Excel's day numbers, Unix times.
// A month or day of 00 lowers the precision. 0000-00-00, 1900-01-01 and
// 1800-01-01 are missing. The day is left as its own calendar has it: no time
// zone is applied.
func Date(raw string, o Options) Result { return anyDate(Text(raw, o), o) }

func anyDate(text string, o Options) Result { return dated(text, o, false) }

// BirthDate is Date for dates of birth: two-digit years are never in the
// future, one more than 125 years back is doubtful (archives hold such people),
// and of a day that no calendar has, the month or year is kept, doubtful too.
func BirthDate(raw string, o Options) Result { return dated(Text(raw, o), o, true) }

func dated(text string, o Options, birth bool) Result {
	if canonicalDay(text) {
		// The common case, already in the form wanted: nothing to build.
		c := civil{atoi(text[:4]), atoi(text[5:7]), atoi(text[8:])}
		if c.month > 0 && c.day > 0 && c.day <= daysIn(c.year, c.month) {
			return judge(c, "", o, birth, text)
		}
	}
	if IsPlaceholder(text) {
		return missing()
	}
	c, why, empty := parseDate(text, o, birth)
	switch {
	case empty:
		return missing()
	case why == noSuchDay && birth && c.year > 0:
		c.day = 0
		if c.month > 12 {
			c.month = 0
		}
	case why != "" && why != ambiguousDay:
		return problem(why)
	}
	return judge(c, why, o, birth, "")
}

// judge decides whether a date that exists can be true.
func judge(c civil, why string, o Options, birth bool, text string) Result {
	if placeholderDay(c) {
		return missing()
	}
	if c.year < firstYear || c.year > lastYear {
		return problem(outOfRange)
	}
	if birth && !o.Now.IsZero() {
		if c.after(o.Now) {
			return problem(inFuture)
		}
		if o.Now.Year()-c.year > oldest && why != noSuchDay {
			why = tooOld
		}
	}
	if text == "" {
		text = c.String()
	}
	return doubtful(text, why)
}

// canonicalDay reports the shape 9999-99-99.
func canonicalDay(s string) bool {
	return len(s) == 10 && s[4] == '-' && s[7] == '-' && digitsOnly(s[:4]) && digitsOnly(s[5:7]) && digitsOnly(s[8:])
}

// placeholderDay are the first days of systems' calendars, written where no
// date is known.
func placeholderDay(c civil) bool {
	if c.month != 1 || c.day != 1 {
		return false
	}
	switch c.year {
	case 1, 100, 1000, 1600, 1601, 1700, 1753, 1800, 1850, 1900:
		return true
	}
	return false
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	if month < 1 || month > 12 {
		return 0
	}
	return 31
}

// atoi reads at most nine ASCII digits; the callers have checked them.
func atoi(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 9; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// birthYear reads a year, also out of a whole date.
func birthYear(text string, o Options) Result {
	r := BirthDate(strings.TrimSuffix(text, ".0"), o)
	for i := range r.Values {
		r.Values[i].Text = r.Values[i].Text[:4]
	}
	if r.Problem == ambiguousDay {
		r.Problem = ""
	}
	return r
}
