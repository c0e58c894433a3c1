package clean

import (
	"strings"
	"time"
)

// zoneOf reads a zone: Z, an offset (+01:00, -0500, GMT+0100), or one of the
// names that American and European exports print. What follows an offset (a
// name in brackets, a year) is ignored. "" is no zone.
func zoneOf(s string) (*time.Location, bool) {
	if s == "" {
		return nil, true
	}
	word, rest, _ := strings.Cut(s, " ")
	name := strings.TrimRight(word, "+-0123456789:")
	if name == "" && digit(word[0]) {
		return nil, len(word) == 4 // ANSI C's trailing year
	}
	if off := word[len(name):]; off != "" {
		return offset(off)
	}
	hours, known := zoneHours(strings.ToUpper(strings.Trim(name, "()")))
	if !known {
		return nil, false
	}
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		return zoneOf(rest)
	}
	return time.FixedZone("", hours*3600), true
}

func zoneHours(name string) (int, bool) {
	switch name {
	case "Z", "UTC", "GMT", "UT", "WET":
		return 0, true
	case "AST", "EDT":
		return -4, true
	case "EST", "CDT":
		return -5, true
	case "CST", "MDT":
		return -6, true
	case "MST", "PDT":
		return -7, true
	case "PST", "AKDT":
		return -8, true
	case "AKST":
		return -9, true
	case "HST":
		return -10, true
	case "BST", "CET":
		return 1, true
	case "CEST":
		return 2, true
	case "AEST":
		return 10, true
	}
	return 0, false
}

// offset reads ±hh, ±hhmm or ±hh:mm.
func offset(s string) (*time.Location, bool) {
	sign := 1
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return nil, false
	}
	d := strings.Replace(s[1:], ":", "", 1)
	if !digitsOnly(d) || (len(d) != 2 && len(d) != 4) {
		return nil, false
	}
	h, m := atoi(d[:2]), 0
	if len(d) == 4 {
		m = atoi(d[2:])
	}
	if h > 15 || m > 59 {
		return nil, false
	}
	return time.FixedZone("", sign*(h*3600+m*60)), true
}

// timeZone accepts an IANA name by its shape, or one of the common American
// names. Whether the name exists is not looked up: the zone data of the machine
// is not ours.
func timeZone(text string, _ Options) Result {
	switch strings.ToLower(text) {
	case "eastern", "eastern time", "est", "edt", "et", "est5edt", "us/eastern", "eastern time (us & canada)", "eastern standard time":
		return one("America/New_York")
	case "central", "central time", "cst", "cdt", "ct", "cst6cdt", "us/central", "central time (us & canada)", "central standard time":
		return one("America/Chicago")
	case "mountain", "mountain time", "mst", "mdt", "mt", "mst7mdt", "us/mountain", "mountain time (us & canada)", "mountain standard time":
		return one("America/Denver")
	case "pacific", "pacific time", "pst", "pdt", "pt", "pst8pdt", "us/pacific", "pacific time (us & canada)", "pacific standard time":
		return one("America/Los_Angeles")
	case "utc", "gmt", "z", "etc/utc":
		return one("UTC")
	}
	area, city, found := strings.Cut(text, "/")
	if !found || area == "" || city == "" || strings.ContainsAny(text, " \t.,;:") {
		return problem("not a time zone")
	}
	return one(text)
}
