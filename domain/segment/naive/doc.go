// Package naive answers segments and charts by looking at every person, one by
// one: the reference that engines are compared with. It folds events with the
// functions of package fold, as the engines do, and decides everything else in
// the plainest way there is.
//
// It never tries to be fast, and keeps every event in memory.
package naive
