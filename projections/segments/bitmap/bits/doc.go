// Package bits holds sets of ordinals and columns over them, cut into shards of
// 2^16 so that one shard of work fits into the first-level cache. It knows
// nothing of people or categories.
//
// A Row is a set of ordinals: per shard one container, a sorted list of up to
// 4,096 members or a bitmap. A Column holds one value per ordinal, in chunks of
// 4,096. A Plane is scratch: the bits of one shard.
//
// Versions. All structures are copied on write by generation: a writer passes
// its generation to every change; what belongs to an older generation is
// copied first, what belongs to the present one is changed in place. Once the
// writer has raised its generation, everything made before is immutable and may
// be read by any number of goroutines without locks.
//
// Invariants:
//
//  1. A value of an older generation never changes.
//  2. A container holds at least one member; a list has at most 4,096.
//  3. Decoding checks everything it reads and never panics.
package bits
