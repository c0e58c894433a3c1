package index

import (
	"slices"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// countUses counts how often each text of a decoded account is used.
func (a *Account) countUses(d *bits.Decoder) {
	for _, s := range a.scopes {
		for _, dm := range s.dims {
			dict := a.texts.of(dm.key.category())
			for _, v := range []*values{&dm.main, &dm.extra} {
				if (v.rows != nil || v.ids != nil) && (dict == nil || !v.countUses(dict)) {
					d.Fail("a value without a text")
					return
				}
			}
		}
	}
	for key, s := range a.series {
		tuples := a.texts.tuplesOf(key.Type)
		if tuples == nil || int(key.Type) >= a.texts.types.Texts().Len() || !s.countUses(tuples) {
			d.Fail("an activity without a text")
			return
		}
		for _, c := range s.cells {
			for i := range c.lows {
				a.texts.types.Use(key.Type, int(c.count(i)))
			}
		}
	}
}

func (v *values) countUses(dict *bits.Dictionary) bool {
	n := dict.Texts().Len()
	if len(v.rows) > n {
		return false
	}
	for id, r := range v.rows {
		dict.Use(uint32(id), r.Len()) //nolint:gosec // rows are few
	}
	if v.ids == nil {
		return true
	}
	ok := true
	use := func(id uint32) {
		if ok = ok && id > 0 && int(id) <= n; ok {
			dict.Use(id-1, 1)
		}
	}
	v.ids.first.All(func(_, id uint32) { use(id) })
	v.ids.more.All(func(_ uint32, list *[]uint32) {
		for _, id := range *list {
			use(id)
		}
	})
	return ok
}

func (s *Series) countUses(tuples *bits.Dictionary) bool {
	n := tuples.Texts().Len()
	for _, c := range s.cells {
		if slices.ContainsFunc(c.tuples, func(t uint32) bool { return int(t) >= n }) || n == 0 {
			return false
		}
		for i := range c.lows {
			tuples.Use(c.tuple(i), int(c.count(i)))
		}
	}
	return true
}

// Forget takes the texts that nobody uses any more out of memory.
func (w *Writer) Forget() {
	w.acct.texts.all(func(_ uint8, _ uint32, d *bits.Dictionary) {
		if d.Dead() > 0 {
			d.Compact()
		}
	})
}
