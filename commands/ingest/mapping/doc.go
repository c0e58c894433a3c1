// Package mapping decides what the columns of a table of people mean and turns
// its rows into fact operations.
//
// Guess looks at the header, at samples of the cells and at the layouts of files
// that are well known (layouts/*.tsv: voter files of states, exports of common
// systems), and makes a Plan: what each column is, why, and how sure that is. A
// person may overrule it column by column. Plan.Facts then reads rows: it cleans
// every cell, puts what belongs together into groups (an address, a phone with
// its kind and consent) and chooses the operations the mode of the import asks
// for.
//
// The package knows no files (package tabular does), no records and no log.
//
// Invariants:
//
//  1. A Plan is immutable; Facts may be called from many goroutines at once, and
//     equal rows give equal facts.
//  2. Every column of the header stands in Plan.Columns, with a category or with
//     the reason why it has none. Nothing is dropped silently.
//  3. A row id is never a strong identifier: only what names a person in another
//     system is.
//  4. No header, sample or row makes it panic.
package mapping
