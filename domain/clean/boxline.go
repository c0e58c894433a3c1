package clean

import "strings"

// boxLine knows PO boxes, rural and highway contract routes, military units and
// general delivery.
func boxLine(line string) (string, bool) {
	if len(line) < 3 || len(line) > 60 {
		return "", false
	}
	var buf [maxKey]byte
	key := string(appendKey(buf[:0], line))
	if key == "general delivery" || key == "gen delivery" {
		return "General Delivery", true
	}
	for _, p := range [...]struct{ prefix, canonical string }{
		{"po box ", "PO Box "}, {"p o box ", "PO Box "}, {"pobox ", "PO Box "}, {"post office box ", "PO Box "},
		{"po bx ", "PO Box "}, {"p o bx ", "PO Box "}, {"po drawer ", "PO Box "}, {"box ", "PO Box "}, {"postfach ", "Postfach "},
	} {
		if rest, ok := strings.CutPrefix(key, p.prefix); ok && len(rest) <= 12 && countDigits(rest) > 0 && strings.IndexByte(rest, ' ') < 0 {
			return p.canonical + upper(rest), true
		}
	}
	w := strings.Fields(key)
	if len(w) == 4 && w[2] == "box" && countDigits(w[3]) > 0 {
		switch w[0] {
		case "rr", "hc", "psc", "cmr":
			return upper(w[0]+" "+w[1]) + " Box " + upper(w[3]), true
		case "unit":
			return "Unit " + upper(w[1]) + " Box " + upper(w[3]), true
		}
	}
	return "", false
}

// noStreet are words that registers and clerks write where no street is known.
func noStreet(s string) bool {
	var buf [maxKey]byte
	if len(s) > maxKey {
		return false
	}
	switch string(appendKey(buf[:0], s)) {
	case "removed", "same", "same as above", "confidential", "address confidential", "homeless", "no address",
		"no street", "no street address", "address unknown", "unknown address", "moved", "0", "transient", "redacted", "no fixed address", "x":
		return true
	}
	return false
}
