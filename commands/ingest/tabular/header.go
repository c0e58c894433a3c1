package tabular

import (
	"fmt"
	"strings"
)

// maxPreamble is how many lines of title may stand above a header.
const maxPreamble = 10

// preamble counts the rows above the header: titles, the date of a report.
// header tells rows that are none although they look so; nil = none.
func preamble(rows [][]string, usual int, header func(row []string) bool) int {
	if usual < 3 {
		return 0
	}
	for i, row := range rows {
		n := filled(row)
		if i == maxPreamble || n > 2 || n == 2 && usual < 5 || header != nil && header(row) {
			return i
		}
	}
	return 0
}

func filled(row []string) int {
	n := 0
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// hasHeader decides whether the first row names the columns. Evidence for data
// is a cell that looks like a value and like those below it, or that appears
// again below; evidence for names is text above values.
func hasHeader(rows [][]string) bool {
	if len(rows) == 0 {
		return false
	}
	below := rows[1:min(len(rows), 51)]
	data, names := 0, 0
	for j, cell := range rows[0] {
		c := classOf(cell)
		if c == blank {
			continue
		}
		usual, again := column(below, j, cell)
		switch {
		case c == email, c == link:
			data += 3
		case c&typed != 0 && len(below) == 0:
			data += 3
		case c&typed != 0 && usual == c:
			data++
			if c == date {
				data += 2
			}
		case usual&(email|date) != 0:
			names += 3
		case usual&typed != 0, len(below) == 0:
			names++
		case again && c&typed == 0:
			data++
		}
	}
	return data <= names
}

// column finds the class most cells of a column have and whether a value is
// among them.
func column(rows [][]string, j int, value string) (usual class, again bool) {
	count := map[class]int{}
	for _, row := range rows {
		if j >= len(row) {
			continue
		}
		again = again || row[j] == value
		if c := classOf(row[j]); c != blank {
			count[c]++
		}
	}
	most := 0
	for c, n := range count {
		if n > most || n == most && c < usual {
			usual, most = c, n
		}
	}
	return usual, again
}

// maxName bounds a column's name.
const maxName = 200

// uniqueNames trims the names of a header, makes them unique and numbers the
// columns without one; the notes tell what was changed.
func uniqueNames(raw []string) (names, notes []string) {
	names = make([]string, len(raw))
	taken := make(map[string]bool, len(raw))
	repeated, unnamed := 0, 0
	for i, name := range raw {
		name = tidyName(name)
		if name == "" {
			unnamed++
			name = fmt.Sprintf("column %d", i+1)
		}
		unique := name
		for n := 2; taken[strings.ToLower(unique)]; n++ {
			unique = fmt.Sprintf("%s (%d)", name, n)
		}
		if unique != name {
			repeated++
			if repeated <= 5 {
				notes = append(notes, fmt.Sprintf("column %d repeats the name %q and is called %q", i+1, name, unique))
			}
		}
		taken[strings.ToLower(unique)] = true
		names[i] = unique
	}
	if repeated > 5 {
		notes = append(notes, fmt.Sprintf("%d columns in all repeat a name", repeated))
	}
	if unnamed > 0 {
		notes = append(notes, fmt.Sprintf("columns without a name: %d", unnamed))
	}
	return names, notes
}

// tidyName trims a column's name and keeps it on one line.
func tidyName(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == '\uFEFF' || r == 0 {
			return -1
		}
		return r
	}, unwrap(s))), " ")
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	return s
}

// numbered makes up names for columns that have none.
func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("column %d", i+1)
	}
	return names
}

// unwrap takes off ="02601", by which exporters stop Excel from counting.
func unwrap(s string) string {
	if len(s) >= 3 && s[0] == '=' && s[1] == '"' && s[len(s)-1] == '"' {
		return strings.ReplaceAll(s[2:len(s)-1], `""`, `"`)
	}
	return s
}
