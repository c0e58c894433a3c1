// Package segments is the port to the engine that answers segments and charts:
// how many people of an account are in a segment, how they spread, who they
// are. Drivers live below it (bitmap, the embedded one) and pass the suite in
// segmentstest; each is also a projections.Projector that folds the log for
// itself.
//
// Invariants every driver keeps:
//
//  1. Every number is exact: distinct people, never an estimate.
//  2. One answer shows one position of the log in all its parts.
//  3. A query never waits for the writer, and can be cancelled.
//  4. What a viewer does not see neither counts nor filters: a profile belongs
//     to the population only when a visible source knows it.
//  5. The answers are those of domain/segment/naive over the same events.
//
// The engine takes checked trees (segment.Check) and knows nothing of keys,
// grants or names: callers turn a viewer into the sources that it sees.
package segments
