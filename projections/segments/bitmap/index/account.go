package index

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// Account is the index of one account. Frozen by its Writer, it is immutable
// and safe for any number of readers; its dictionaries grow, but numbers given
// keep their meaning.
type Account struct {
	gen     uint32
	scopes  []*scope
	sources []uuid.UUID // of the scopes from 1 on
	size    uint32      // one more than the greatest ordinal
	texts   *texts
	series  map[SeriesKey]*Series
}

// scope is what one source, or the account as a whole, says.
type scope struct {
	gen  uint32
	dims []*dim // by key
}

// Shards is the number of shards that ordinals fall into.
func (a *Account) Shards() int { return int((a.size + bits.ShardSize - 1) >> bits.ShardBits) }

// Scope is the scope of a source; false when it never said anything.
func (a *Account) Scope(source uuid.UUID) (int, bool) {
	i := slices.Index(a.sources, source)
	return i + 1, i >= 0
}

// Dictionary numbers the values of a category; nil when it has none.
func (a *Account) Dictionary(cat category.Number) *bits.Dictionary { return a.texts.of(cat) }

// Dim is a category of a scope. The zero Dim is empty.
func (a *Account) Dim(scope int, cat category.Number, kind Kind) Dim {
	if scope >= len(a.scopes) {
		return Dim{}
	}
	return Dim{a.scopes[scope].find(makeDimKey(cat, kind))}
}

func (s *scope) find(k dimKey) *dim {
	i, ok := s.search(k)
	if !ok {
		return nil
	}
	return s.dims[i]
}

func (s *scope) search(k dimKey) (int, bool) {
	return slices.BinarySearchFunc(s.dims, k, func(d *dim, k dimKey) int { return int(d.key) - int(k) })
}

// Dim reads one category of one scope.
type Dim struct{ d *dim }

// OrKnown adds the profiles of a shard that have a value; with extra also those
// of whose values only others count.
func (d Dim) OrKnown(shard int, p *bits.Plane, extra bool) {
	if d.d == nil {
		return
	}
	d.d.known.OrInto(shard, p)
	if extra {
		d.d.other.OrInto(shard, p)
	}
}

// AndNotKnown takes the profiles away that have a value.
func (d Dim) AndNotKnown(shard int, p *bits.Plane) {
	if d.d != nil {
		d.d.known.AndNotInto(shard, p)
	}
}

// OrTexts adds the profiles with one of the texts; with extra also those whose
// value lost. Ids are sorted.
func (d Dim) OrTexts(shard int, p *bits.Plane, ids []uint32, extra bool) {
	if d.d == nil {
		return
	}
	d.d.main.selectTexts(shard, p, ids)
	if extra {
		d.d.extra.selectTexts(shard, p, ids)
	}
}

// OrNumbers adds the profiles with a code that passes.
func (d Dim) OrNumbers(shard int, p *bits.Plane, pass func(code uint64) bool, extra bool) {
	if d.d == nil {
		return
	}
	d.d.main.selectNumbers(shard, p, pass)
	if extra {
		d.d.extra.selectNumbers(shard, p, pass)
	}
}

// OrRange adds the profiles with a code from lo to hi, both included.
func (d Dim) OrRange(shard int, p *bits.Plane, lo, hi uint64, extra bool) {
	if d.d == nil {
		return
	}
	d.d.main.selectRange(shard, p, lo, hi)
	if extra {
		d.d.extra.selectRange(shard, p, lo, hi)
	}
}

// Rows tells whether every text has a row, so that Row can be asked.
func (d Dim) Rows() bool { return d.d != nil && d.d.main.ids == nil && d.d.main.nums == nil }

// Row is the profiles with a text; nil when nobody has it.
func (d Dim) Row(id uint32) *bits.Row {
	if int(id) >= len(d.d.main.rows) {
		return nil
	}
	return d.d.main.rows[id]
}

// RowCount is one more than the greatest number of a text with a row.
func (d Dim) RowCount() int { return len(d.d.main.rows) }

// EachText calls do with the texts of the profiles of a shard that are in p,
// when there are no rows.
func (d Dim) EachText(shard int, p *bits.Plane, do func(low uint16, id uint32)) {
	if d.d != nil && d.d.main.ids != nil {
		d.d.main.ids.each(shard, p, func(low uint16, v uint32) { do(low, v-1) })
	}
}

// EachNumber calls do with the codes of the profiles of a shard that are in p.
func (d Dim) EachNumber(shard int, p *bits.Plane, do func(low uint16, code uint64)) {
	if d.d != nil && d.d.main.nums != nil {
		d.d.main.nums.each(shard, p, do)
	}
}

// Known is the number of profiles with a value.
func (d Dim) Known() int {
	if d.d == nil {
		return 0
	}
	return d.d.known.Len()
}
