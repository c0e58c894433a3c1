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

// likeness is the best that similar could call two texts of these tallies and
// lengths. The shares of both texts that they have in common make up at least
// 3j-1 where Jaro's similarity is j; a common beginning earns a bonus in
// jaroWinkler, with which j may be lower.
func (t tally) likeness(o tally, la, lb uint8, first bool) Level {
	if la > maxJaro || lb > maxJaro {
		return Close
	}
	x, y := int(la), int(lb)
	dx, dy := t.lacks(o), o.lacks(t)
	slips, common, whole := max(dx, dy, x-y, y-x), 10*min(x-dx, y-dy)*(x+y), x*y
	near, far, close := 16, 14, 17 // tenths for jaroWinkler of 880, 800 and 930
	if first {
		near, far, close = 14, 10, 16
	}
	switch {
	case slips <= 1 || common >= close*whole:
		return Close
	case slips <= 2 || common >= near*whole:
		return Near
	case common >= far*whole:
		return Far
	}
	return Conflict
}

// near says whether two texts may be at most slips edits apart, or may have so
// many characters in common that the shares of both texts make up tenths.
// jaroWinkler of 800 takes 14 tenths without a bonus and 10 with, 900 takes 15
// with.
func (t tally) near(o tally, la, lb uint8, slips, tenths int) bool {
	if la > maxJaro || lb > maxJaro {
		return true
	}
	x, y := int(la), int(lb)
	dx, dy := t.lacks(o), o.lacks(t)
	if dx <= slips && dy <= slips && x-y <= slips && y-x <= slips {
		return true
	}
	return 10*min(x-dx, y-dy)*(x+y) >= tenths*x*y
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

func wordSlot(c byte) (at, deep uint8) { return c % 16, 1 }

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
