package tabular

import (
	"errors"
	"strings"
)

// errUnclosed: a quote was opened and not closed within reach.
var errUnclosed = errors.New("a quoted cell is never closed")

// followers is how many lines after a doubtful record are looked at.
const followers = 5

// again reads a record a second time whose quotes do not add up: a quote at the
// beginning of a cell that was meant as text makes it swallow the lines behind
// it. Taken as text, the line and those after it must have the usual number of
// cells. n is how long the record was in the first reading; unclosed that it had
// no end.
func (t *delimited) again(n int, unclosed bool) (int, string, *RowError) {
	for range 4 { // enough lines to judge by
		if data, atEnd := t.data(); atEnd || len(data) > 32<<10 {
			break
		}
		t.more()
	}
	data, atEnd := t.data()
	var c cells
	strict, res := t.dialect.record(data, atEnd, true, &c)
	if res == complete && len(c.ends) == len(t.names) && t.follow(data[strict:], atEnd) {
		t.c = c
		return strict, "a quote that is never closed is read as text", nil
	}
	if !unclosed {
		_, _ = t.dialect.record(data, atEnd, false, &t.c)
		return n, "", nil
	}
	line := t.line
	if res == complete && len(t.names) > 1 && strict < len(data) && t.follow(data[strict:], atEnd) {
		t.c = c
		t.advance(strict)
		return 0, "", rejected(line, data[:strict], "a quoted cell is opened and never closed")
	}
	return t.long(line)
}

// long reads on to the end of a long quoted record: within the limit it is a
// record after all, beyond it is rejected.
func (t *delimited) long(line int) (int, string, *RowError) {
	for {
		data, atEnd := t.data()
		n, res := t.dialect.record(data, atEnd, false, &t.c)
		if res == complete {
			return n, "", nil
		}
		if atEnd || len(data) >= t.maxRow {
			bad := rejected(line, data, "the row is longer than %d bytes", t.maxRow)
			if res == openQuote {
				bad.Reason = "a quoted cell is opened and never closed"
			}
			bad.Raw = strings.Clone(bad.Raw)
			t.line += t.skipLong(t.dialect)
			return 0, "", bad
		}
		t.more()
	}
}

// follow reports whether the lines after a record look like rows of their own.
func (t *delimited) follow(data []byte, atEnd bool) bool {
	var c cells
	good, bad := 0, 0
	for i := 0; i < followers && len(data) > 0; i++ {
		n, res := t.dialect.record(data, atEnd, true, &c)
		if res != complete {
			break
		}
		data = data[n:]
		switch {
		case c.blank():
		case len(c.ends) == len(t.names):
			good++
		default:
			bad++
		}
	}
	return good > bad || good+bad == 0 && atEnd
}

// fitted makes the cells as many as the header has names. Blank cells at the end
// come and go with exporters; a row that is too long otherwise is mended where
// the columns' shapes say which cell was cut in two.
func (t *delimited) fitted(line int, cells []string, raw []byte) (Row, *RowError) {
	want := len(t.names)
	row := Row{Number: line, Cells: cells}
	for len(row.Cells) > want && strings.TrimSpace(row.Cells[len(row.Cells)-1]) == "" {
		row.Cells = row.Cells[:len(row.Cells)-1]
	}
	extra := len(row.Cells) - want
	switch {
	case extra < 0:
		row.Ragged = extra
		for len(row.Cells) < want {
			row.Cells = append(row.Cells, "")
		}
		row.Note = "the row has fewer cells than the header"
	case extra > 0:
		row.Ragged = extra
		mended, ok := t.mend(row.Cells)
		if ok {
			row.Cells = mended
			row.Note = "a cell that was cut in two is joined again"
			break
		}
		if !t.leftFits(row.Cells) {
			return Row{}, rejected(line, raw, "the row has %d cells, the header %d", len(cells), want)
		}
		row.Cells = row.Cells[:want]
		row.Note = "the row has more cells than the header; the last ones are left out"
	}
	return row, nil
}

// mend joins the cells at the one place where the row then fits its columns
// best. It declines when two places are equally good (and the cells between them
// not blank), or leaving the last cells out is.
func (t *delimited) mend(cells []string) ([]string, bool) {
	want, extra := len(t.shapes), len(cells)-len(t.shapes)
	if extra > 3 || want < 3 {
		return nil, false
	}
	// right is how well the columns after i fit when all of them are shifted.
	right := 0
	for j := want - 1; j > 0; j-- {
		right += t.shapes[j].fit(cells[j+extra])
	}
	left, best, bestAt, ties := 0, -1, 0, 0
	for i := range want - 1 {
		joined := strings.TrimSpace(strings.Join(cells[i:i+extra+1], " "))
		score := left + right + t.shapes[i].fit(joined)
		switch {
		case score > best:
			best, bestAt, ties = score, i, 0
		case score == best && !sameJoin(cells, bestAt, i, extra):
			ties++
		}
		left += t.shapes[i].fit(cells[i])
		right -= t.shapes[i+1].fit(cells[i+1+extra])
	}
	left += t.shapes[want-1].fit(cells[want-1])
	if ties > 0 || best <= left || best < 2*want-want/8-2 {
		return nil, false
	}
	return joinAt(cells, bestAt, extra), true
}

// joinAt makes one cell of cell i and the extra ones behind it.
func joinAt(cells []string, i, extra int) []string {
	out := append([]string{}, cells[:i]...)
	out = append(out, strings.TrimSpace(strings.Join(cells[i:i+extra+1], " ")))
	return append(out, cells[i+extra+1:]...)
}

// sameJoin reports whether joining at i or at j comes to the same but for
// blanks.
func sameJoin(cells []string, i, j, extra int) bool {
	a, b := joinAt(cells, i, extra), joinAt(cells, j, extra)
	for k := min(i, j); k <= max(i, j); k++ {
		if strings.TrimSpace(a[k]) != strings.TrimSpace(b[k]) {
			return false
		}
	}
	return true
}

// leftFits reports whether the first cells of a row look like their columns.
func (t *delimited) leftFits(cells []string) bool {
	for j := range t.shapes {
		if t.shapes[j].fit(cells[j]) == 0 {
			return false
		}
	}
	return true
}
