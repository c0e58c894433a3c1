package bits

import "slices"

const (
	chunkBits = 12
	chunkSize = 1 << chunkBits
)

// Column holds one value per ordinal; the zero value means none. A nil Column
// is empty and may be read and changed.
type Column[T comparable] struct {
	gen    uint32
	chunks []*chunk[T]
}

type chunk[T comparable] struct {
	gen    uint32
	n      int32 // values that are not zero
	values [chunkSize]T
}

// Get is the value of an ordinal.
func (c *Column[T]) Get(ordinal uint32) T {
	var none T
	if c == nil {
		return none
	}
	i := int(ordinal >> chunkBits)
	if i >= len(c.chunks) || c.chunks[i] == nil {
		return none
	}
	return c.chunks[i].values[ordinal&(chunkSize-1)]
}

// Set gives the column in which the ordinal has the value: the same one if it
// belongs to the generation, else a copy.
func (c *Column[T]) Set(gen, ordinal uint32, v T) *Column[T] {
	var none T
	switch {
	case c == nil:
		c = &Column[T]{gen: gen}
	case c.gen != gen:
		c = &Column[T]{gen: gen, chunks: slices.Clone(c.chunks)}
	}
	i := int(ordinal >> chunkBits)
	for len(c.chunks) <= i {
		c.chunks = append(c.chunks, nil)
	}
	ch := c.chunks[i]
	switch {
	case ch == nil && v == none:
		return c
	case ch == nil:
		ch = &chunk[T]{gen: gen}
	case ch.gen != gen:
		clone := *ch
		clone.gen = gen
		ch = &clone
	}
	at := &ch.values[ordinal&(chunkSize-1)]
	if *at != none {
		ch.n--
	}
	if v != none {
		ch.n++
	}
	*at = v
	c.chunks[i] = ch
	if ch.n == 0 {
		c.chunks[i] = nil
	}
	return c
}

// Each calls f with every value of a shard that is not zero.
func (c *Column[T]) Each(shard int, f func(low uint16, v T)) {
	c.blocks(shard, func(base uint16, values *[chunkSize]T) {
		var none T
		for i := range values {
			if values[i] != none {
				f(base+uint16(i), values[i]) //nolint:gosec // below 2^16
			}
		}
	})
}

// blocks calls f with the chunks of a shard.
func (c *Column[T]) blocks(shard int, f func(base uint16, values *[chunkSize]T)) {
	if c == nil {
		return
	}
	const per = ShardSize / chunkSize
	for i := shard * per; i < min(len(c.chunks), (shard+1)*per); i++ {
		if ch := c.chunks[i]; ch != nil {
			f(uint16(i%per)<<chunkBits, &ch.values) //nolint:gosec // below 2^16
		}
	}
}

// Select sets in the plane the ordinals of a shard whose value passes. The
// zero value is never asked.
func (c *Column[T]) Select(shard int, p *Plane, pass func(T) bool) {
	c.blocks(shard, func(base uint16, values *[chunkSize]T) {
		var none T
		for w := range chunkSize / 64 {
			var word uint64
			for b := range 64 {
				if v := values[w<<6|b]; v != none && pass(v) {
					word |= 1 << b
				}
			}
			p[int(base)>>6+w] |= word
		}
	})
}

// SelectRange sets in the plane the ordinals of a shard whose value is not zero
// and lies from lo to hi, both included.
func SelectRange(c *Column[uint64], shard int, p *Plane, lo, hi uint64) {
	if lo = max(lo, 1); lo > hi {
		return
	}
	width := hi - lo
	c.blocks(shard, func(base uint16, values *[chunkSize]uint64) {
		for w := range chunkSize / 64 {
			var word uint64
			for b, v := range values[w<<6 : w<<6+64] {
				if v-lo <= width {
					word |= 1 << b
				}
			}
			p[int(base)>>6+w] |= word
		}
	})
}

// Bytes is about how much memory the column takes; size is that of a value.
func (c *Column[T]) Bytes(size int) int {
	if c == nil {
		return 0
	}
	n := 64 + 8*cap(c.chunks)
	for _, ch := range c.chunks {
		if ch != nil {
			n += 8 + size*chunkSize
		}
	}
	return n
}
