package tabular

import (
	"bufio"
	"errors"
	"io"
)

// Defaults of Options.
const (
	DefaultMaxRow      = 1 << 20
	DefaultMaxUnpacked = 64 << 30
	DefaultMaxRatio    = 200
	DefaultMaxColumns  = 16384
)

// Options steer Open; the zero value finds everything out by itself.
type Options struct {
	Sheet     string // name of the sheet, or its number from 1; "" = the first visible one with data
	Encoding  string // "utf-8", "windows-1252", ...; "" = find out
	Delimiter string // one byte; "" = find out
	NoHeader  bool   // the first row is data

	MaxRow      int   // bytes of text in a row; a longer one is rejected by itself
	MaxUnpacked int64 // bytes that may come out of an archive or a workbook
	MaxRatio    int   // how many times its packed size an archive may unpack to
	MaxColumns  int
	TempDir     string // for archives that come as a stream; "" = the system's
}

func (o Options) withDefaults() Options {
	if o.MaxRow <= 0 {
		o.MaxRow = DefaultMaxRow
	}
	if o.MaxUnpacked <= 0 {
		o.MaxUnpacked = DefaultMaxUnpacked
	}
	if o.MaxRatio <= 0 {
		o.MaxRatio = DefaultMaxRatio
	}
	if o.MaxColumns <= 0 {
		o.MaxColumns = DefaultMaxColumns
	}
	return o
}

// Row is one row of the table. It belongs to the caller: nothing of it is used
// again.
type Row struct {
	// Number is the line the row begins in, or its row in the sheet, from 1.
	Number int
	// Cells are as many as the header has names; what is missing is "".
	Cells []string
	// Ragged is by how many cells the row was too long or (negative) too short.
	Ragged int
	// Note says what was done about a row that did not fit; "" when it did.
	Note string
}

// Table is an open table. It is not safe for concurrent use.
type Table struct {
	rows   source
	format *Format
	file   string
	ahead  []result // rows that Peek has read
	closer []func() error
	err    error // what ended the table
}

type result struct {
	row Row
	err error
}

// source is what each kind of file implements. next returns io.EOF at the end, a
// *RowError for a row that could not be read, anything else when it cannot go on.
type source interface {
	header() []string
	next() (Row, error)
}

// Open finds out what r holds and reads its header. name is the file's name; it
// is used for messages only, never to decide. Errors are *Error; errors.Is tells
// ErrEmpty, ErrUnsupported and the like apart. A table must be closed.
func Open(r io.Reader, name string, o Options) (*Table, error) {
	t := &Table{file: name, format: &Format{}}
	in := &input{r: r, o: o.withDefaults(), table: t}
	if at, size, ok := randomAccess(r); ok {
		in.at, in.size = at, size
	}
	in.br = bufio.NewReaderSize(in.r, lookAhead)
	rows, err := in.open(0)
	if err != nil {
		_ = t.Close() // the error that matters is the first
		return nil, t.fail("open", err)
	}
	t.rows = rows
	return t, nil
}

// Header names the columns; names are unique without regard to case and never
// empty. The caller must not change it.
func (t *Table) Header() []string { return t.rows.header() }

// Format tells what kind of file it is.
func (t *Table) Format() Format { return *t.format }

// Next returns the next row, io.EOF after the last one, or a *RowError for a row
// that could not be read, after which Next goes on with the one behind it. Any
// other error ends the table and is returned for good.
func (t *Table) Next() (Row, error) {
	if len(t.ahead) > 0 {
		r := t.ahead[0]
		t.ahead[0] = result{}
		t.ahead = t.ahead[1:]
		return r.row, r.err
	}
	return t.read()
}

func (t *Table) read() (Row, error) {
	if t.err != nil {
		return Row{}, t.err
	}
	row, err := t.rows.next()
	var bad *RowError
	switch {
	case err == nil, errors.As(err, &bad):
		return row, err
	case errors.Is(err, io.EOF) && !errors.Is(err, ErrTruncated):
		t.err = io.EOF
	default:
		t.err = t.fail("read", err)
	}
	return Row{}, t.err
}

// peekBytes bounds what Peek holds.
const peekBytes = 16 << 20

// Peek returns up to n of the rows that Next will return, leaving out the
// rejected ones, without taking them.
func (t *Table) Peek(n int) []Row {
	var out []Row
	size := 0
	for i := 0; len(out) < n && size < peekBytes; i++ {
		if i == len(t.ahead) {
			row, err := t.read()
			var bad *RowError
			if err != nil && !errors.As(err, &bad) {
				break
			}
			t.ahead = append(t.ahead, result{row, err})
		}
		if r := t.ahead[i]; r.err == nil {
			out = append(out, r.row)
		}
		for _, c := range t.ahead[i].row.Cells {
			size += len(c) + 16
		}
	}
	return out
}

// Close gives back what the table holds: temporary files and open archives. It
// does not close the reader given to Open.
func (t *Table) Close() error {
	var first error
	for i := len(t.closer) - 1; i >= 0; i-- {
		if err := t.closer[i](); err != nil && first == nil {
			first = err
		}
	}
	t.closer = nil
	return first
}

// fail dresses an error of the table up for people.
func (t *Table) fail(op string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		if e.File == "" {
			e.File = t.file
		}
		if e.Op == "" {
			e.Op = op
		}
		return e
	}
	return &Error{Op: op, File: t.file, Err: err}
}
