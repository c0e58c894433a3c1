package export

import (
	"encoding/csv"
	"io"
	"strings"
)

// between separates the values of a cell where a format has no lists.
const between = "; "

// delimited is a table as CSV (RFC 4180, lines end in LF).
type delimited struct {
	to      *csv.Writer
	columns []Column
	line    []string
}

func newDelimited(w io.Writer, columns []Column) (Table, error) {
	t := &delimited{csv.NewWriter(w), columns, make([]string, len(columns))}
	for i, c := range columns {
		t.line[i] = c.Name
	}
	return t, t.to.Write(t.line)
}

func (t *delimited) Row(cells [][]string) error {
	if err := checked(cells, t.columns); err != nil {
		return err
	}
	for i, values := range cells {
		t.line[i] = Defused(strings.Join(values, between))
	}
	return t.to.Write(t.line)
}

func (t *delimited) Flush() error {
	t.to.Flush()
	return t.to.Error()
}

func (t *delimited) Note([][]string) {}

func (t *delimited) Close() error { return t.Flush() }

// Defused keeps spreadsheets from running what somebody typed into a form.
func Defused(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
