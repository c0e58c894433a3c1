package bits

import "slices"

// Row is a set of ordinals. A nil Row is empty and may be read and changed.
type Row struct {
	gen    uint32
	n      int
	shards []uint16
	parts  []*container
}

// Len is the number of members.
func (r *Row) Len() int {
	if r == nil {
		return 0
	}
	return r.n
}

// Shards is one more than the last shard with a member.
func (r *Row) Shards() int {
	if r == nil || len(r.shards) == 0 {
		return 0
	}
	return int(r.shards[len(r.shards)-1]) + 1
}

func (r *Row) at(shard int) *container {
	if r == nil {
		return nil
	}
	// Most rows have a container in every shard.
	if shard < len(r.shards) && int(r.shards[shard]) == shard {
		return r.parts[shard]
	}
	if i, ok := slices.BinarySearch(r.shards, uint16(shard)); ok { //nolint:gosec // ordinals have 32 bits
		return r.parts[i]
	}
	return nil
}

// Has tells whether an ordinal is a member.
func (r *Row) Has(ordinal uint32) bool {
	c := r.at(Shard(ordinal))
	return c != nil && c.has(uint16(ordinal)) //nolint:gosec // the low half
}

// owned gives a row that the generation may change.
func (r *Row) owned(gen uint32) *Row {
	switch {
	case r == nil:
		return &Row{gen: gen}
	case r.gen == gen:
		return r
	}
	return &Row{gen: gen, n: r.n, shards: slices.Clone(r.shards), parts: slices.Clone(r.parts)}
}

// Set puts an ordinal in and gives the row that has it: the same one if it
// belongs to the generation, else a copy.
func (r *Row) Set(gen, ordinal uint32) *Row {
	shard, low := uint16(ordinal>>ShardBits), uint16(ordinal) //nolint:gosec // the two halves
	r = r.owned(gen)
	i, ok := len(r.shards), false
	if i > 0 && r.shards[i-1] == shard {
		i, ok = i-1, true
	} else {
		i, ok = slices.BinarySearch(r.shards, shard)
	}
	if !ok {
		r.shards = slices.Insert(r.shards, i, shard)
		r.parts = slices.Insert(r.parts, i, &container{gen: gen, n: 1, list: []uint16{low}})
		r.n++
		return r
	}
	if r.parts[i].has(low) {
		return r
	}
	r.parts[i] = r.parts[i].owned(gen)
	r.parts[i].set(low)
	r.n++
	return r
}

// Clear takes an ordinal out and gives the row without it.
func (r *Row) Clear(gen, ordinal uint32) *Row {
	if !r.Has(ordinal) {
		return r
	}
	r = r.owned(gen)
	i, _ := slices.BinarySearch(r.shards, uint16(ordinal>>ShardBits)) //nolint:gosec // the high half
	r.n--
	if r.parts[i].n == 1 {
		r.shards = slices.Delete(r.shards, i, i+1)
		r.parts = slices.Delete(r.parts, i, i+1)
		return r
	}
	r.parts[i] = r.parts[i].owned(gen)
	r.parts[i].clear(uint16(ordinal)) //nolint:gosec // the low half
	return r
}

// Put sets or clears.
func (r *Row) Put(gen, ordinal uint32, in bool) *Row {
	if in {
		return r.Set(gen, ordinal)
	}
	return r.Clear(gen, ordinal)
}

// LenIn is the number of members in a shard.
func (r *Row) LenIn(shard int) int {
	if c := r.at(shard); c != nil {
		return int(c.n)
	}
	return 0
}

// OrInto, AndNotInto and AndCount combine one shard of the row with a plane.
func (r *Row) OrInto(shard int, p *Plane) {
	if c := r.at(shard); c != nil {
		c.orInto(p)
	}
}

// AndNotInto takes out what is in the row.
func (r *Row) AndNotInto(shard int, p *Plane) {
	if c := r.at(shard); c != nil {
		c.andNotInto(p)
	}
}

// AndCount is the number of members of the plane that are in the row.
func (r *Row) AndCount(shard int, p *Plane) int {
	if c := r.at(shard); c != nil {
		return c.andCount(p)
	}
	return 0
}

// Bytes is about how much memory the row takes.
func (r *Row) Bytes() int {
	if r == nil {
		return 0
	}
	n := 64 + 10*cap(r.shards)
	for _, c := range r.parts {
		n += 48 + 2*cap(c.list)
		if c.plane != nil {
			n += ShardSize / 8
		}
	}
	return n
}
