// Package projections keeps read models up with the log. A Runner drives one
// Projector: it checks that the stored checkpoint belongs to this log, reads on
// from it, hands events over in batches that grow under load, retries what
// fails, parks what can never be applied, and lets readers wait for a position.
// A Group runs several.
//
// A Runner never reads a read model, never writes one except through Apply, and
// never calls the outside: replaying a projector has no side effects. What
// reacts to events is a reactor and no Projector.
//
// Invariants:
//
//  1. Rows and checkpoint change together (the Projector's transaction), and
//     events arrive in log order, each once, whatever fails or restarts.
//  2. The ordinal of an event is its number among the events that pass the
//     projector's filter, parked ones included: the same live and rebuilt.
//  3. A checkpoint of another log, ahead of the head, or of another version of
//     the projector stops the runner before anything is applied.
//  4. Live, an event is parked only when it alone fails while the store answers;
//     the later events of its key are parked behind it, and the list is durable
//     before the checkpoint passes them. An erasure is never parked.
//  5. Rebuilding stops at the first event that cannot be applied.
//  6. Stopping finishes the batch in flight.
//
// Parked events are not applied later out of order: mend the program and replay
// the read model from the log.
package projections
