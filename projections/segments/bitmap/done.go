package bitmap

import (
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// tally is the scratch space of activity leaves: a counter and a sum for each
// profile of a shard. A query has one, on one goroutine.
type tally struct {
	counts *[bits.ShardSize]uint32
	sums   *[bits.ShardSize]int64
}

// deeds are the activities that a leaf looks at.
type deeds struct {
	series []*index.Series
	days   segment.Days
	pass   func(tuple uint32) bool // nil: all
}

func (c *compiler) deeds(l *segment.ActivityLeaf) deeds {
	d := deeds{days: l.At(int32(c.today))}
	activity, ok := c.acct.Type(l.Type)
	if !ok {
		return d
	}
	for _, scope := range c.sight.only(c.acct, l.Source.IDs).all {
		if s := c.acct.Series(scope, activity); s != nil {
			d.series = append(d.series, s)
		}
	}
	if len(l.Where) > 0 {
		d.pass = c.where(activity, l)
	}
	return d
}

// where tests tuples for all conditions of a leaf.
func (c *compiler) where(activity uint32, l *segment.ActivityLeaf) func(uint32) bool {
	at := make([]int, len(l.Where))
	for i, w := range l.Where {
		at[i] = slices.Index(l.Declared.Dimensions, w.Dimension)
	}
	ids := c.acct.Tuples(activity, func(values []string) bool {
		for i, w := range l.Where {
			if at[i] >= len(values) || values[at[i]] == "" {
				return false
			}
			if _, ok := slices.BinarySearch(w.Values, values[at[i]]); !ok {
				return false
			}
		}
		return true
	})
	set := make(map[uint32]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return func(t uint32) bool { return set[t] }
}

func (c *compiler) activity(l *segment.ActivityLeaf) program {
	d := c.deeds(l)
	if l.Sum != "" {
		return c.summed(l, d)
	}
	if c.tally.counts == nil {
		c.tally.counts = new([bits.ShardSize]uint32)
	}
	counts := c.tally.counts
	return func(shard int, out *bits.Plane) {
		clear(counts[:])
		for _, s := range d.series {
			s.Count(shard, d.days.From, d.days.To, d.pass, counts)
		}
		if l.Count.Min == 0 { // those who never did it count as well
			var all bits.Plane
			c.population(shard, &all)
			out.Clear()
			all.Each(func(low uint16) bool {
				if l.Count.Holds(int64(counts[low])) {
					out.Set(low)
				}
				return true
			})
			return
		}
		pack(out, func(low int) bool { return counts[low] != 0 && l.Count.Holds(int64(counts[low])) })
	}
}

func (c *compiler) summed(l *segment.ActivityLeaf, d deeds) program {
	if c.tally.sums == nil {
		c.tally.sums = new([bits.ShardSize]int64)
	}
	sums, at := c.tally.sums, slices.Index(l.Declared.Numbers, l.Sum)
	return func(shard int, out *bits.Plane) {
		clear(sums[:])
		for _, s := range d.series {
			s.Each(shard, d.days.From, d.days.To, d.pass, func(e index.Entry) {
				if at < len(e.Sums) {
					sums[e.Low] += e.Sums[at]
				}
			})
		}
		c.population(shard, out)
		var in bits.Plane
		pack(&in, func(low int) bool { return l.Range.Holds(float64(sums[low])) })
		out.And(&in)
	}
}

// pack sets a plane bit by bit.
func pack(p *bits.Plane, holds func(low int) bool) {
	for w := range p {
		var word uint64
		for b := range 64 {
			if holds(w<<6 | b) {
				word |= 1 << b
			}
		}
		p[w] = word
	}
}

// each calls do with the entries of a shard.
func (d deeds) each(shard int, do func(index.Entry)) {
	for _, s := range d.series {
		s.Each(shard, d.days.From, d.days.To, d.pass, do)
	}
}
