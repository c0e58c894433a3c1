package bits

// Encode writes a row: the number of containers, and each as its shard and its
// members, as a list or as the words of a bitmap.
func (r *Row) Encode(e *Encoder) {
	if r == nil {
		e.Number(0)
		return
	}
	e.Number(uint64(len(r.shards)))
	for i, shard := range r.shards {
		e.Number(uint64(shard))
		if p := r.parts[i].plane; p != nil {
			e.Number(1)
			EncodeWords(e, 8, p[:])
			continue
		}
		e.Number(0)
		EncodeWords(e, 2, r.parts[i].list)
	}
}

// DecodeRow reads a row; nil when it is empty.
func DecodeRow(d *Decoder, gen uint32) *Row {
	n := d.Count(4)
	if n == 0 {
		return nil
	}
	r := &Row{gen: gen}
	for i := 0; i < n && d.err == nil; i++ {
		shard := d.Number()
		if shard >= ShardSize || (i > 0 && shard <= uint64(r.shards[i-1])) {
			d.Fail("shards out of order")
			return nil
		}
		c := decodeContainer(d, gen)
		if c == nil {
			return nil
		}
		r.shards, r.parts = append(r.shards, uint16(shard)), append(r.parts, c)
		r.n += int(c.n)
	}
	return r
}

func decodeContainer(d *Decoder, gen uint32) *container {
	c := &container{gen: gen}
	if d.Number() == 1 {
		w := DecodeWords[uint64](d, 8)
		if len(w) != words {
			d.Fail("a bitmap of another size")
			return nil
		}
		c.plane = (*Plane)(w)
		c.n = int32(c.plane.Count()) //nolint:gosec // at most 2^16
	} else {
		c.list = DecodeWords[uint16](d, 2)
		c.n = int32(len(c.list)) //nolint:gosec // checked below
		for i := 1; i < len(c.list); i++ {
			if c.list[i] <= c.list[i-1] {
				d.Fail("members out of order")
				return nil
			}
		}
	}
	if c.n == 0 || len(c.list) > maxList {
		d.Fail("a container of a wrong size")
		return nil
	}
	return c
}

// EncodeColumn writes a column of words: its chunks with their places.
func EncodeColumn[T interface {
	comparable
	word
}](e *Encoder, size int, c *Column[T]) {
	n := 0
	if c != nil {
		for _, ch := range c.chunks {
			if ch != nil {
				n++
			}
		}
	}
	e.Number(uint64(n)) //nolint:gosec // a length
	if n == 0 {
		return
	}
	for i, ch := range c.chunks {
		if ch != nil {
			e.Number(uint64(i)) //nolint:gosec // an index
			EncodeWords(e, size, ch.values[:])
		}
	}
}

// DecodeColumn reads a column; nil when it is empty.
func DecodeColumn[T interface {
	comparable
	word
}](d *Decoder, size int, gen uint32) *Column[T] {
	n := d.Count(chunkSize * size)
	if n == 0 {
		return nil
	}
	var none T
	c := &Column[T]{gen: gen}
	for range n {
		at := d.Number()
		values := DecodeWords[T](d, size)
		if d.err != nil {
			return nil
		}
		if at >= 1<<(32-chunkBits) || len(values) != chunkSize {
			d.Fail("a chunk of a wrong size")
			return nil
		}
		for uint64(len(c.chunks)) <= at {
			c.chunks = append(c.chunks, nil)
		}
		ch := &chunk[T]{gen: gen, values: [chunkSize]T(values)}
		for _, v := range values {
			if v != none {
				ch.n++
			}
		}
		c.chunks[at] = ch
	}
	return c
}

// All calls do with every value that is not zero, by ordinal.
func (c *Column[T]) All(do func(ordinal uint32, v T)) {
	if c == nil {
		return
	}
	var none T
	for i, ch := range c.chunks {
		if ch == nil {
			continue
		}
		for j := range ch.values {
			if ch.values[j] != none {
				do(uint32(i<<chunkBits|j), ch.values[j]) //nolint:gosec // ordinals have 32 bits
			}
		}
	}
}

// Encode writes the texts as they stand.
func (t Texts) Encode(e *Encoder) {
	EncodeWords(e, 4, t.locs)
	EncodeWords(e, 4, t.groups)
	EncodeWords(e, 4, t.hash)
	e.Number(uint64(len(t.chunks)))
	for i, c := range t.chunks {
		if i == len(t.chunks)-1 {
			c = c[:t.used]
		}
		e.Text(c)
	}
}

// DecodeDictionary reads the texts of a dictionary. None counts as used yet:
// call Use for what stands.
func DecodeDictionary(d *Decoder, fold func(string) string) *Dictionary {
	out := NewDictionary(fold)
	t := Texts{locs: DecodeWords[uint32](d, 4), groups: DecodeWords[uint32](d, 4), hash: DecodeWords[uint32](d, 4)}
	for range d.Count(1) {
		t.chunks = append(t.chunks, d.Text())
	}
	if d.err == nil && (len(t.groups) != len(t.locs) || len(t.hash) != len(t.locs)) {
		d.Fail("a dictionary with gaps")
	}
	if d.err != nil {
		return out
	}
	for _, loc := range t.locs {
		if loc != notThere && (int(loc>>locBits) >= len(t.chunks) || int(loc&(maxChunk-1)) >= len(t.chunks[loc>>locBits])) {
			d.Fail("a text out of place")
			return out
		}
	}
	if n := len(t.chunks); n > 0 {
		t.used = len(t.chunks[n-1]) // the next text starts a chunk
	}
	out.texts, out.uses = t, make([]uint32, len(t.locs))
	for _, loc := range t.locs {
		if loc != notThere {
			out.dead++
		}
	}
	size := len(out.table)
	for len(t.locs)*4 > size*3 {
		size *= 2
	}
	out.rehash(size)
	return out
}
