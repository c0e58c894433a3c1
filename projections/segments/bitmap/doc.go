// Package bitmap is the embedded driver of segments: bitmaps and columns in
// memory, folded from the log by its own projector, kept across restarts by
// snapshots. Two parts share an Engine: Apply and its kin fold events (one
// goroutine); Query and Members read (any number).
//
// State on disk. A pebble store in DIR/live holds what the fold needs to go on:
// each record's operations, its summary, its activities, and who holds which
// contact point. It has no log of its own and is thrown away at every start:
// what counts are the snapshots,
//
//	DIR/snapshots/<number>/manifest.json   checkpoint, names, sizes, checksums
//	                      /index.bin       everything that is in memory
//	                      /state/          pebble checkpoint: hard links
//
// each written beside (as <number>.tmp), synced, and renamed into place. A
// start takes the newest snapshot that checks out and lets the runner replay
// what the log has after it; a damaged one is dropped for the one before, and
// without any the log is replayed from its start.
//
// How a change gets in. Events change records' states; the profiles that this
// touches are looked at before and after with fold.Facets, and the difference
// of the two goes into the index. So merges, splits, retractions and erasures
// are differences like everything else. Activities are counted one by one.
//
// By which channels a profile may be contacted depends on other profiles too:
// what any record of the account says of an e-mail address, a phone number or
// a dwelling holds for everybody who has it. So the store also keeps, by
// contact point, who has it and what each says of it; when the answer for a
// point changes, all its holders are looked at again. Of a point with very many
// holders that takes several Applies (Config.ReviewHolders); what waits is
// stored, and the can_* facets of a profile are always compared with what
// stands in the index, never with what they should have been.
//
// Invariants:
//
//  1. Readers see whole versions: one position of the log, frozen. They never
//     wait for Apply.
//  2. What Apply took is visible after Config.PublishEvery at the latest.
//  3. After a failure inside Apply nothing more is applied until the engine is
//     opened again, from the last snapshot: half an Apply is never published
//     and never stored.
//  4. After an erasure no value of it is left in memory, and, once the next
//     snapshot is done, none on disk.
package bitmap
