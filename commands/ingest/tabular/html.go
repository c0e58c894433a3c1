package tabular

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlTable reads the first table of a page that has rows.
type htmlTable struct {
	z      *html.Tokenizer
	maxRow int
	depth  int // of tables
	row    int
	done   bool
	grid
}

// openHTML finds the table and its header. A table of a single row before
// another one is a title.
func openHTML(r *bufio.Reader, o Options, f *Format) (source, error) {
	t := &htmlTable{z: html.NewTokenizer(r), maxRow: o.MaxRow}
	t.z.SetMaxBuf(4 * o.MaxRow)
	f.Kind = KindHTML
	for {
		before := t.ahead
		t.done, t.row, t.ahead, t.end = false, 0, nil, nil
		t.lookAhead(t.read)
		if errors.Is(t.end, errNoTable) {
			t.ahead, t.end = before, io.EOF
			break
		}
		if t.end != nil && !errors.Is(t.end, io.EOF) {
			return nil, t.end
		}
		if len(t.ahead) > 1 {
			break
		}
	}
	if len(t.ahead) == 0 {
		return nil, &Error{Err: ErrEmpty, Hint: "the page holds no table with rows"}
	}
	t.findHeader(o, f, false)
	return t, nil
}

// errNoTable: the page ended and no further table was found.
var errNoTable = errors.New("no further table")

func (t *htmlTable) next() (Row, error) { return t.grid.next(t.read) }

// htmlRow is a row while it is read.
type htmlRow struct {
	cells  []string
	text   strings.Builder // of the cell that is open
	inCell bool
	span   int // columns the cell takes
	size   int
}

// close ends the cell that is open, if one is.
func (r *htmlRow) close() {
	if r.inCell {
		r.cells = append(r.cells, strings.TrimSpace(r.text.String()))
		for ; r.span > 1 && len(r.cells) < maxSpan; r.span-- {
			r.cells = append(r.cells, "")
		}
	}
	r.inCell = false
	r.text.Reset()
}

// add adds text to the open cell, its white space as single blanks.
func (r *htmlRow) add(text []byte, limit int) {
	if !r.inCell || r.size > limit {
		return
	}
	r.size += len(text)
	r.text.WriteString(strings.Join(strings.Fields(string(text)), " "))
	if n := len(text); n > 0 && text[n-1] <= ' ' {
		r.text.WriteByte(' ')
	}
}

// read reads the next row of the table.
func (t *htmlTable) read() (Row, error) {
	var r htmlRow
	for !t.done {
		kind := t.z.Next()
		if kind == html.ErrorToken {
			return t.ended(&r)
		}
		if kind == html.TextToken {
			r.add(t.z.Text(), t.maxRow)
			continue
		}
		name, hasAttr := t.z.TagName()
		complete := false
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			complete = t.opened(&r, atom.Lookup(name), hasAttr)
		case html.EndTagToken:
			complete = t.closed(&r, atom.Lookup(name))
		}
		if complete && len(r.cells) > 0 {
			return t.finish(&r)
		}
	}
	return Row{}, io.EOF
}

// opened takes in a start tag; true means that a row ends here, unclosed.
func (t *htmlTable) opened(r *htmlRow, tag atom.Atom, hasAttr bool) bool {
	switch {
	case tag == atom.Table:
		t.depth++
	case tag == atom.Tr && t.depth == 1:
		r.close()
		return true
	case (tag == atom.Td || tag == atom.Th) && t.depth == 1:
		r.close()
		r.inCell, r.span = true, t.colspan(hasAttr)
	case tag == atom.Br:
		r.add([]byte(" "), t.maxRow)
	}
	return false
}

// closed takes in an end tag; true means that the row ends with it.
func (t *htmlTable) closed(r *htmlRow, tag atom.Atom) bool {
	if tag == atom.Table {
		t.depth = max(t.depth-1, 0)
		t.done = t.depth == 0
	}
	if t.depth == 1 && (tag == atom.Td || tag == atom.Th || tag == atom.Tr) || t.done {
		r.close()
	}
	return t.depth == 1 && tag == atom.Tr || t.done
}

// ended is what comes at the end of the page.
func (t *htmlTable) ended(r *htmlRow) (Row, error) {
	if err := t.z.Err(); !errors.Is(err, io.EOF) {
		return Row{}, unpackError(err)
	}
	r.close()
	switch {
	case len(r.cells) > 0:
		return t.finish(r)
	case t.row == 0:
		return Row{}, errNoTable
	}
	return Row{}, io.EOF
}

func (t *htmlTable) finish(r *htmlRow) (Row, error) {
	t.row++
	if r.size > t.maxRow {
		return Row{}, rejected(t.row, []byte(strings.Join(r.cells, "\t")), "the row is longer than %d bytes", t.maxRow)
	}
	return Row{Number: t.row, Cells: r.cells}, nil
}

// maxSpan bounds the cells that colspan may add to a row.
const maxSpan = 1000

func (t *htmlTable) colspan(more bool) int {
	for more {
		var key, val []byte
		key, val, more = t.z.TagAttr()
		if string(key) == "colspan" {
			n, err := strconv.Atoi(string(val))
			if err == nil && n > 1 {
				return min(n, maxSpan)
			}
		}
	}
	return 1
}
