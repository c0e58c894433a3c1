package tabular

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with a file as a whole.
var (
	ErrEmpty       = errors.New("the file is empty")
	ErrNotTable    = errors.New("this is no table")
	ErrUnsupported = errors.New("this kind of file is not read")
	ErrManyFiles   = errors.New("the archive holds more than one file")
	ErrTooLarge    = errors.New("the file unpacks to more than is allowed")
	ErrTruncated   = errors.New("the file is cut short")
	ErrDamaged     = errors.New("the file is damaged")
	ErrNoSheet     = errors.New("the workbook has no such sheet")
)

// Error is a failure that ends the table.
type Error struct {
	Op   string // "open", "read"
	File string
	Err  error
	Hint string // what to do about it
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("tabular: ")
	b.WriteString(e.Op)
	if e.File != "" {
		fmt.Fprintf(&b, " %s", e.File)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	if e.Hint != "" {
		fmt.Fprintf(&b, " (%s)", e.Hint)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// RowError is a row that could not be read. The table goes on after it.
type RowError struct {
	Row    int    // line or sheet row, from 1
	Reason string // why, for people
	Raw    string // the row as it came, at most MaxRaw bytes of it
}

// MaxRaw is how much of a rejected row a RowError keeps.
const MaxRaw = 16 << 10

func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Reason) }

// rejected makes a RowError, keeping the start of the raw text.
func rejected(row int, raw []byte, format string, args ...any) *RowError {
	if len(raw) > MaxRaw {
		raw = raw[:MaxRaw]
	}
	return &RowError{Row: row, Reason: fmt.Sprintf(format, args...), Raw: strings.ToValidUTF8(string(raw), "\uFFFD")}
}
