// Package match decides which records are one person.
//
// It is a pure library: it does no input or output, reads no clock, knows no
// events and no profile ids. Its input is a set of cleaned records, the
// decisions of people and a versioned Model; its output is a partition of the
// records into clusters, the evidence of every join and the pairs a person
// should look at.
//
// The way of a record:
//
//	Record -> Normalise -> Node (features) -> Keys -> Index -> candidate pairs
//	       -> outlines -> Compare -> edges -> component -> clusters, joins, proposals
//
// Invariants, each held by a test:
//
//  1. The partition is a function of (records, decisions, model). Order of
//     arrival, batches, workers and handles never show in it: every tie is
//     broken by ContentKey, a hash of the values themselves. Records that are
//     equal in every value and in what people decided of them are told apart by
//     the rank that the caller gives them.
//  2. A pair is a candidate if and only if it shares a blocking key that at most
//     Options.KeyCap nodes hold now. So work per record is bounded. Candidates
//     whose outlines bound their score below review are not compared; the bound
//     is never below the score, so no edge is lost.
//  3. Compare(a, b) equals Compare(b, a), and prior, fields and gates add up
//     to the total, exactly: all weights are integer millibits.
//  4. A missing value is never evidence.
//  5. Removing a record leaves the state of never having seen it.
//
// What it never does: merge on a placeholder, join across a person's
// keep-apart, or let one shared phone, e-mail, address or name join people by
// itself.
package match
