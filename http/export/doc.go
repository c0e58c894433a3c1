// Package export writes tables of people for other programs: CSV, JSON Lines
// and XLSX workbooks. It knows neither segments nor profiles.
//
// Every format is written row by row as the rows come, so memory does not grow
// with a table. XLSX is written by hand for that reason: a workbook is a zip of
// small XML parts, and one whose cells carry their own text needs no table of
// texts that would have to be complete first. Nothing touches the disk.
//
// No cell is ever run by a spreadsheet. In CSV, text that would be taken for a
// formula begins with an apostrophe. In a workbook every text is a cell of kind
// text with a style that keeps it one when somebody edits it, and stands as it
// is.
package export
