// Package fold turns events into state: the one place that says what a record
// states now, what a profile shows, who belongs to whom and what an account
// has defined. Every projector and the reference evaluator call these
// functions, so they agree by construction. It is pure: no I/O, no clock, no
// randomness, no goroutines; values may be shared between readers once nobody
// applies events to them any more.
//
//	Account, Directory   accounts, sources, order of trust, keys, grants, ...
//	Record -> Facts      operations of one record -> its current facts
//	Contribution, Summary  activities of one record -> digital categories
//	Viewer -> View, Facets  records of a profile -> what a viewer sees of it
//	Contact              statements about a contact point -> may it be used
//	Partition, Moves, Changes  consequences of matching -> which profile
//
// Invariants:
//
//  1. Record and Summary give the same result for any order of the same
//     events (a RecordRecleaned after its observation); an event applied twice
//     changes nothing.
//  2. View and Facets are functions of their arguments alone; what depends on
//     the day (an age) is stored as something that does not (a birth day).
//  3. A profile's id is the own id of its oldest record. Merging and splitting
//     back gives the ids of before.
//  4. No panic and no unbounded work on any stored bytes.
package fold
