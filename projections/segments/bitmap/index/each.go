package index

import (
	"fmt"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// Each calls do with everything that the index says, in words: of which
// ordinal, in which place, and what. Two accounts say the same when they yield
// the same set, whatever numbers their values have.
func (a *Account) Each(do func(ordinal uint32, where, what string)) {
	for n, s := range a.scopes {
		name := "account"
		if n > 0 {
			name = a.sources[n-1].String()
		}
		for _, d := range s.dims {
			where := fmt.Sprintf("%s %d %d", name, d.key.category(), d.key&0xff)
			each(d.known, func(o uint32) { do(o, where, "known") })
			each(d.other, func(o uint32) { do(o, where, "other known") })
			a.eachValue(d, &d.main, func(o uint32, v string) { do(o, where, v) })
			a.eachValue(d, &d.extra, func(o uint32, v string) { do(o, where, "other "+v) })
		}
	}
	for k, s := range a.series {
		name := a.texts.types.Texts().Text(k.Type)
		tuples := a.texts.tuplesOf(k.Type).Texts()
		for _, c := range s.cells {
			for i, low := range c.lows {
				where := fmt.Sprintf("%s %q day %d", a.sources[k.Scope-1], name, c.day)
				what := fmt.Sprintf("%q x%d %d", DecodeTuple(tuples.Text(c.tuple(i))), c.count(i), trimmed(c.sums[i*s.width:(i+1)*s.width]))
				do(uint32(c.shard)<<bits.ShardBits|uint32(low), where, what) //nolint:gosec // 32 bits
			}
		}
	}
}

// trimmed leaves out the zeros at the end: numbers that were declared later.
func trimmed(sums []int64) []int64 {
	for len(sums) > 0 && sums[len(sums)-1] == 0 {
		sums = sums[:len(sums)-1]
	}
	return sums
}

func each(r *bits.Row, do func(ordinal uint32)) {
	for shard := range r.Shards() {
		var p bits.Plane
		r.OrInto(shard, &p)
		p.Each(func(low uint16) bool {
			do(uint32(shard)<<bits.ShardBits | uint32(low)) //nolint:gosec // 32 bits
			return true
		})
	}
}

func (a *Account) eachValue(d *dim, v *values, do func(ordinal uint32, value string)) {
	if v.rows != nil || v.ids != nil {
		texts := a.texts.of(d.key.category()).Texts()
		for id, r := range v.rows {
			each(r, func(o uint32) { do(o, texts.Text(uint32(id))) }) //nolint:gosec // rows are few
		}
		if v.ids != nil {
			v.ids.all(func(o, id uint32) { do(o, texts.Text(id-1)) })
		}
	}
	if v.nums != nil {
		v.nums.all(func(o uint32, code uint64) { do(o, fmt.Sprintf("#%x", code)) })
	}
}

// all calls do with every value.
func (f *forward[T]) all(do func(ordinal uint32, v T)) {
	f.first.All(do)
	f.more.All(func(o uint32, list *[]T) {
		for _, v := range *list {
			do(o, v)
		}
	})
}
