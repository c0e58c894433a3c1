// Package journal is the log with typed events: what commands append and what
// projectors read. Between the two it encodes payloads, seals them with the key
// the vault holds for them, and opens them again.
//
// # Which key
//
//	record stream                     the record's key
//	quarantine stream                 the datum's key
//	every other stream                the account's key
//	RecordErased, in a record stream  none: it says nothing, and must be readable
//
// # A sealed payload
//
//	bytes   what
//	1       format, 1
//	1       kind of key in the low bits (vault.KeyKind; 0 = in clear), 0x80 = compressed
//	12      nonce, random
//	rest    AES-256-GCM of the encoded payload, with its tag
//
// The first two bytes, the event id and the stream's name are authenticated
// too, so that a payload cannot be moved to another event. In clear the encoded
// payload follows the first two bytes. Positions and store ids are in none of
// it: a log can be copied to another engine.
//
// # Invariants
//
//  1. No payload but RecordErased is written or accepted in clear.
//  2. An event is sealed with a key that was durable before.
//  3. An erased payload reads as event.Erased; a missing key, a payload that
//     does not open and an unknown event type stop the reader.
//  4. Events handed out by a Tail are shared between readers: nobody changes
//     them.
package journal
