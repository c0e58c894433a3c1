// Package event holds what is written into the log: the envelope, the fact
// operations and one payload type per event type, with their encoding. It does
// no I/O and knows no keys: sealing is the journal's business.
//
// Encoding. Payloads are CBOR maps with small integer keys (`cbor:"3,keyasint"`)
// in core-deterministic form; the envelope is a CBOR array-like map of the same
// kind, kept in clear beside the payload as the log's metadata. It carries no
// personal data: ids, times, types and the actor's id only.
//
// Invariants:
//
//  1. A number (category, op, field key) never changes its meaning. A new shape
//     of an event type gets a new schema version and an upcaster from the last.
//  2. A golden file of every version ever written is decoded in the tests.
//  3. Decoding never panics and never allocates more than the input allows.
package event
