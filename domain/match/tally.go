package match

import "math/bits"

// tally says which characters a text has, and of some how often: the k-th bit of
// a slot stands for k occurrences. A bit that one text has and another lacks is a
// character without its like, so edits change two bits each at most.
type tally uint32

// tallyOf counts the characters of s; slot answers a character's first bit and
// how many it has, none when it does not count.
func tallyOf(s string, slot func(c byte) (at, deep uint8)) tally {
	var t tally
	for i := 0; i < len(s); i++ {
		at, deep := slot(s[i])
		for ; deep > 0; deep-- {
			if bit := tally(1) << at; t&bit == 0 {
				t |= bit
				break
			}
			at++
		}
	}
	return t
}

// lacks counts the characters of t without their like in o.
func (t tally) lacks(o tally) int { return bits.OnesCount32(uint32(t &^ o)) }

// slips is the least number of edits between texts of two tallies.
func (t tally) slips(o tally) int { return max(t.lacks(o), o.lacks(t)) }

// likeness says whether similar could call two texts of these tallies and
// lengths anything but different. Of jaroWinkler it knows how many characters
// can match at most, and whether there can be a bonus for the beginning.
func (t tally) likeness(o tally, la, lb int, first bool) bool {
	if la > maxJaro || lb > maxJaro {
		return true
	}
	da, db := t.lacks(o), o.lacks(t)
	if da <= 2 && db <= 2 && la-lb <= 2 && lb-la <= 2 {
		return true
	}
	match := min(la-da, lb-db)
	if first { // with the whole bonus two thirds are enough
		return match*(la+lb) >= la*lb
	}
	return 5*match*(la+lb) >= 7*la*lb
}

// letterPlaces holds the first bit of each letter; the common ones have two.
const letterPlaces = "\x00\x02\x03\x04\x05\x07\x08\x09\x0a\x0c\x0d\x0e\x10\x11\x13\x14\x15\x16\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

func letterSlot(c byte) (at, deep uint8) {
	switch c {
	case 'a', 'e', 'i', 'l', 'n', 'r':
		return letterPlaces[c-'a'], 2
	}
	if c < 'a' || c > 'z' {
		return 0, 0
	}
	return letterPlaces[c-'a'], 1
}

func mailSlot(c byte) (at, deep uint8) {
	switch {
	case c >= 'a' && c <= 'z':
		return c - 'a', 1
	case c >= '0' && c <= '9':
		return 26 + (c-'0')%6, 1
	}
	return 0, 0
}

func phoneSlot(c byte) (at, deep uint8) { return 3 * (c - '0'), 3 }

func idSlot(c byte) (at, deep uint8) {
	if c >= '0' && c <= '9' {
		return 2 * (c - '0'), 2
	}
	return 20 + c%12, 1
}
