// Package pebblelog is the embedded driver of eventstore.Log: one folder, one
// process, on cockroachdb/pebble. It never interprets payloads, never writes
// outside its folder (except for backups) and holds no state that is not
// derived from what is on disk.
//
// # Keys
//
// All numbers in keys and index values are 8 bytes, big endian. A commit is the
// number of an event in the log, from 1 without gaps; it is what a Position
// carries. A stream is keyed by the first 16 bytes of the SHA-256 of its name.
//
//	'a' commit             -> the event, see value.go
//	's' stream revision    -> commit
//	'h' stream             -> revision of its newest event
//	'i' event id           -> commit of the first event with that id [, 1]
//	'd' event id commit    -> nothing
//	'm' name               -> format version, store id
//
// Only an append without SkipKnown can put an id into the log twice; then the
// 'i' value gets a trailing 1 and each further commit a 'd' key, so that the
// common entry stays short and idempotency stays exact.
//
// # The way of an append
//
//	callers -> queue -> committer: decide, encode -> one pebble batch -> WAL
//	                    finisher:  wait for the sync -> head -> answers, readers
//
// One goroutine, the committer, takes what callers queued, decides every append
// (expected revision, known ids) and encodes the events straight into a pebble
// batch. It hands the batch to pebble without waiting for the sync and goes on
// collecting; another goroutine, the finisher, waits for the syncs in order.
// While one group syncs the next is filled, so the more clients, the larger the
// groups. Decisions see what is applied but not yet synced, because pebble
// shows it and the answers come in log order.
//
// Looking ids up is what a large log spends its time on, so all ids and stream
// keys also pass a filter in memory (filter.go): when it says no, which it does
// for nearly every new event, the index is not asked. The filter is only ever a
// short cut: what it does not deny is looked up.
//
// # Failure
//
// Pebble ends the process, or panics, when its own files cannot be written. The
// fence (fence.go) stands between pebble and the disk: with the first failed
// write or sync it freezes the folder as if the power had gone, reports ErrFailed
// to every writer and lets pebble go on in memory, so that readers live and
// Close works. Opening again is an ordinary crash recovery.
//
// # Invariants
//
//  1. Commits are dense: the log holds the commits 1 to head, each once.
//  2. Every event has one 's' entry, and its id one 'i' or 'd' entry, written in
//     the same batch; an append is never spread over two batches.
//  3. Readers see commits up to the durable head only; it moves after the sync.
//  4. Answers are given in log order: when an append is answered, everything
//     its decision rested on is durable.
//  5. The filter holds every id and stream that is on disk or in flight.
//  6. After the fence froze, nothing in the folder changes.
//
// Fsck checks 1 and 2 and every checksum.
package pebblelog
