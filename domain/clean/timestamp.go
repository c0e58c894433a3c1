package clean

import (
	"strconv"
	"strings"
	"time"
)

// Timestamp reads when something happened, in UTC: everything Date reads, with
// a time of day, fractions, zone offsets and the common zone names. A time
// without a zone is one of Options.Zone. Where only a day, month or year is
// known the answer is its first moment and the precision says so.
func Timestamp(raw string, o Options) (time.Time, Precision, bool) {
	text := Text(raw, o)
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return stamped(t, ToTime)
	}
	if t, ok := numericTime(text, zone, o); ok {
		return stamped(t, ToTime)
	}
	c, why, empty := parseDate(text, o, false)
	if empty || (why != "" && why != ambiguousDay) || placeholderDay(c) {
		return time.Time{}, NoDate, false
	}
	_, rest := cutClock(text)
	if rest == "" || c.precision() < ToDay {
		t := time.Date(c.year, time.Month(max(c.month, 1)), max(c.day, 1), 0, 0, 0, 0, zone)
		return stamped(t, c.precision())
	}
	k, ok := parseClock(rest)
	if !ok {
		return time.Time{}, NoDate, false
	}
	if k.zone != nil {
		zone = k.zone
	}
	return stamped(time.Date(c.year, time.Month(c.month), c.day, k.hour, k.minute, k.second, k.nano, zone), ToTime)
}

// stamped refuses years that no record of today holds.
func stamped(t time.Time, p Precision) (time.Time, Precision, bool) {
	if t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, NoDate, false
	}
	return t.UTC(), p, true
}

// numericTime reads Unix seconds (with fraction) and milliseconds, compact
// stamps (20240102101500) and Excel's day numbers with a fraction of a day.
func numericTime(s string, zone *time.Location, o Options) (time.Time, bool) {
	whole, frac, dotted := strings.Cut(s, ".")
	if !digitsOnly(whole) || (dotted && !digitsOnly(frac)) || len(s) > 30 {
		return time.Time{}, false
	}
	switch len(whole) {
	case 10:
		sec, _ := strconv.ParseInt(whole, 10, 64)
		return time.Unix(sec, int64(nanos(frac))), true
	case 13:
		ms, _ := strconv.ParseInt(whole, 10, 64)
		return time.UnixMilli(ms), true
	case 12, 14:
		c, why, _ := eightDigits(whole[:8], Options{OrderKnown: true})
		h, m, sec := atoi(whole[8:10]), atoi(whole[10:12]), atoi(whole[12:])
		ok := why == "" && c.day > 0 && c.day <= daysIn(c.year, c.month) && h < 24 && m < 60 && sec < 61
		return time.Date(c.year, time.Month(c.month), c.day, h, m, sec, 0, zone), ok
	case 5:
		c, why, _ := serial(atoi(whole), o)
		if why != "" || strings.Trim(frac, "0") == "" {
			return time.Time{}, false
		}
		part := time.Duration(float64(nanos(frac)) / 1e9 * float64(24*time.Hour))
		return time.Date(c.year, time.Month(c.month), c.day, 0, 0, 0, 0, zone).Add(part.Round(time.Second)), true
	}
	return time.Time{}, false
}

// nanos reads the digits after a decimal point as billionths.
func nanos(frac string) int {
	n := 0
	for i := range 9 {
		n *= 10
		if i < len(frac) {
			n += int(frac[i] - '0')
		}
	}
	return n
}

// clock is a time of day.
type clock struct {
	hour, minute, second, nano int
	zone                       *time.Location
}

// parseClock reads hh:mm[:ss[.fraction]] [am|pm] [zone], also hhmmss.
func parseClock(s string) (k clock, ok bool) {
	k.hour, s = leading(s, 2)
	s = strings.TrimPrefix(s, ":")
	k.minute, s = leading(s, 2)
	s = strings.TrimPrefix(s, ":")
	if s != "" && digit(s[0]) {
		k.second, s = leading(s, 2)
	}
	if len(s) > 1 && (s[0] == '.' || s[0] == ',') && digit(s[1]) {
		end := 1
		for end < len(s) && digit(s[end]) {
			end++
		}
		k.nano, s = nanos(s[1:end]), s[end:]
	}
	if k.hour > 23 || k.minute > 59 || k.second > 60 {
		return k, false
	}
	s, ok = k.halfDay(strings.TrimSpace(s))
	if !ok {
		return k, false
	}
	k.zone, ok = zoneOf(s)
	return k, ok
}

// halfDay reads AM and PM.
func (k *clock) halfDay(s string) (string, bool) {
	if len(s) < 2 || (s[1]|0x20 != 'm' && s[1] != '.') || (s[0]|0x20 != 'a' && s[0]|0x20 != 'p') {
		return s, true
	}
	if k.hour < 1 || k.hour > 12 {
		return s, k.hour <= 23 && s[0]|0x20 == 'p'
	}
	k.hour %= 12
	if s[0]|0x20 == 'p' {
		k.hour += 12
	}
	rest := strings.TrimLeft(s[1:], ".mM")
	return strings.TrimSpace(rest), true
}

// leading takes up to n digits off the front.
func leading(s string, n int) (int, string) {
	i := 0
	for i < len(s) && i < n && digit(s[i]) {
		i++
	}
	return atoi(s[:i]), s[i:]
}

// trailingYear is a four-digit last word.
func trailingYear(s string) int {
	w := s[strings.LastIndexByte(s, ' ')+1:]
	if len(w) == 4 && digitsOnly(w) {
		return atoi(w)
	}
	return 0
}

// cutClock parts a time of day from the date before it: at "T" or a blank
// before a number and a colon.
func cutClock(s string) (day, clock string) {
	colon := strings.IndexByte(s, ':')
	if colon < 1 {
		if i := strings.IndexByte(s, 'T'); i >= 8 && i+1 < len(s) && digit(s[i-1]) && digit(s[i+1]) {
			return s[:i], s[i+1:]
		}
		return s, ""
	}
	i := colon
	for i > 0 && digit(s[i-1]) {
		i--
	}
	day = s[:i]
	if n := len(day); n > 1 && (day[n-1] == 'T' || day[n-1] == 't') && digit(day[n-2]) {
		day = day[:n-1]
	}
	return strings.TrimRight(day, " ,-"), s[i:]
}
