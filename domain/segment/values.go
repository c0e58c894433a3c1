package segment

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// Fold is the form under which text compares, without case. It is the one place
// of segments where this is decided.
func Fold(s string) string { return clean.Fold(s) }

// Precision of a date.
type Precision uint8

// The precisions of dates.
const (
	ByDay   Precision = 0
	ByMonth Precision = 1
	ByYear  Precision = 2
)

// Day is a calendar day as a number: days since 1970-01-01.
func Day(year int, month time.Month, day int) int32 {
	return int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400) //nolint:gosec // years have four digits
}

// DayOf is the calendar day of a moment in a place.
func DayOf(t time.Time, in *time.Location) int32 {
	y, m, d := t.In(in).Date()
	return Day(y, m, d)
}

// DayText is the day as 2006-01-02.
func DayText(day int32) string {
	return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
}

// ParseDate reads a clean date: its first day and its precision.
func ParseDate(s string) (int32, Precision, bool) {
	layouts := map[int]struct {
		layout string
		p      Precision
	}{10: {time.DateOnly, ByDay}, 7: {"2006-01", ByMonth}, 4: {"2006", ByYear}}
	l, ok := layouts[len(s)]
	if !ok {
		return 0, 0, false
	}
	t, err := time.Parse(l.layout, s)
	if err != nil {
		return 0, 0, false
	}
	return Day(t.Date()), l.p, true
}

// DateText reverses ParseDate.
func DateText(day int32, p Precision) string {
	s := DayText(day)
	switch p {
	case ByYear:
		return s[:len(s)-6]
	case ByMonth:
		return s[:len(s)-3]
	default:
		return s
	}
}

// afterPeriod is the first day after the period that a date of a precision names.
func afterPeriod(day int32, p Precision) int32 {
	y, m, d := time.Unix(int64(day)*86400, 0).UTC().Date()
	switch p {
	case ByYear:
		return Day(y+1, 1, 1)
	case ByMonth:
		return Day(y, m+1, 1)
	default:
		return Day(y, m, d+1)
	}
}

// ParseNumber reads a clean number.
func ParseNumber(s string) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strings.ContainsAny(s, "xX_") {
		return 0, false
	}
	return x + 0, true
}

// NumberText is the canonical text of a number.
func NumberText(x float64) string { return strconv.FormatFloat(x+0, 'f', -1, 64) }

// Micro is a number in millionths, rounded to the nearest, and clamped to a
// range in which a billion of them can be added up.
func Micro(x float64) int64 {
	const limit = 9e9
	return int64(math.RoundToEven(max(-limit, min(limit, x)) * 1e6))
}

// Interval is a range of numbers (or of day numbers, or of millionths).
type Interval struct {
	Lo, Hi         float64 // infinite where open
	LoOpen, HiOpen bool    // the end itself is left out
}

// Holds tells whether x lies in the range.
func (r Interval) Holds(x float64) bool {
	return (x > r.Lo || (x == r.Lo && !r.LoOpen)) && (x < r.Hi || (x == r.Hi && !r.HiOpen))
}

// Empty tells whether no number can lie in the range.
func (r Interval) Empty() bool {
	return r.Lo > r.Hi || (r.Lo == r.Hi && (r.LoOpen || r.HiOpen))
}
