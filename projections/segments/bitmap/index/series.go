package index

import (
	"cmp"
	"slices"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// SeriesKey names a series: the scope of a source, and an activity type.
type SeriesKey struct {
	Scope uint32
	Type  uint32
}

// Series is what a source knows of one type of activity.
type Series struct {
	width int     // numbers that the type declares
	cells []*cell // by day and shard
}

// cell is what the profiles of one shard did on one day: entries by (low,
// tuple), each once, with a count above 0. Lists that would say the same of
// every entry are left out.
type cell struct {
	day    int32
	shard  int32
	lows   []uint16
	tuples []uint32 // nil: all 0
	counts []uint32 // nil: all 1
	sums   []int64  // width for each entry
}

// entry is one entry of a cell, or a change to one.
type entry struct {
	low   uint16
	tuple uint32
	count int32
	sums  []int64
}

func (c *cell) tuple(i int) uint32 {
	if c.tuples == nil {
		return 0
	}
	return c.tuples[i]
}

func (c *cell) count(i int) uint32 {
	if c.counts == nil {
		return 1
	}
	return c.counts[i]
}

// merge gives the cell with the changes, which it sorts; nil when it is empty.
func (c *cell) merge(day, shard int32, width int, changes []entry) *cell {
	slices.SortFunc(changes, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.tuple, b.tuple))
	})
	if c == nil {
		c = &cell{}
	}
	b := newCellBuilder(day, shard, width, len(c.lows)+len(changes))
	i := 0
	for _, ch := range changes {
		for i < len(c.lows) && (c.lows[i] < ch.low || (c.lows[i] == ch.low && c.tuple(i) < ch.tuple)) {
			b.copy(c, i)
			i++
		}
		if i < len(c.lows) && c.lows[i] == ch.low && c.tuple(i) == ch.tuple {
			b.copy(c, i)
			i++
		}
		b.add(ch)
	}
	for ; i < len(c.lows); i++ {
		b.copy(c, i)
	}
	return b.cell()
}

// cellBuilder collects entries in order.
type cellBuilder struct {
	out    cell
	width  int
	counts []int64
}

func newCellBuilder(day, shard int32, width, n int) *cellBuilder {
	return &cellBuilder{
		out:   cell{day: day, shard: shard, lows: make([]uint16, 0, n), tuples: make([]uint32, 0, n)},
		width: width, counts: make([]int64, 0, n),
	}
}

func (b *cellBuilder) copy(c *cell, i int) {
	b.drop()
	b.out.lows = append(b.out.lows, c.lows[i])
	b.out.tuples = append(b.out.tuples, c.tuple(i))
	b.counts = append(b.counts, int64(c.count(i)))
	b.out.sums = append(b.out.sums, c.sums[i*b.width:(i+1)*b.width]...)
}

func (b *cellBuilder) add(e entry) {
	n := len(b.out.lows) - 1
	if n < 0 || b.out.lows[n] != e.low || b.out.tuples[n] != e.tuple {
		b.drop()
		n = len(b.out.lows)
		b.out.lows, b.out.tuples = append(b.out.lows, e.low), append(b.out.tuples, e.tuple)
		b.counts = append(b.counts, 0)
		b.out.sums = append(b.out.sums, make([]int64, b.width)...)
	}
	b.counts[n] += int64(e.count)
	for k := range min(b.width, len(e.sums)) {
		b.out.sums[n*b.width+k] += e.sums[k]
	}
}

// drop takes the last entry out again when nothing is left of it.
func (b *cellBuilder) drop() {
	n := len(b.counts) - 1
	if n < 0 || b.counts[n] > 0 {
		return
	}
	b.out.lows, b.out.tuples, b.counts = b.out.lows[:n], b.out.tuples[:n], b.counts[:n]
	b.out.sums = b.out.sums[:n*b.width]
}

func (b *cellBuilder) cell() *cell {
	b.drop()
	if len(b.out.lows) == 0 {
		return nil
	}
	c := b.out
	if !slices.ContainsFunc(c.tuples, func(t uint32) bool { return t != 0 }) {
		c.tuples = nil
	}
	if slices.ContainsFunc(b.counts, func(n int64) bool { return n != 1 }) {
		c.counts = make([]uint32, len(b.counts))
		for i, n := range b.counts {
			c.counts[i] = uint32(n) //nolint:gosec // above 0, and fewer than events
		}
	}
	return &c
}

// find gives the first cell of a day or later.
func (s *Series) find(day, shard int32) (int, bool) {
	return slices.BinarySearchFunc(s.cells, 0, func(c *cell, _ int) int {
		return cmp.Or(cmp.Compare(c.day, day), cmp.Compare(c.shard, shard))
	})
}

// Entry is what a profile did on a day, with one tuple of dimensions.
type Entry struct {
	Low   uint16
	Day   int32
	Tuple uint32
	Count uint32
	Sums  []int64 // one for each declared number; shared, do not change
}

// Each calls do with the entries of a shard from one day to another, both
// included, whose tuple passes; a nil pass takes all.
func (s *Series) Each(shard int, from, to int32, pass func(tuple uint32) bool, do func(Entry)) {
	if s == nil {
		return
	}
	at, _ := s.find(from, 0)
	for _, c := range s.cells[at:] {
		if c.day > to {
			return
		}
		if int(c.shard) != shard {
			continue
		}
		for i, low := range c.lows {
			if t := c.tuple(i); pass == nil || pass(t) {
				do(Entry{low, c.day, t, c.count(i), c.sums[i*s.width : (i+1)*s.width]})
			}
		}
	}
}

// Count adds to the counters of a shard how often its profiles did it from one
// day to another.
func (s *Series) Count(shard int, from, to int32, pass func(tuple uint32) bool, counters *[bits.ShardSize]uint32) {
	if pass != nil || s == nil {
		s.Each(shard, from, to, pass, func(e Entry) { counters[e.Low] += e.Count })
		return
	}
	at, _ := s.find(from, 0)
	for _, c := range s.cells[at:] {
		switch {
		case c.day > to:
			return
		case int(c.shard) != shard:
		case c.counts == nil:
			for _, low := range c.lows {
				counters[low]++
			}
		default:
			for i, low := range c.lows {
				counters[low] += c.counts[i]
			}
		}
	}
}

func (s *Series) bytes() int {
	n := 64 + 8*cap(s.cells)
	for _, c := range s.cells {
		n += 120 + 2*cap(c.lows) + 4*cap(c.tuples) + 4*cap(c.counts) + 8*cap(c.sums)
	}
	return n
}
