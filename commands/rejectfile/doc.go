// Package rejectfile keeps the rows that an import did not take, so that they
// can be fetched, mended and imported again. Rows are people: each file is
// sealed with a key of its own from the vault, which expires, and after which
// nobody can read it.
//
// A file, one for each import that rejected anything:
//
//	bytes   what
//	8       "cerebrej"
//	then frames of up to 64 KiB of text:
//	4       length of what follows, big endian
//	12      nonce, random
//	rest    AES-256-GCM of the text, with its tag
//
// The import and the frame's number are authenticated, so that frames cannot be
// moved. A file that a crash cut short ends with its last whole frame.
//
// Invariants: nothing is written in clear; memory is bounded by one frame; a
// file is never found through another account.
package rejectfile
