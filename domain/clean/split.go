package clean

import "strings"

// splitter parts the values of a cell; one value or none means no parting.
type splitter func(text string) []string

// atTripleColon parts at " ::: ", the mark of Google's contact exports, which
// no value holds.
func atTripleColon(s string) []string {
	if !strings.Contains(s, ":::") {
		return nil
	}
	return strings.Split(s, ":::")
}

// atSemicolons parts at " ::: ", ";" and "|".
func atSemicolons(s string) []string {
	return fields(s, ";|")
}

// atListMarks parts at " ::: ", ";", "|" and ",".
func atListMarks(s string) []string {
	return fields(s, ";|,")
}

// atTags parts labels: a list of quoted labels inside the cell (Mailchimp), a
// JSON array of strings, else at " ::: ", ";", "|" and ",". A comma inside
// quotes belongs to its label.
func atTags(s string) []string {
	if len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' {
		s = s[1 : len(s)-1]
	}
	if !strings.Contains(s, `"`) {
		return fields(s, ";|,")
	}
	var out []string
	var b strings.Builder
	quoted := false
	flush := func() {
		if t := strings.TrimSpace(b.String()); t != "" {
			out = append(out, t)
		}
		b.Reset()
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ',' || c == ';' || c == '|'):
			flush()
		default:
			b.WriteByte(c)
		}
	}
	flush()
	return out
}

// fields parts at " ::: " and any byte of marks, dropping blanks.
func fields(s, marks string) []string {
	if !strings.ContainsAny(s, marks) {
		return atTripleColon(s)
	}
	var out []string
	for part := range strings.SplitSeq(s, ":::") {
		for _, f := range strings.FieldsFunc(part, func(r rune) bool {
			return strings.ContainsRune(marks, r)
		}) {
			if f = strings.TrimSpace(f); f != "" {
				out = append(out, f)
			}
		}
	}
	return out
}
