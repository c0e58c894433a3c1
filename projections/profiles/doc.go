// Package profiles is the port to the read model of single views: which records
// make up a profile, what each of them states now, and how a profile is found.
// Drivers live below it (sqlite) and pass the suite in profilestest.
//
// A driver stores what depends on the log alone: each record's operations and
// summary of activities, the profile it belongs to, and an index of words and
// values. What a viewer sees of that (retractions, order of trust, age today,
// consent across the account) is folded when it is read, by package fold. So a
// retraction, a new order of trust or a birthday rewrites nothing and is never
// shown late, and a grant is only another Sight.
//
// Invariants every driver keeps:
//
//  1. Rows, index and checkpoint change in one transaction, and the rows are
//     the same however the events were cut into batches.
//  2. The index holds every value that a kept observation states, current or
//     not; what is found is checked against what the viewer is shown. So
//     nothing is missed, and nothing is shown that is not there.
//  3. Of an erased record nothing stays but its ids.
//  4. Every own id that was ever a profile's resolves to the profile that holds
//     that record now.
//  5. One read is one state of the log.
package profiles
