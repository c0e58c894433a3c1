package tabular

import (
	"errors"
	"fmt"
	"strings"
)

// gridRows is how many rows are read to find the header of a sheet.
const gridRows = 60

// grid is what sheets and HTML tables share: rows of any length, of which the
// first ones are read ahead to find the header.
type grid struct {
	names []string
	ahead []result
	end   error // what came after the rows ahead
}

func (g *grid) header() []string { return g.names }

// lookAhead reads the first rows.
func (g *grid) lookAhead(read func() (Row, error)) {
	for len(g.ahead) < gridRows {
		row, err := read()
		var bad *RowError
		if err != nil && !errors.As(err, &bad) {
			g.end = err
			return
		}
		if err == nil && len(row.Cells) == 0 {
			continue
		}
		g.ahead = append(g.ahead, result{row, err})
	}
}

// findHeader names the columns from the rows ahead and takes the header out of
// them. grouped tells that a row of group titles stands above the names.
func (g *grid) findHeader(o Options, f *Format, grouped bool) {
	var rows [][]string
	var at []int
	width := 0
	for i, r := range g.ahead {
		if r.err == nil {
			rows, at = append(rows, r.row.Cells), append(at, i)
			width = max(width, len(r.row.Cells))
		}
	}
	if len(rows) == 0 {
		return
	}
	title := 0
	if !grouped {
		title = preamble(rows, width, nil)
	}
	if title > 0 && title < len(rows) {
		f.Notes = append(f.Notes, fmt.Sprintf("%d rows above the header are left out", title))
	} else {
		title = 0
	}
	if o.NoHeader || !hasHeader(rows[title:]) {
		g.names = numbered(width)
		f.Notes = append(f.Notes, "the first row looks like data, so the columns have numbers instead of names")
		g.ahead = g.ahead[at[title]:]
		return
	}
	names := make([]string, width)
	copy(names, rows[title])
	for width > len(rows[title]) && !rowsFill(rows[title+1:], width-1) {
		width--
	}
	var notes []string
	g.names, notes = uniqueNames(names[:width])
	f.Notes = append(f.Notes, notes...)
	f.HeaderRows++
	f.HeaderRow = g.ahead[at[title]].row.Number
	g.ahead = g.ahead[at[title]+1:]
}

// next gives out the rows ahead and then what read reads, as wide as the header.
func (g *grid) next(read func() (Row, error)) (Row, error) {
	for {
		var r result
		switch {
		case len(g.ahead) > 0:
			r = g.ahead[0]
			g.ahead = g.ahead[1:]
		case g.end != nil:
			return Row{}, g.end
		default:
			r.row, r.err = read()
		}
		if r.err != nil {
			return r.row, r.err
		}
		if len(r.row.Cells) > 0 {
			return g.fitted(r.row), nil
		}
	}
}

// fitted makes the cells as many as the header has names. Sheets leave out
// blank cells at the end, so a short row is nothing to remark on.
func (g *grid) fitted(row Row) Row {
	for len(row.Cells) > len(g.names) && strings.TrimSpace(row.Cells[len(row.Cells)-1]) == "" {
		row.Cells = row.Cells[:len(row.Cells)-1]
	}
	if extra := len(row.Cells) - len(g.names); extra > 0 {
		row.Ragged = extra
		row.Cells = row.Cells[:len(g.names)]
		row.Note = "the row has more cells than the header; the last ones are left out"
	}
	for len(row.Cells) < len(g.names) {
		row.Cells = append(row.Cells, "")
	}
	return row
}
