// Package matchtest makes labelled people to try a matcher on: households with
// twins, fathers and sons of one name, spouses with one e-mail address,
// unrelated namesakes, moves, marriages and repeated imports, seen by several
// sources with the slips and gaps such sources have.
//
// The same seed makes the same people, on every machine. The people are
// invented; nothing here describes anyone.
package matchtest
