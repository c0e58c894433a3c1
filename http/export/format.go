package export

import (
	"fmt"
	"io"
)

// Column is one column of a table.
type Column struct {
	Name   string
	Many   bool // a cell may hold several values
	Number bool // of the cells' values
}

// Table is a table being written. The names of the columns are written first.
type Table interface {
	// Row writes one row: for each column its values, none when it is empty.
	Row(cells [][]string) error
	// Flush sends on what can be sent.
	Flush() error
	// Note adds lines about the table as a whole, where a format has a place
	// for them that nobody takes for a row: XLSX on a sheet of its own.
	Note(lines [][]string)
	// Close ends the table; without it the table is broken off.
	Close() error
}

// Format is a way to write tables.
type Format struct {
	Name string // and the ending of a file's name
	// Types are the media types that ask for it; the first is what it is sent as.
	Types []string
	// Sent is the whole Content-Type.
	Sent string
	// New begins a table.
	New func(w io.Writer, columns []Column) (Table, error)
}

// Formats lists the formats there are.
func Formats() []Format {
	return []Format{
		{"csv", []string{"text/csv"}, "text/csv; charset=utf-8; header=present", newDelimited},
		{"jsonl", []string{"application/x-ndjson", "application/jsonl", "application/x-jsonlines"}, "application/x-ndjson", newLines},
		{"xlsx", []string{workbookType}, workbookType, newWorkbook},
	}
}

// Named finds a format by its name.
func Named(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("there is no format %.20q", name)
}

// checked tells whether a row has as many cells as there are columns.
func checked(cells [][]string, columns []Column) error {
	if len(cells) != len(columns) {
		return fmt.Errorf("export: a row of %d cells in a table of %d columns", len(cells), len(columns))
	}
	return nil
}
