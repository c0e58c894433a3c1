package bits

import "math/bits"

// The sizes of a shard.
const (
	ShardBits = 16
	ShardSize = 1 << ShardBits
	words     = ShardSize / 64
	maxList   = 4096 // members up to which a list is smaller than a bitmap
)

// Shard is the shard of an ordinal.
func Shard(ordinal uint32) int { return int(ordinal >> ShardBits) }

// Plane is the set of one shard's ordinals, as scratch space of a query.
type Plane [words]uint64

// Clear empties the plane.
func (p *Plane) Clear() { *p = Plane{} }

// Set puts a member in.
func (p *Plane) Set(low uint16) { p[low>>6] |= 1 << (low & 63) }

// Has tells whether low is a member.
func (p *Plane) Has(low uint16) bool { return p[low>>6]&(1<<(low&63)) != 0 }

// Count is the number of members.
func (p *Plane) Count() int {
	n := 0
	for i := range p {
		n += bits.OnesCount64(p[i])
	}
	return n
}

// Empty tells whether there is no member.
func (p *Plane) Empty() bool {
	for i := range p {
		if p[i] != 0 {
			return false
		}
	}
	return true
}

// And keeps what is also in q.
func (p *Plane) And(q *Plane) {
	for i := range p {
		p[i] &= q[i]
	}
}

// AndNot takes out what is in q.
func (p *Plane) AndNot(q *Plane) {
	for i := range p {
		p[i] &^= q[i]
	}
}

// Or puts in what is in q.
func (p *Plane) Or(q *Plane) {
	for i := range p {
		p[i] |= q[i]
	}
}

// AndCount is the number of members in both.
func (p *Plane) AndCount(q *Plane) int {
	n := 0
	for i := range p {
		n += bits.OnesCount64(p[i] & q[i])
	}
	return n
}

// Each calls f for every member in order until it returns false.
func (p *Plane) Each(f func(low uint16) bool) {
	for i, w := range p {
		for ; w != 0; w &= w - 1 {
			if !f(uint16(i<<6 | bits.TrailingZeros64(w))) { //nolint:gosec // below 2^16
				return
			}
		}
	}
}
