package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// headerObjects is how many objects are read for the first header.
const headerObjects = 200

// jsonLines reads one JSON object per line, or objects of any layout one after
// the other (an array of them, too).
type jsonLines struct {
	feed
	byLine  bool
	line    int
	names   []string
	at      map[string]int // key -> column
	taken   map[string]bool
	o       Options
	pending []result
}

// looksJSON tells JSON from delimited text that begins with a brace.
func looksJSON(body []byte) bool {
	rest := bytes.TrimLeft(body[1:], " \t\r\n")
	if len(rest) == 0 {
		return false
	}
	if body[0] == '[' {
		return rest[0] == '{' || rest[0] == ']'
	}
	return rest[0] == '"' || rest[0] == '}'
}

func openJSON(r *bufio.Reader, o Options, f *Format) (source, error) {
	head, _ := r.Peek(lookAhead)
	start := bytes.TrimLeft(head, " \t\r\n")
	first, _, _ := bytes.Cut(start, []byte("\n"))
	_, _, err := flatten(first, o.MaxColumns)
	// A first line that is an object, or broken beyond its line end, means lines;
	// an object that goes on in the next line is read to its closing brace.
	byLine := start[0] == '{' && (err == nil || !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF))
	t := &jsonLines{feed: feed{src: r}, byLine: byLine, line: 1, o: o, at: map[string]int{}, taken: map[string]bool{}}
	f.Kind = KindJSONLines
	for size := 0; len(t.pending) < headerObjects && size < o.MaxRow; {
		row, err := t.read()
		var bad *RowError
		t.pending = append(t.pending, result{row, err})
		if err != nil && !errors.As(err, &bad) {
			break
		}
		for _, c := range row.Cells {
			size += len(c)
		}
	}
	f.HeaderRows = 1 // every object names its values
	return t, nil
}

func (t *jsonLines) header() []string { return t.names }

func (t *jsonLines) next() (Row, error) {
	var r result
	if len(t.pending) > 0 {
		r = t.pending[0]
		t.pending = t.pending[1:]
	} else {
		r.row, r.err = t.read()
	}
	if r.err == nil {
		for len(r.row.Cells) < len(t.names) {
			r.row.Cells = append(r.row.Cells, "")
		}
	}
	return r.row, r.err
}

// read reads the next object.
func (t *jsonLines) read() (Row, error) {
	if err := t.space(); err != nil {
		return Row{}, err
	}
	line := t.line
	raw, err := t.object()
	if err != nil {
		return Row{}, err
	}
	names, values, err := flatten(raw, t.o.MaxColumns)
	if err != nil {
		bad := rejected(line, raw, "it is no JSON object that can be read: %v", err)
		t.advance(raw)
		return Row{}, bad
	}
	row := Row{Number: line, Cells: make([]string, len(t.names), max(len(t.names), len(names)))}
	for i, name := range names {
		at, ok := t.column(name)
		if !ok {
			bad := rejected(line, raw, "the file has more than %d different keys", t.o.MaxColumns)
			t.advance(raw)
			return Row{}, bad
		}
		for at >= len(row.Cells) {
			row.Cells = append(row.Cells, "")
		}
		row.Cells[at] = values[i]
	}
	t.advance(raw)
	return row, nil
}

// column finds the column of a key, adding it when it is new.
func (t *jsonLines) column(key string) (int, bool) {
	if at, ok := t.at[key]; ok {
		return at, true
	}
	if len(t.names) >= t.o.MaxColumns {
		return 0, false
	}
	name := tidyName(key)
	if name == "" {
		name = fmt.Sprintf("column %d", len(t.names)+1)
	}
	unique := name
	for n := 2; t.taken[strings.ToLower(unique)]; n++ {
		unique = fmt.Sprintf("%s (%d)", name, n)
	}
	t.taken[strings.ToLower(unique)] = true
	t.at[key] = len(t.names)
	t.names = append(t.names[:len(t.names):len(t.names)], unique)
	return len(t.names) - 1, true
}

// advance moves past what was read.
func (t *jsonLines) advance(raw []byte) {
	t.line += bytes.Count(raw, []byte("\n"))
	t.take(len(raw))
}

// space moves to the next object, past blanks and, between objects, the marks
// of an array.
func (t *jsonLines) space() error {
	marks := " \t\r\n\x1e\uFEFF"
	if !t.byLine {
		marks += ",[]"
	}
	for {
		data, _ := t.data()
		rest := bytes.TrimLeft(data, marks)
		t.advance(data[:len(data)-len(rest)])
		if len(rest) > 0 {
			return nil
		}
		if !t.more() {
			if err := t.failed(); err != nil {
				return unpackError(err)
			}
			return io.EOF
		}
	}
}

// object returns the bytes of the next object; they stay in the buffer.
func (t *jsonLines) object() ([]byte, error) {
	var scan extent
	for {
		data, atEnd := t.data()
		n := 0
		if t.byLine {
			n = bytes.IndexByte(data, '\n') + 1
		} else {
			n = scan.end(data)
		}
		switch {
		case n > 0 && n <= t.o.MaxRow:
			return data[:n], nil
		case n == 0 && atEnd && len(data) <= t.o.MaxRow:
			return data, nil
		case n > 0 || len(data) > t.o.MaxRow:
			bad := rejected(t.line, data, "the row is longer than %d bytes", t.o.MaxRow)
			t.skip(&scan)
			return nil, bad
		}
		t.more()
	}
}

// skip moves past an object that is too long to hold.
func (t *jsonLines) skip(scan *extent) {
	for {
		data, _ := t.data()
		n := 0
		if t.byLine {
			n = bytes.IndexByte(data, '\n') + 1
		} else {
			n = scan.end(data)
		}
		if n > 0 {
			t.advance(data[:n])
			return
		}
		t.advance(data)
		scan.seen = 0
		if !t.more() {
			return
		}
	}
}
