package tabular

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// sheet reads the rows of one sheet as a stream.
type sheet struct {
	grid
	w     *workbook
	ref   sheetRef
	d     *xml.Decoder
	limit *tokenLimit
	rc    io.Closer
	row   int // number of the row before
	done  bool
}

// openSheet stands before the first row, with the first rows read ahead.
func (w *workbook) openSheet(ref sheetRef) (*sheet, error) {
	rc, err := w.part(ref.part, w.o.MaxUnpacked)
	if err != nil {
		return nil, err
	}
	if rc == nil {
		return nil, &Error{Err: fmt.Errorf("%w: sheet %q has no data part", ErrDamaged, ref.name), Hint: "open it in a spreadsheet program and save it again"}
	}
	s := &sheet{w: w, ref: ref, rc: rc}
	s.d, s.limit = newDecoder(rc)
	s.lookAhead(s.read)
	return s, nil
}

func (s *sheet) next() (Row, error) { return s.grid.next(s.read) }

// read reads the next row that has a cell.
func (s *sheet) read() (Row, error) {
	for !s.done {
		tok, err := s.token()
		if err != nil {
			return Row{}, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Local == "row" {
				row, err := s.readRow(t)
				if err != nil || len(row.Cells) > 0 {
					return row, err
				}
			}
		case xml.EndElement:
			s.done = t.Name.Local == "sheetData" || t.Name.Local == "worksheet"
		}
	}
	_ = s.rc.Close() // only read
	return Row{}, io.EOF
}

// token is the next token; the end of the part before the end of the sheet is
// an error.
func (s *sheet) token() (xml.Token, error) {
	s.limit.since = 0
	tok, err := s.d.RawToken()
	switch {
	case err == nil:
		return tok, nil
	case errors.Is(err, io.EOF):
		return nil, &Error{Err: ErrTruncated, Hint: "the sheet ends too early; save the workbook again"}
	}
	return nil, xmlError(s.ref.part, err)
}

// readRow reads up to the end of the row.
func (s *sheet) readRow(start xml.StartElement) (Row, error) {
	s.row++
	if n, err := strconv.Atoi(attr(start, "r")); err == nil && n > 0 && n <= 1<<24 {
		s.row = n
	}
	r := rowReader{sheet: s, row: Row{Number: s.row}}
	for {
		tok, err := s.token()
		if err != nil {
			return Row{}, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			r.start(t)
		case xml.CharData:
			r.data(t)
		case xml.EndElement:
			if t.Name.Local == "row" {
				return r.finish()
			}
			r.end(t.Name.Local)
		}
	}
}

// rowReader is a row while it is read.
type rowReader struct {
	sheet    *sheet
	row      Row
	c        *cell
	value    bool // inside <v>
	text     bool // inside a <t> that is shown
	phonetic int  // depth of <rPh>, how a text is pronounced
	column   int  // of the next cell, should it not say
	size     int
	over     bool // too long or too wide
}

func (r *rowReader) start(t xml.StartElement) {
	switch t.Name.Local {
	case "c":
		r.c = newCell(t, r.column)
		if r.column = r.c.at + 1; r.c.at >= r.sheet.w.o.MaxColumns {
			r.over = true
		}
	case "v":
		r.value = r.c != nil
	case "rPh":
		r.phonetic++
	case "t":
		r.text = r.c != nil && r.phonetic == 0
	}
}

func (r *rowReader) data(t xml.CharData) {
	r.size += len(t)
	r.over = r.over || r.size > r.sheet.w.o.MaxRow
	switch {
	case r.over:
	case r.value:
		r.c.value.Write(t)
	case r.text:
		r.c.text.Write(t)
	}
}

func (r *rowReader) end(name string) {
	switch name {
	case "v":
		r.value = false
	case "t":
		r.text = false
	case "rPh":
		r.phonetic = max(r.phonetic-1, 0)
	case "c":
		if r.c != nil && !r.over {
			r.put(r.c.at, r.sheet.show(r.c))
		}
		r.c, r.value, r.text = nil, false, false
	}
}

// put sets a cell of the row; shared strings count for its size here.
func (r *rowReader) put(at int, text string) {
	r.size += len(text)
	r.over = r.size > 2*r.sheet.w.o.MaxRow
	if text == "" && at >= len(r.row.Cells) || r.over {
		return
	}
	for len(r.row.Cells) <= at {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells[at] = text
}

func (r *rowReader) finish() (Row, error) {
	if r.over {
		o := r.sheet.w.o
		raw := strings.Join(r.row.Cells, "\t")
		return Row{}, rejected(r.row.Number, []byte(raw), "the row holds more than %d bytes or %d columns", o.MaxRow, o.MaxColumns)
	}
	return r.row, nil
}
