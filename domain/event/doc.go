// Package event holds what is written into the log: the envelope, the fact
// operations and one payload type per event type, with their encoding. It does
// no I/O and knows no keys: sealing is the journal's business.
//
// Encoding. Payloads are CBOR maps with small integer keys (`cbor:"3,keyasint"`)
// in core-deterministic form; the envelope is a CBOR map of the same kind,
// kept in clear beside the payload as the log's metadata. It carries no
// personal data: ids, times, types and the actor's id only.
//
// Why CBOR: measured against protobuf with the same field numbers, written by
// hand (BenchmarkEncoding; best of ten runs on two shared EPYC cores). An
// observation of 20 facts takes 477 bytes sealed either way (protobuf 478), 2.0
// µs to encode and 4.0 µs to decode (protobuf 1.5 and 3.2); a page view with 8
// properties 359 bytes (362), 1.4 and 2.0 µs (1.0 and 1.6). Protobuf by hand is
// a quarter faster to decode and no smaller, for a page of code a type; the
// maps of CBOR come from the structs, are checked for doubled keys and for
// UTF-8, and can be read without a schema.
//
// Invariants:
//
//  1. A number (category, op, field key) never changes its meaning. A new shape
//     of an event type gets a new schema version and an upcaster from the last.
//  2. A golden file of every version ever written is decoded in the tests.
//  3. Decoding never panics and never allocates more than the input allows.
package event
