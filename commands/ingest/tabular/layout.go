package tabular

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed layouts.tsv
var layoutsTSV string

// layout is a file that comes without a header.
type layout struct {
	name    string
	columns int
	checks  map[int]string // column (from 0) -> pattern of its values
	names   []string
}

var layouts = sync.OnceValue(func() []layout {
	var all []layout
	for line := range strings.Lines(layoutsTSV) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 || line[0] == '#' {
			continue
		}
		l := layout{name: f[0], checks: map[int]string{}, names: strings.Split(f[3], "|")}
		l.columns, _ = strconv.Atoi(f[1]) // the file is compiled in and tested
		for check := range strings.FieldsSeq(f[2]) {
			at, pattern, _ := strings.Cut(check, ":")
			n, _ := strconv.Atoi(at)
			l.checks[n-1] = pattern
		}
		all = append(all, l)
	}
	return all
})

// knownLayout finds the layout that most rows agree with, nil when there is none.
func knownLayout(rows [][]string, columns int) *layout {
	for _, l := range layouts() {
		if l.columns != columns {
			continue
		}
		good := 0
		for _, row := range rows {
			if l.matches(row) {
				good++
			}
		}
		if good*4 >= len(rows)*3 && good > 0 {
			return &l
		}
	}
	return nil
}

// matches reports whether the checked cells of a row are blank or as they should
// be, at least one of them not blank.
func (l *layout) matches(row []string) bool {
	if len(row) != l.columns {
		return false
	}
	seen := false
	for at, pattern := range l.checks {
		cell := strings.TrimSpace(row[at])
		if cell == "" {
			continue
		}
		if !follows(cell, pattern) {
			return false
		}
		seen = true
	}
	return seen
}

// follows compares a cell with a pattern: A is a letter, 9 a digit, D a date
// and N a number that ends the cell.
func follows(cell, pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		switch p := pattern[i]; {
		case p == 'D':
			return isDate(cell)
		case p == 'N':
			return i < len(cell) && strings.Trim(cell[i:], "0123456789") == ""
		case i >= len(cell):
			return false
		case p == 'A' && (cell[i]|0x20 < 'a' || cell[i]|0x20 > 'z'):
			return false
		case p == '9' && (cell[i] < '0' || cell[i] > '9'):
			return false
		}
	}
	return len(cell) == len(pattern)
}
