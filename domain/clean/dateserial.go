package clean

import (
	"strconv"
	"strings"
	"time"
)

// digitDate reads a date that is one run of digits, perhaps with a fraction:
// YYYY, YYYYMM, YYYYMMDD (MMDDYYYY, DDMMYYYY), YYYYMMDDhhmmss, Excel's day
// numbers, Unix seconds and milliseconds. done is false for anything else.
func digitDate(s string, o Options) (c civil, why string, done bool) {
	whole, frac, dotted := strings.Cut(s, ".")
	if !digitsOnly(whole) || (dotted && !digitsOnly(frac)) {
		return c, "", false
	}
	if strings.Trim(whole, "0") == "" {
		return civil{}, "", true
	}
	n := len(whole)
	if dotted && strings.Trim(frac, "0") != "" && n != 5 && n != 10 {
		return c, notADate, true
	}
	switch n {
	case 4:
		if y := atoi(whole); y >= 1000 && y < 3000 {
			return civil{year: y}, "", true
		}
		return serial(atoi(whole), o)
	case 1, 2, 3, 5:
		return serial(atoi(whole), o)
	case 6:
		if y := atoi(whole[:4]); y >= firstYear && y <= lastYear && atoi(whole[4:]) <= 12 {
			return civil{year: y, month: atoi(whole[4:])}, "", true
		}
	case 8, 12, 14:
		return eightDigits(whole[:8], o)
	case 10, 13:
		sec, _ := strconv.ParseInt(whole[:10], 10, 64)
		return civilOf(time.Unix(sec, 0).UTC()), "", true
	}
	return c, notADate, true
}

// lastCompact is the last year read at the end of eight digits; a later one
// is more likely a mistyped YYYYMMDD.
const lastCompact = 2060

// eightDigits reads YYYYMMDD, or the year last where the first four digits are
// no year.
func eightDigits(s string, o Options) (civil, string, bool) {
	if y := atoi(s[:4]); y >= firstYear && y <= lastYear && atoi(s[4:6]) <= 12 || s[:4] == "0000" {
		return civil{y, atoi(s[4:6]), atoi(s[6:])}, "", true
	}
	m, d, y := atoi(s[:2]), atoi(s[2:4]), atoi(s[4:])
	if y < firstYear || y > lastCompact || m < 1 || d < 1 || min(m, d) > 12 || max(m, d) > 31 {
		if first := atoi(s[:4]); first >= firstYear && first <= lastYear {
			return civil{year: first}, noSuchDay, true
		}
		return civil{}, notADate, true
	}
	why := ""
	switch {
	case m > 12:
		m, d = d, m
	case d > 12:
	case o.DayFirst:
		m, d = d, m
		fallthrough
	default:
		if m != d && !o.OrderKnown {
			why = ambiguousDay
		}
	}
	return civil{y, m, d}, why, true
}

// Excel's day numbers. Day 60 of the 1900 system is a 29 February 1900 that
// never was (a bug kept from Lotus 1-2-3), so days after it are one less.
const (
	falseLeapDay = 60
	from1904     = 1462 // days between the two systems
	minSerial    = 367  // a smaller number in a date column is no date
	maxSerial    = 109574
)

// serial reads an Excel day number.
func serial(n int, o Options) (civil, string, bool) {
	if o.Date1904 {
		n += from1904
	}
	switch {
	case n == falseLeapDay:
		return civil{}, noSuchDay, true
	case n == 1:
		return civil{1900, 1, 1}, "", true
	case n < minSerial || n > maxSerial:
		return civil{}, notADate, true
	}
	day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
	return civilOf(day), "", true
}

func civilOf(t time.Time) civil {
	y, m, d := t.Date()
	return civil{y, int(m), d}
}
