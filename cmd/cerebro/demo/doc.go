// Package demo invents a lifelike organisation: a neighbourhood association in
// North Carolina with a voter file, a members' spreadsheet, a volunteers'
// spreadsheet, a web site, forms, gifts and an event. The people are the same
// across the sources, with moves, marriages, nicknames, typing errors and
// blanks, so that there is something to match.
//
// Everything is drawn from one seed: the same seed invents the same people. It
// goes into a data folder by the same doors as real data.
package demo
