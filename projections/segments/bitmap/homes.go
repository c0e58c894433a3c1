package bitmap

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// homes knows where everybody lives that the viewer sees: households by the
// number of their text, and how many people each has. It is made once a query,
// and only when households are asked for.
type homes struct{ *counted }

// settled makes homes, of everybody and not only of the segment: how many live
// somewhere is no question of the segment.
func (c *compiler) settled(ctx context.Context) (*homes, error) {
	if c.homes != nil {
		return c.homes, nil
	}
	all, err := c.find(ctx, segments.Query{})
	if err != nil {
		return nil, err
	}
	h := &homes{c.valuesOf(segment.HouseholdCategory())}
	if err := h.counted.count(ctx, all); err != nil {
		return nil, err
	}
	c.homes = h
	return h, nil
}

// quarters tells whether too many live somewhere for a household.
func (h *homes) quarters(home uint64) bool { return h.counts.get(home) > fold.MaxHousehold }

// of counts how the people of a segment live.
func (h *homes) of(ctx context.Context, f found) (segment.Homes, error) {
	var out segment.Homes
	distinct, known := roaring.New(), int64(0)
	err := f.each(ctx, func(shard int, p *bits.Plane) {
		var has, crowded bits.Plane
		h.each(shard, p, func(spelling uint64, low uint16) {
			home := h.group(spelling)
			has.Set(low)
			if h.quarters(home) {
				crowded.Set(low)
			} else {
				distinct.Add(uint32(home)) //nolint:gosec // number of a text
			}
		})
		known += int64(has.Count())
		out.Quarters += int64(crowded.Count())
	})
	out.Households, out.Unknown = int64(distinct.GetCardinality()), f.count-known //nolint:gosec // a count
	return out, err
}

// tellHomes counts the distinct households of the people of each of n buckets;
// visit says who of a shard is in which.
func (c *compiler) tellHomes(ctx context.Context, f found, n int, visit func(shard int, p *bits.Plane, in func(bucket int, low uint16))) ([]int64, error) {
	h, err := c.settled(ctx)
	if err != nil {
		return nil, err
	}
	sets := make([]*roaring.Bitmap, n)
	home := make([]uint32, bits.ShardSize) // of each profile of a shard, plus one
	err = f.each(ctx, func(shard int, p *bits.Plane) {
		clear(home)
		h.each(shard, p, func(spelling uint64, low uint16) {
			if id := h.group(spelling); !h.quarters(id) {
				home[low] = uint32(id) + 1 //nolint:gosec // number of a text
			}
		})
		visit(shard, p, func(bucket int, low uint16) {
			if home[low] == 0 {
				return
			}
			if sets[bucket] == nil {
				sets[bucket] = roaring.New()
			}
			sets[bucket].Add(home[low])
		})
	})
	out := make([]int64, n)
	for i, s := range sets {
		if s != nil {
			out[i] = int64(s.GetCardinality()) //nolint:gosec // a count
		}
	}
	return out, err
}

// homesOf counts households in the buckets of a chart by value.
func (c *compiler) homesOf(ctx context.Context, f found, v *counted, top []uint64, into []segments.Bucket) error {
	n, err := c.tellHomes(ctx, f, len(top), func(shard int, p *bits.Plane, in func(int, uint16)) {
		for i, plane := range v.planes(shard, p, top) {
			plane.Each(func(low uint16) bool { in(i, low); return true })
		}
	})
	for i := range into {
		if err == nil {
			into[i].Households = n[i]
		}
	}
	return err
}

// homesOfCells counts households in the cells of a cross-tab.
func (c *compiler) homesOfCells(ctx context.Context, f found, rows, cols *counted, topRows, topCols []uint64) ([][]int64, error) {
	n, err := c.tellHomes(ctx, f, len(topRows)*len(topCols), func(shard int, p *bits.Plane, in func(int, uint16)) {
		planes := cols.planes(shard, p, topCols)
		for i, row := range rows.planes(shard, p, topRows) {
			for j, col := range planes {
				both := *row
				both.And(col)
				both.Each(func(low uint16) bool { in(i*len(topCols)+j, low); return true })
			}
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([][]int64, len(topRows))
	for i := range out {
		out[i] = n[i*len(topCols) : (i+1)*len(topCols)]
	}
	return out, nil
}

// homesOfBars counts households in the bars of a histogram, in the order of at.
func (c *compiler) homesOfBars(ctx context.Context, f found, at []int64, visit func(shard int, p *bits.Plane, in func(bar int64, low uint16)), into []segments.Bucket) error {
	place := make(map[int64]int, len(at))
	for i, x := range at {
		place[x] = i
	}
	n, err := c.tellHomes(ctx, f, len(at), func(shard int, p *bits.Plane, in func(int, uint16)) {
		visit(shard, p, func(bar int64, low uint16) { in(place[bar], low) })
	})
	for i := range into {
		if err == nil {
			into[i].Households = n[i]
		}
	}
	return err
}
