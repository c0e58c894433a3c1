package tabular

import (
	"bufio"
	"errors"
	"fmt"
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

// read reads the next row of the table.
func (t *htmlTable) read() (Row, error) {
	var cells []string
	var cell strings.Builder
	inCell, inRow, span, size := false, false, 1, 0
	endCell := func() {
		if inCell {
			cells = append(cells, strings.TrimSpace(cell.String()))
			for ; span > 1 && len(cells) < 1000; span-- {
				cells = append(cells, "")
			}
		}
		inCell, span = false, 1
		cell.Reset()
	}
	for !t.done {
		kind := t.z.Next()
		if kind == html.ErrorToken {
			err := t.z.Err()
			endCell()
			if !errors.Is(err, io.EOF) {
				return Row{}, fmt.Errorf("%w: %w", ErrDamaged, err)
			}
			if len(cells) > 0 {
				t.row++
				return t.finish(cells, size)
			}
			if t.row == 0 {
				return Row{}, errNoTable
			}
			return Row{}, io.EOF
		}
		name, hasAttr := t.z.TagName()
		tag := atom.Lookup(name)
		switch kind {
		case html.TextToken:
			if inCell && size <= t.maxRow {
				text := t.z.Text()
				size += len(text)
				cell.WriteString(strings.Join(strings.Fields(string(text)), " "))
				if n := len(text); n > 0 && text[n-1] <= ' ' {
					cell.WriteByte(' ')
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			switch tag {
			case atom.Table:
				t.depth++
			case atom.Tr:
				if inRow && t.depth == 1 {
					endCell()
					if len(cells) > 0 { // the last row was never closed
						t.row++
						return t.finish(cells, size)
					}
				}
				inRow = true
			case atom.Td, atom.Th:
				if t.depth == 1 {
					endCell()
					inCell, inRow = true, true
					span = t.colspan(hasAttr)
				}
			case atom.Br:
				cell.WriteByte(' ')
			}
		case html.EndTagToken:
			switch {
			case tag == atom.Table:
				t.depth = max(t.depth-1, 0)
				t.done = t.depth == 0
			case t.depth == 1 && (tag == atom.Td || tag == atom.Th):
				endCell()
			}
			if tag == atom.Tr && t.depth == 1 || t.done {
				endCell()
				if len(cells) > 0 {
					t.row++
					return t.finish(cells, size)
				}
			}
		}
	}
	return Row{}, io.EOF
}

func (t *htmlTable) finish(cells []string, size int) (Row, error) {
	if size > t.maxRow {
		return Row{}, rejected(t.row, []byte(strings.Join(cells, "\t")), "the row is longer than %d bytes", t.maxRow)
	}
	return Row{Number: t.row, Cells: cells}, nil
}

func (t *htmlTable) colspan(more bool) int {
	for more {
		var key, val []byte
		key, val, more = t.z.TagAttr()
		if string(key) == "colspan" {
			n, err := strconv.Atoi(string(val))
			if err == nil && n > 1 {
				return min(n, 1000)
			}
		}
	}
	return 1
}
