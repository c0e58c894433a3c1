// Package pebbleactivity is the embedded driver of the activity port, on pebble.
//
// # Layout
//
//	key                                                              value
//	'a' account[16] activity[16]                                     versions of an activity
//	't' account[16] record[16] time[8] activity[16] (import[16])?    one version, whole
//	's' account[16] (record[16])?                                    to be scrubbed
//	'm' "checkpoint"                                                 the projector's checkpoint
//
// time is OccurredAt in Unix nanoseconds with its bits turned so that byte order
// is newest first; the import stands at the end only when there is one. So a
// record's timeline is one run of neighbours, and holds the whole document: a
// page needs no look-up but for activities that have several versions. Values
// are written out in value.go and places.go.
//
// # What is in clear
//
// Read models hold values in clear by design: a sealed timeline could not be
// filtered, and the key would lie on the same machine. An erasure deletes the
// record's run of keys in the transaction of the RecordErased event and leaves
// an 's' mark; the scrubber then compacts the run, which writes the files anew
// without it, and takes the mark away. Scrub waits for that. The 'a' rows hold
// ids and times, no values.
//
// # Durability
//
// There is no write-ahead log: what a crash loses is folded again from the log
// of events, and recycled files of a write-ahead log would keep what was erased.
// Rows and checkpoint go in one batch, batches become durable in order when
// memory is flushed (when 16 MiB are full, every half minute, and at Close), so
// after a crash the store stands as of one of its own earlier checkpoints.
package pebbleactivity
