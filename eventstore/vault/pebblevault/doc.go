// Package pebblevault is the embedded driver of vault.Vault: one folder, one
// process, on cockroachdb/pebble. It never writes outside its folder, except to
// the ledger of erasures it is given.
//
// # Keys and values
//
// Numbers are 8 bytes, big endian; a box is nonce, ciphertext and tag of package
// wrap. Every value but those of 'h', 'l' and 'x' begins with a state: 1 live, 2
// erased (and nothing more).
//
//	'a' account               -> state, master id (8), box of the account key
//	'r' account record        -> state, box of the record key, box of the origin
//	'h' account hash          -> record id; 16 zeros: may not return
//	'l' account record        -> hash and event id of the last observation
//	'q' account datum         -> state, expiry (ns since 1970), box of the datum key
//	'x' expiry account datum  -> nothing
//	'm' "format"              -> 1
//	'm' "secret"              -> master id (8), box of the HMAC secret
//
// # The way of a write
//
// One goroutine, the committer, makes all changes: it takes what waits, lets
// each change read and write through one batch, in turn, and commits the batch
// with one sync. So no two changes interleave, and callers share syncs. Pebble
// shows a batch to readers before it is synced; a reader that hands out what it
// found therefore waits for the commit under way (committer.settle).
//
// A write that fails ends all writing: the folder is left as after a power cut,
// changes answer vault.ErrFailed, and keys can still be read until the vault is
// closed and opened again (see files).
//
// # Erasing
//
// The ledger first, then tombstones in one batch, then the ranges are compacted,
// so that the old bytes leave the tables, and the write-ahead logs that held them
// are removed, not recycled. Pebble removes files in the background, a moment
// later. What a file system or a disk keeps of removed files is out of reach, as
// is every copy made before: that is what the ledger is for. Keys held in memory
// are dropped before Erase returns.
//
// # Invariants
//
//  1. A change either happens whole or not; after a failed commit there are none
//     until the vault is opened again.
//  2. The caches never hold a key that was erased before it was put there, nor
//     a row that changed since: see keyCache and rowCache.
package pebblevault
