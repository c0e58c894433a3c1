package tabular

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// delimited reads delimited text.
type delimited struct {
	feed
	dialect dialect
	names   []string
	shapes  []shape
	line    int // the next record begins in it
	maxRow  int
	c       cells
}

// openDelimited sniffs the dialect, finds the header and stands before the first
// row.
func openDelimited(r *bufio.Reader, o Options, f *Format) (source, error) {
	head, _ := r.Peek(lookAhead) // an error comes back when it is read
	if len(o.Delimiter) > 1 {
		return nil, &Error{Err: fmt.Errorf("%w: delimiter %q", ErrUnsupported, o.Delimiter), Hint: "it must be one byte, such as , or a tab"}
	}
	s := sniff(head, len(head) < lookAhead, o.Delimiter)
	t := &delimited{feed: feed{src: r}, dialect: s.dialect, line: 1, maxRow: o.MaxRow}
	f.Kind, f.Delimiter, f.Backslash = KindDelimited, string(s.dialect.delim), s.dialect.backslash
	if s.usual < 2 && o.Delimiter == "" {
		f.Delimiter = "" // one column: nothing parts it
	}
	skip := t.findHeader(s, o, f)
	if len(t.names) > o.MaxColumns {
		return nil, &Error{Err: ErrNotTable, Hint: fmt.Sprintf("it has %d columns; %d are read", len(t.names), o.MaxColumns)}
	}
	t.shapes = make([]shape, len(t.names))
	for i := skip; i < len(s.rows); i++ {
		if len(s.rows[i]) == len(t.names) {
			for j, cell := range s.rows[i] {
				t.shapes[j].learn(cell)
			}
		}
	}
	return t, t.skipTo(s, skip)
}

// findHeader names the columns and tells how many records come before the data.
func (t *delimited) findHeader(s sample, o Options, f *Format) (skip int) {
	if len(s.rows) == 0 {
		// The first record is longer than the look ahead: no header has that.
		t.names = numbered(max(s.usual, 1))
		return 0
	}
	title := preamble(s.rows, s.usual, func(row []string) bool { _, names := otherwise(row, s.usual); return names != nil })
	rows := s.rows[title:]
	if o.NoHeader || !hasHeader(rows) {
		t.names = numbered(max(s.usual, len(rows[0])))
		if l := knownLayout(rows, s.usual); l != nil {
			t.names, f.Layout = l.names, l.name
		} else if !o.NoHeader {
			f.Notes = append(f.Notes, "the first row looks like data, so the columns have numbers instead of names")
		}
		if title > 0 {
			f.Notes = append(f.Notes, fmt.Sprintf("%d lines above the table are left out", title))
		}
		return title
	}
	names := rows[0]
	if delim, again := otherwise(rows[0], s.usual); again != nil {
		names, f.HeaderDelimiter = again, string(delim)
		f.Notes = append(f.Notes, fmt.Sprintf("the header is parted by %s, the rows by %s",
			delimiterName(f.HeaderDelimiter), delimiterName(f.Delimiter)))
	}
	if extra := s.usual - len(names); extra > 0 && rowsFill(rows[1:], len(names)) {
		f.Notes = append(f.Notes, fmt.Sprintf("the rows have %d more cells than the header", extra))
		names = append(names, make([]string, extra)...)
	}
	if title > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("%d lines above the header are left out", title))
	}
	var notes []string
	t.names, notes = uniqueNames(names)
	f.Notes = append(f.Notes, notes...)
	f.HeaderRows, f.HeaderRow = 1, s.lines[title]
	return title + 1
}

// otherwise reads a header again that is parted by something else than the rows.
func otherwise(row []string, usual int) (delim byte, names []string) {
	if len(row) != 1 || usual < 2 {
		return 0, nil
	}
	var c cells
	for i := range len(delimiters) {
		d := dialect{delim: delimiters[i]}
		if _, res := d.record([]byte(row[0]), true, true, &c); res == complete && len(c.ends) == usual {
			return d.delim, c.strings(nil)
		}
	}
	return 0, nil
}

// rowsFill reports whether rows have something in the cells from n on.
func rowsFill(rows [][]string, n int) bool {
	for _, row := range rows {
		if len(row) > n && filled(row[n:]) > 0 {
			return true
		}
	}
	return false
}

// skipTo moves past the header and what stands above it.
func (t *delimited) skipTo(s sample, skip int) error {
	for i := 0; i < skip; {
		n, err := t.fill(false)
		if err != nil {
			return err
		}
		if !t.c.blank() {
			i++
		}
		t.advance(n)
	}
	return nil
}

// fill reads until one record is at hand, in t.c, and returns its length.
func (t *delimited) fill(strict bool) (int, error) {
	for {
		data, atEnd := t.data()
		if len(data) == 0 && atEnd {
			if err := t.failed(); err != nil {
				return 0, unpackError(err)
			}
			return 0, io.EOF
		}
		if len(data) > 0 {
			n, res := t.dialect.record(data, atEnd, strict, &t.c)
			if res == complete {
				return n, nil
			}
			if res == openQuote || t.c.stray || len(data) >= t.maxRow {
				return 0, errUnclosed
			}
		}
		t.more()
	}
}

// advance moves past the record at hand.
func (t *delimited) advance(n int) {
	t.take(n)
	t.line += t.c.lines
}

func (t *delimited) header() []string { return t.names }

func (t *delimited) next() (Row, error) {
	for {
		row, err := t.record()
		if row.Cells != nil || err != nil {
			return row, err
		}
	}
}

// record reads the next record; a Row without cells stands for a blank line.
func (t *delimited) record() (Row, error) {
	line := t.line
	n, err := t.fill(false)
	note := ""
	doubtful := errors.Is(err, errUnclosed) || err == nil && (t.c.stray || t.c.lines > 1) && len(t.c.ends) != len(t.names)
	switch {
	case doubtful:
		var bad *RowError
		if n, note, bad = t.again(n, errors.Is(err, errUnclosed)); bad != nil {
			return Row{}, bad
		}
	case err != nil:
		return Row{}, err
	}
	if n > t.maxRow {
		data, _ := t.data()
		bad := rejected(line, data[:n], "the row is longer than %d bytes", t.maxRow)
		t.advance(n)
		return Row{}, bad
	}
	if t.c.blank() {
		t.advance(n)
		return Row{}, nil
	}
	cells := t.c.strings(make([]string, 0, max(len(t.c.ends), len(t.names))))
	data, _ := t.data()
	raw := data[:n]
	row, bad := t.fitted(line, cells, raw)
	t.advance(n)
	if bad != nil {
		return Row{}, bad
	}
	if note != "" {
		row.Note = note
	}
	for i, c := range row.Cells {
		if strings.HasPrefix(c, `="`) {
			row.Cells[i] = unwrap(c)
		}
	}
	return row, nil
}
