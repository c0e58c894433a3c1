package tabular

import (
	"fmt"
	"strings"
)

// The kinds of files.
const (
	KindDelimited = "delimited"
	KindJSONLines = "json lines"
	KindWorkbook  = "xlsx"
	KindHTML      = "html table"
)

// Format tells what Open found.
type Format struct {
	Kind       string // one of the Kind constants
	Compressed string // "gzip", "zip", "" when it is not
	Encoding   string // "UTF-8", "UTF-16LE", "windows-1252", ...; "" for workbooks
	Delimiter  string // of delimited text
	// HeaderDelimiter differs from Delimiter in files whose header was written
	// by something else than their rows; usually "".
	HeaderDelimiter string
	Backslash       bool     // quotes inside quoted cells are written \"
	Sheet           string   // the sheet that is read
	Sheets          []string // all visible sheets
	Date1904        bool     // day numbers in plain cells count from 1904
	HeaderRows      int      // 0: names come from Layout or were made up
	HeaderRow       int      // line or sheet row of the (last) header row
	Layout          string   // known layout that gave the names: "us-fl voters"
	// Notes are remarks a person should read: repeated headers, a header that
	// does not fit the rows, a second sheet.
	Notes []string
}

// String is the format in a line: `delimited by tab, UTF-16LE, 1 header row`.
func (f Format) String() string {
	var parts []string
	if f.Compressed != "" {
		parts = append(parts, f.Compressed+" of "+f.Kind)
	} else {
		parts = append(parts, f.Kind)
	}
	if f.Delimiter != "" {
		parts[0] += " by " + delimiterName(f.Delimiter)
	}
	if f.Sheet != "" {
		parts = append(parts, fmt.Sprintf("sheet %q", f.Sheet))
	}
	if f.Encoding != "" {
		parts = append(parts, f.Encoding)
	}
	switch {
	case f.Layout != "":
		parts = append(parts, "no header, layout of "+f.Layout)
	case f.HeaderRows == 0:
		parts = append(parts, "no header")
	case f.HeaderRows > 1:
		parts = append(parts, fmt.Sprintf("%d header rows", f.HeaderRows))
	}
	return strings.Join(parts, ", ")
}

func delimiterName(d string) string {
	switch d {
	case "\t":
		return "tab"
	case ",":
		return "comma"
	case ";":
		return "semicolon"
	case "|":
		return "pipe"
	}
	return fmt.Sprintf("%q", d)
}
