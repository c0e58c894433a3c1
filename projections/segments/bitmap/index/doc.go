// Package index is the segment index of one account: which profile has what,
// laid out for counting. It knows ordinals, numbered values and days; it knows
// no events, no trees and no files.
//
// A profile is an ordinal. What it has is a set of Facets, each in a scope:
// scope 0 is the account as a whole (what the owner's page shows), the others
// are its sources. A category of a scope is a dim:
//
//	known     row   profiles with any value
//	values    up to 4,096 distinct values in the account: one row a value;
//	          beyond that a column with the number of the value (plus lists for
//	          profiles with several)
//	numbers   a column of sortable codes (numbers, dates, places)
//	extra     the same again for values that lost: only "match any" sees them
//
// What people did is a Series for each (source, activity type): cells by (day,
// shard), each a list of (ordinal, tuple of dimensions) with a count and sums.
//
// A Writer changes an account; Freeze gives an immutable Account that readers
// share. Nothing is ever rebuilt: a change is the difference of two sets of
// facets.
//
// Invariants:
//
//  1. A frozen Account never changes.
//  2. The index is a function of the facets that stand, whatever their history:
//     only the numbers of values, which nobody sees, depend on it.
//  3. Every (profile, value) of a dim stands exactly once: in a row, in the
//     column, or in the profile's list.
package index
