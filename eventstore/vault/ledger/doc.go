// Package ledger is the file of erasures outside the data folder: what has been
// erased since any back-up, so that a restored vault erases it again. It holds
// random ids and keyed hashes, no values, and may be copied anywhere.
//
// # The file
//
// Text, one line an erasure, each with the CRC32C of what is before it:
//
//	cerebro-erasures 1
//	record <account> <record> <suppressed hash or -> <crc>
//	datum <account> <datum> - <crc>
//	account <account> <nil id> - <crc>
//
// A last line without its end, or with a wrong sum, is an append that a crash
// cut short: it was never acknowledged and is cut off. A bad line before the
// last is damage, and an error.
package ledger
