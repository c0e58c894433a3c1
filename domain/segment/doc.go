// Package segment is the language in which segments and charts are asked for:
// a boolean tree over categories and activities, read from JSON, checked
// against a catalogue, normalised, printed as text, with saved segments put in
// place. It answers nothing itself: package naive is the plain reference,
// projections/segments the engines.
//
// A tree goes through three steps. Parse reads bytes and knows the grammar
// only. Inline puts saved segments in place of references. Check binds names to
// the account's catalogue, types and sources, turns operands into canonical
// values and gives the tree that engines take.
//
// Meaning that every evaluator shares, decided here:
//
//   - Text compares without case on clean values: equal means equal under Fold.
//   - A date of less precision ("1980", "1980-05") stands at its first day in
//     ranges and histograms; "in" compares dates as written. A bound of less
//     precision means its whole period: lte "1980" goes to the end of 1980.
//   - A count or a sum over nothing is 0, so at_most and "sum lt" also hold for
//     those who never did it.
//   - Sums are taken in millionths (Micro), exactly and in any order.
//   - A household is a value of the category household; its size is counted over
//     everybody the viewer sees, and above fold.MaxHousehold it is none (Homes).
//   - Distances are on a sphere of 6,371.0088 km, points rounded to 1e-7 degree.
//
// Invariants: no input makes Parse panic, or take more memory than a small
// multiple of its length; a checked tree prints to JSON that parses and checks
// to the same tree; nothing here reads a clock.
package segment
