// Package vault is the port to the small mutable store beside the log: it knows
// which record a (source, key) names, and it holds the keys that the log's
// payloads are sealed with. Destroying a key here is how a person is erased from
// a log that never changes.
//
// # Keys
//
//	master key            outside the data folder in production; rotatable
//	└─ account key        wrapped by the master key, whose id stands beside it
//	   ├─ record key      wrapped by the account key
//	   └─ datum key       of a quarantined datum, wrapped by the account key
//	HMAC secret           random per installation, wrapped by the master key
//
// A record is found by an HMAC of its source and key; both are also stored
// sealed with the record's own key, so that they can be hashed again and go
// with the record.
//
// # Invariants
//
//  1. What Resolve, OpenAccount and MakeDatumKeys return is durable.
//  2. One (source, key) of an account names one record at any time, whoever asks
//     how often and at once.
//  3. A key is there, or erased (a tombstone tells so), or the vault is corrupt:
//     ErrKeyMissing. An erased key never comes back, not even from a backup: the
//     ledger of erasures lies outside the data folder and is applied on opening.
//  4. The ledger has an erasure before the vault has it.
//  5. Nothing personal is stored, logged or put in an error in clear.
//
// It never sees payloads and never reads the log. Drivers live below this
// package and pass the suite in vaulttest.
package vault
