// Package tabular reads any table people export: delimited text in whatever
// encoding and dialect, JSON Lines, XLSX workbooks, HTML tables that pretend to
// be spreadsheets, each plain, gzipped or as the only file of a zip.
//
// Open looks at the first part of the stream, decides what it is (Format tells),
// finds the header and then hands out rows one by one. The package knows nothing
// of people: what a column means is package mapping's business. It changes no
// value but what the container forces upon it: NUL bytes are dropped, dates and
// zero-padded numbers of a workbook come out as they are shown.
//
// Invariants:
//
//  1. Memory is bounded whatever comes in: a row by Options.MaxRow, the look
//     ahead by a constant, unpacking by size and ratio. Only a workbook's shared
//     strings are held as a whole, up to a limit of their own.
//  2. A bad row never ends the table: Next reports it as a *RowError and goes on
//     with the next one. Any other error but io.EOF ends it.
//  3. Every row has exactly as many cells as the header had when it was read;
//     the header of a JSON Lines file may grow, all others are fixed.
//  4. No input makes it panic.
package tabular
