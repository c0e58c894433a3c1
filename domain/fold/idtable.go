package fold

import (
	"encoding/binary"
	"math/bits"

	"github.com/google/uuid"
)

// idTable finds ordinals by ids, without holding the ids: whoever asks compares.
// Of a million records a map of ids takes 40 bytes each and most of the time of
// a start; this takes 12 to 24 bytes. Nothing is ever taken out.
//
// It is a hash table with linear probing. A slot is 0, or the upper half of the
// id's hash and the ordinal plus one. The place of a slot comes from the upper
// bits of its hash, so that the table can grow without the ids.
type idTable struct {
	slots []uint64 // a power of two of them
	used  int
	shift int // of the upper half of a hash to a place
}

const firstSlots = 16

// tagOf is the upper half of an id's hash. Ids are random or hashes; what is
// made up in a fixed pattern is spread as well.
func tagOf(id uuid.UUID) uint32 {
	h := binary.LittleEndian.Uint64(id[:8]) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(id[8:]), 32)
	h = (h ^ h>>32) * 0x9e3779b97f4a7c15
	return uint32(h >> 32) //nolint:gosec // the upper half
}

// find asks is about each ordinal that may be the one of an id.
func (t *idTable) find(id uuid.UUID, is func(Ordinal) bool) (Ordinal, bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	tag := tagOf(id)
	for at := int(tag >> t.shift); t.slots[at] != 0; at = (at + 1) & (len(t.slots) - 1) {
		if uint32(t.slots[at]>>32) != tag { //nolint:gosec // the upper half
			continue
		}
		if n := Ordinal(uint32(t.slots[at])) - 1; is(n) { //nolint:gosec // the lower half
			return n, true
		}
	}
	return 0, false
}

// add puts an id in that is not there.
func (t *idTable) add(id uuid.UUID, n Ordinal) {
	t.room(t.used + 1)
	t.put(uint64(tagOf(id))<<32 | uint64(n) + 1)
	t.used++
}

// room makes room for so many ids in all.
func (t *idTable) room(ids int) {
	n := max(len(t.slots), firstSlots)
	for 3*ids > 2*n {
		n *= 2
	}
	if n == len(t.slots) {
		return
	}
	old := t.slots
	t.slots, t.shift = make([]uint64, n), 33-bits.Len(uint(n))
	for _, slot := range old {
		if slot != 0 {
			t.put(slot)
		}
	}
}

func (t *idTable) put(slot uint64) {
	at := int(uint32(slot>>32) >> t.shift) //nolint:gosec // the upper half
	for t.slots[at] != 0 {
		at = (at + 1) & (len(t.slots) - 1)
	}
	t.slots[at] = slot
}
