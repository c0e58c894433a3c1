// Package identity is the live matcher: a projector that folds records,
// decisions and consequences into its own index, and an author that appends
// what follows - ProfilesMerged, ProfilesSplit, MatchProposed, MatchWithdrawn -
// to the identity stream. It is the only author of those.
//
// The way of a change:
//
//	log -> Projector.Apply -> match.Matcher (what belongs together by the
//	evidence) -> Author: compare with the partition that the log says ->
//	append the difference at the exact revision -> log -> Projector.Apply
//
// What belongs together is a function of records, decisions and model (package
// match); what the log says is a function of the log (fold.Partition). The
// author only ever writes the difference of the two, so it may stop anywhere:
// whatever was not appended is found again.
//
// Invariants:
//
//  1. Consequences are appended at the revision of the identity stream that
//     they were computed on. A decision that came in between makes the append
//     fail; it is folded first and the difference is taken anew.
//  2. The consequences of one component are one change, seen together.
//  3. Nothing personal leaves this package but in sealed events; evidence
//     points at facts by (event id, fact number).
//
// The projector's store (pebble):
//
//	c                            checkpoint
//	r account ordinal            record id, source, folded record
//	i record                     account, ordinal
//	p account ordinal            ordinal of the profile, when it is another
//	d account decision           a person's decision, with its record pairs
//	m account event              the two record sets of a merge
//	v account review             an open proposal
//	g account                    pending parts of a change, revision
//	o observation                imports that confirmed it
//	e position                   the events of account and sharing streams
package identity
