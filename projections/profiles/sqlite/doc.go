// Package sqlite keeps the profiles read model in one SQLite file (in WAL mode,
// through a driver without cgo): the embedded default.
//
// One connection writes, one transaction a batch; readers each work on one
// snapshot and wait for nothing but a commit. What a batch does to a record is folded in
// memory and written once. Three things keep the writing small:
//
//   - the summary of activities lies in a row of its own, so that a page view
//     rewrites neither facts nor index;
//   - the index has one row per value and batch, not per value and record,
//     so that common values (a party, a city) cost next to nothing;
//   - ids are looked up by their first eight bytes in one tree.
//
// The layout is in migrations/, applied when the file is opened. The file
// holds values of people in clear, as every read model does: it lies in the data
// folder with its rights, and the rows of an erased record are overwritten
// (secure_delete).
//
// Invariants: those of package profiles; a record's rows in holders and names
// are exactly profiles.TermsOf its stored state; numbers have no gaps.
package sqlite
