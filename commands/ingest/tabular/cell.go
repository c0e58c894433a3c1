package tabular

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// cell is a cell of a sheet while it is read.
type cell struct {
	at    int // column, from 0
	kind  string
	style int
	value strings.Builder // <v>
	text  strings.Builder // <is>
}

func newCell(t xml.StartElement, next int) *cell {
	c := &cell{at: next, kind: attr(t, "t")}
	if at, ok := columnOf(attr(t, "r")); ok {
		c.at = at
	}
	c.style, _ = strconv.Atoi(attr(t, "s")) // none is the first
	return c
}

// columnOf reads the letters of a reference: "AB12" is column 27, from 0.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<20 {
			return n, true
		}
	}
	return n - 1, n > 0
}

// show is a cell as a person sees it.
func (s *sheet) show(c *cell) string {
	v := c.value.String()
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil {
			return ""
		}
		text, _ := s.w.shared.at(i) // a number beyond the list is blank
		return cleanText(text)
	case "inlineStr":
		return cleanText(unescape(c.text.String()))
	case "str":
		return cleanText(unescape(v))
	case "b":
		if isTrue(strings.TrimSpace(v)) {
			return "TRUE"
		}
		if v == "" {
			return ""
		}
		return "FALSE"
	case "e": // #N/A, #REF! and the like say nothing
		return ""
	case "d":
		return strings.TrimSuffix(strings.Replace(strings.TrimSpace(v), "T00:00:00", "", 1), "Z")
	}
	if v = strings.TrimSpace(v); v == "" {
		return ""
	}
	var f numberFormat
	if c.style >= 0 && c.style < len(s.w.formats) {
		f = s.w.formats[c.style]
	}
	return f.show(v, s.w.date1904)
}

func cleanText(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}
