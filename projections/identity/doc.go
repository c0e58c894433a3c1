// Package identity is the live matcher: a projector that folds records,
// decisions and consequences into its own index, and an author that appends
// what follows - ProfilesMerged, ProfilesSplit, MatchProposed, MatchWithdrawn -
// to the identity stream, and the matching models it makes to the account stream:
// MatchModelProposed, in an account's first load MatchModelActivated with it. It
// is the only author of these but the last, which people append too.
//
// The way of a change:
//
//	log -> Projector.Apply -> store, partition as the log says, what to do
//	    -> Author: match.Matcher (what belongs together by the evidence),
//	       compared with the partition -> append the difference at the exact
//	       revision -> log -> Projector.Apply
//
// What belongs together is a function of records, decisions and model (package
// match); what the log says is a function of the log (fold.Partition). The
// author only ever writes the difference of the two, so it may stop anywhere:
// whatever was not appended is found again. A projector without an author is a
// stand-by: it folds, and has no matcher in memory until its author starts.
//
// Invariants:
//
//  1. Consequences are appended at the revision of the identity stream that
//     they were computed on. A decision that came in between makes the append
//     fail; it is folded first and the difference is taken anew. So two authors
//     on one log double nothing.
//  2. The consequences of one component are one change, seen together.
//  3. Nothing personal leaves this package but in sealed events; evidence
//     points at facts by (event id, fact number).
//  4. The store holds what the log says, the matcher is made of it. Opening
//     answers at once; partition and matcher are loaded beside, in that order,
//     and whoever needs them waits.
//
// The projector's store (pebble without a write-ahead log; what a crash loses
// is folded again):
//
//	c                            checkpoint
//	g account                    what is known of the account as a whole
//	i account ordinal            record id
//	r account ordinal            record id, source, folded record
//	p account ordinal            ordinal of the profile, when it is another
//	d account decision           a person's decision in force, with its records
//	m account event              the two record sets of a merge
//	x account ordinal sequence   a merge that took the record in
//	v account review             an open proposal
//	n account version            the table of a matching model
//	l account version            what else is known of it
//	q account request            the model that a request for one came to
//	w account part               a part of a model that is not whole yet
//	o observation import         an import that confirmed an observation
//	s account ordinal            an erased record whose old bytes are to go
package identity
