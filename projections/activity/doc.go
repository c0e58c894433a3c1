// Package activity is the port to the read model of what people did: one
// document per activity, keyed by its activity id, carrying its record and never
// its profile, so that a merge or an undo rewrites nothing. Drivers live below
// it (pebbleactivity, the embedded one) and pass the suite in activitytest.
//
// It answers timelines, counts and single activities. It decides nothing about
// visibility: the caller says which records belong to the profile, which sources
// may be seen and which imports are retracted (View).
//
// Invariants every driver keeps:
//
//  1. The newest event (by the projector's ordinal) of an activity id, import
//     and record replaces the older. Of the versions that different imports or
//     records state, the one with the highest ordinal whose import is not
//     retracted is the activity; the others wait, because retracting an import
//     or erasing a record leaves the activity as if those had never been.
//  2. RecordErased takes everything of the record away, also from the disk;
//     AccountClosed everything of the account.
//  3. A withdrawn activity is listed, marked, and counted nowhere.
//  4. Order is (occurred_at, newest first; activity id), total and stable, so a
//     cursor never skips or repeats while data arrives.
//  5. Memory of a query is bounded by its limit and its number of records, never
//     by how much a person did.
package activity
