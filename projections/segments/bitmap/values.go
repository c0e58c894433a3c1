package bitmap

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// counted counts people per value of a category. Values that differ in
// spelling only are one group; a group is the number of its first spelling, or
// the code of a number.
type counted struct {
	cat       category.Category
	src       source
	texts     bits.Texts
	ages      func(code uint64) (int, bool)
	counts    counts // people per group
	spellings counts // people per spelling
	several   map[uint64][]uint32
	known     int64
}

func (c *compiler) valuesOf(cat category.Category) *counted {
	v := &counted{
		cat: cat, src: compose(c.acct, c.sight, cat, false),
		several: map[uint64][]uint32{},
	}
	if cat.Number == numberAge {
		v.ages = c.ages()
	}
	if d := c.acct.Dictionary(cat.Number); d != nil && textual(cat) {
		v.texts = d.Texts()
		for id := range uint32(v.texts.Len()) { //nolint:gosec // ids have 32 bits
			if g := v.texts.Group(id); g != id {
				v.several[uint64(g)] = append(v.several[uint64(g)], id)
			}
		}
	}
	v.counts, v.spellings = newCounts(v.texts.Len()), newCounts(v.texts.Len())
	return v
}

// each calls do with the profiles of a shard that have a value, value by value
// or profile by profile, each (profile, spelling) at least once.
func (v *counted) each(shard int, p *bits.Plane, do func(spelling uint64, low uint16)) {
	for _, part := range v.src(shard) {
		in := p
		if part.mask != nil {
			cut := *p
			cut.And(part.mask)
			in = &cut
		}
		if !part.dim.Rows() {
			part.dim.EachText(shard, in, func(low uint16, id uint32) { do(uint64(id), low) })
			part.dim.EachNumber(shard, in, func(low uint16, code uint64) {
				if code, ok := v.value(code); ok {
					do(code, low)
				}
			})
			continue
		}
		for id := range part.dim.RowCount() {
			if part.dim.Row(uint32(id)).LenIn(shard) == 0 { //nolint:gosec // rows are few
				continue
			}
			var row bits.Plane
			part.dim.Row(uint32(id)).OrInto(shard, &row) //nolint:gosec // rows are few
			row.And(in)
			row.Each(func(low uint16) bool { do(uint64(id), low); return true }) //nolint:gosec // rows are few
		}
	}
}

// value is what a code shows as: an age for a day of birth.
func (v *counted) value(code uint64) (uint64, bool) {
	if v.ages == nil {
		return code, true
	}
	years, ok := v.ages(code)
	return index.NumberCode(float64(years)), ok
}

// plain tells whether a shard's rows can be counted as they are: one part, and
// no value in two spellings.
func (v *counted) plain(parts []part) bool {
	return len(parts) == 1 && parts[0].mask == nil && parts[0].dim.Rows() && len(v.several) == 0
}

// count fills counts, spellings and known.
func (v *counted) count(ctx context.Context, f found) error {
	return f.each(ctx, func(shard int, p *bits.Plane) {
		parts := v.src(shard)
		if v.plain(parts) {
			v.countRows(parts[0].dim, shard, p)
			return
		}
		if len(parts) == 1 && parts[0].mask == nil && v.cat.Single() {
			v.countOnce(shard, p)
			return
		}
		pairs, has := newPairs(), bits.Plane{}
		v.each(shard, p, func(spelling uint64, low uint16) {
			pairs.add(low, int64(spelling)) //nolint:gosec // bits, compared only for being equal
			has.Set(low)
		})
		groups := newPairs()
		pairs.each(func(low uint16, at int64) {
			spelling := uint64(at) //nolint:gosec // the same bits
			v.spellings.add(spelling, 1)
			groups.add(low, int64(v.group(spelling))) //nolint:gosec // bits
		})
		groups.each(func(_ uint16, at int64) { v.counts.add(uint64(at), 1) }) //nolint:gosec // the same bits
		v.known += int64(has.Count())
	})
}

// countOnce counts people who have one value each.
func (v *counted) countOnce(shard int, p *bits.Plane) {
	v.each(shard, p, func(spelling uint64, _ uint16) {
		v.spellings.add(spelling, 1)
		v.counts.add(v.group(spelling), 1)
		v.known++
	})
}

func (v *counted) countRows(d index.Dim, shard int, p *bits.Plane) {
	for id := range d.RowCount() {
		if n := d.Row(uint32(id)).AndCount(shard, p); n > 0 { //nolint:gosec // rows are few
			v.counts.add(uint64(id), int64(n))    //nolint:gosec // rows are few
			v.spellings.add(uint64(id), int64(n)) //nolint:gosec // rows are few
		}
	}
	var known bits.Plane
	d.OrKnown(shard, &known, false)
	v.known += int64(known.AndCount(p))
}

func (v *counted) group(spelling uint64) uint64 {
	if textual(v.cat) {
		return uint64(v.texts.Group(uint32(spelling))) //nolint:gosec // number of a text
	}
	return spelling
}

// label is a group's most frequent spelling, of equals the first in the order
// of bytes.
func (v *counted) label(group uint64) string {
	switch v.cat.Type {
	case category.NumberT:
		return segment.NumberText(index.CodeNumber(group))
	case category.Date:
		return segment.DateText(index.CodeDate(group))
	}
	best, most := "", int64(0)
	for _, id := range append([]uint32{uint32(group)}, v.several[group]...) { //nolint:gosec // number of a text
		n := v.spellings.get(uint64(id))
		text := v.texts.Text(id)
		if n > most || (n == most && n > 0 && text < best) {
			best, most = text, n
		}
	}
	return best
}

// top lists the most frequent groups, equals by label.
func (v *counted) top(n int) []uint64 {
	all := v.counts.keys()
	slices.SortFunc(all, func(a, b uint64) int { return cmp.Compare(v.counts.get(b), v.counts.get(a)) })
	cut := min(n, len(all))
	for cut < len(all) && cut > 0 && v.counts.get(all[cut]) == v.counts.get(all[cut-1]) {
		cut++ // all that equal the last one, so that labels can decide
	}
	labels := make(map[uint64]string, cut)
	for _, g := range all[:cut] {
		labels[g] = v.label(g)
	}
	slices.SortFunc(all[:cut], func(a, b uint64) int {
		return cmp.Or(cmp.Compare(v.counts.get(b), v.counts.get(a)), v.compareLabels(labels[a], labels[b]))
	})
	return all[:min(n, len(all))]
}

// compareLabels orders numbers by size and everything else as text.
func (v *counted) compareLabels(a, b string) int {
	if v.cat.Type == category.NumberT {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		if errX == nil && errY == nil {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(a, b)
}

// holders counts the people who have at least one of the groups.
func (v *counted) holders(ctx context.Context, f found, groups []uint64) (int64, error) {
	if v.cat.Single() && segment.ComposedBy(v.cat) != segment.Union || len(groups) == v.counts.used {
		n := int64(0)
		if len(groups) == v.counts.used {
			return v.known, nil
		}
		for _, g := range groups {
			n += v.counts.get(g)
		}
		return n, nil
	}
	n := int64(0)
	err := f.each(ctx, func(shard int, p *bits.Plane) {
		var has bits.Plane
		for _, plane := range v.planes(shard, p, groups) {
			has.Or(plane)
		}
		n += int64(has.Count())
	})
	return n, err
}

// planes gives the people of a shard who have each of the groups.
func (v *counted) planes(shard int, p *bits.Plane, groups []uint64) []*bits.Plane {
	out, at := make([]*bits.Plane, len(groups)), make(map[uint64]*bits.Plane, len(groups))
	for i, g := range groups {
		out[i] = new(bits.Plane)
		at[g] = out[i]
	}
	v.each(shard, p, func(spelling uint64, low uint16) {
		if plane := at[v.group(spelling)]; plane != nil {
			plane.Set(low)
		}
	})
	return out
}
