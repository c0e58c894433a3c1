package index

import (
	"slices"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// MaxRows is the number of distinct values in an account up to which a category
// has a row for each; beyond it columns are smaller.
const MaxRows = 4096

// values is one layer of a dim's values: those that count, or the extra ones.
type values struct {
	rows []*bits.Row // by number of the text; nil once columns is set
	ids  *forward[uint32]
	nums *forward[uint64]
}

// dim is one category of one scope (and kind).
type dim struct {
	gen   uint32
	key   dimKey
	known *bits.Row
	main  values
	extra values
	other *bits.Row // profiles with an extra value
}

// owned gives a dim that the generation may change.
func (d *dim) owned(gen uint32) *dim {
	if d.gen == gen {
		return d
	}
	return &dim{gen: gen, key: d.key, known: d.known, main: d.main.cloned(), extra: d.extra.cloned(), other: d.other}
}

func (v values) cloned() values {
	out := values{rows: slices.Clone(v.rows)}
	if v.ids != nil {
		ids := *v.ids
		out.ids = &ids
	}
	if v.nums != nil {
		nums := *v.nums
		out.nums = &nums
	}
	return out
}

// put sets or clears one facet of a profile; the dim must be owned.
func (d *dim) put(ordinal uint32, f Facet, in, columns bool) {
	switch f.Head.role() {
	case Known:
		d.known = d.known.Put(d.gen, ordinal, in)
	case ExtraKnown:
		d.other = d.other.Put(d.gen, ordinal, in)
	case Text:
		d.main.putText(d.gen, ordinal, uint32(f.Value), in, columns) //nolint:gosec // number of a text
	case ExtraText:
		d.extra.putText(d.gen, ordinal, uint32(f.Value), in, columns) //nolint:gosec // number of a text
	case Number:
		d.main.putNumber(d.gen, ordinal, f.Value, in)
	case ExtraNumber:
		d.extra.putNumber(d.gen, ordinal, f.Value, in)
	}
}

func (v *values) putText(gen, ordinal, id uint32, in, columns bool) {
	if columns {
		v.toColumns(gen)
		if in {
			v.ids.set(gen, ordinal, id+1)
		} else {
			v.ids.clear(gen, ordinal, id+1)
		}
		return
	}
	for len(v.rows) <= int(id) {
		v.rows = append(v.rows, nil)
	}
	v.rows[id] = v.rows[id].Put(gen, ordinal, in)
}

func (v *values) putNumber(gen, ordinal uint32, code uint64, in bool) {
	if v.nums == nil {
		v.nums = &forward[uint64]{}
	}
	if in {
		v.nums.set(gen, ordinal, code)
	} else {
		v.nums.clear(gen, ordinal, code)
	}
}

// toColumns turns the rows into a column.
func (v *values) toColumns(gen uint32) {
	if v.ids != nil {
		return
	}
	v.ids = &forward[uint32]{}
	for id, row := range v.rows {
		for shard := range row.Shards() {
			var p bits.Plane
			row.OrInto(shard, &p)
			p.Each(func(low uint16) bool {
				v.ids.set(gen, uint32(shard)<<bits.ShardBits|uint32(low), uint32(id)+1) //nolint:gosec // 32 bits each
				return true
			})
		}
	}
	v.rows = nil
}

// selectTexts puts the profiles with one of the texts into p. Ids are sorted.
func (v *values) selectTexts(shard int, p *bits.Plane, ids []uint32) {
	if v.ids == nil {
		for _, id := range ids {
			if int(id) < len(v.rows) {
				v.rows[id].OrInto(shard, p)
			}
		}
		return
	}
	v.ids.selectInto(shard, p, oneOf(ids))
}

// oneOf tests for membership in a sorted list of numbers.
func oneOf(ids []uint32) func(uint32) bool {
	switch n := len(ids); {
	case n == 0:
		return func(uint32) bool { return false }
	case n == 1:
		want := ids[0] + 1
		return func(v uint32) bool { return v == want }
	case n <= 8:
		return func(v uint32) bool { return slices.Contains(ids, v-1) }
	default:
		set := make([]uint64, ids[n-1]/64+1)
		for _, id := range ids {
			set[id/64] |= 1 << (id % 64)
		}
		return func(v uint32) bool { v--; return int(v/64) < len(set) && set[v/64]&(1<<(v%64)) != 0 }
	}
}

func (v *values) selectNumbers(shard int, p *bits.Plane, pass func(uint64) bool) {
	if v.nums != nil {
		v.nums.selectInto(shard, p, pass)
	}
}

func (v *values) selectRange(shard int, p *bits.Plane, lo, hi uint64) {
	if v.nums == nil {
		return
	}
	bits.SelectRange(v.nums.first, shard, p, lo, hi)
	v.nums.more.Each(shard, func(low uint16, list *[]uint64) {
		if slices.ContainsFunc(*list, func(code uint64) bool { return code >= lo && code <= hi }) {
			p.Set(low)
		}
	})
}

func (v *values) bytes() int {
	n := 8 * cap(v.rows)
	for _, r := range v.rows {
		n += r.Bytes()
	}
	if v.ids != nil {
		n += v.ids.bytes(4)
	}
	if v.nums != nil {
		n += v.nums.bytes(8)
	}
	return n
}
