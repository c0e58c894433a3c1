package index

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// Writer changes the index of one account. It is for one goroutine.
type Writer struct {
	acct    *Account
	gen     uint32
	columns map[category.Number]bool // categories with too many values for rows
	slots   map[uuid.UUID]int
	pending map[SeriesKey]map[cellKey][]entry
	dirty   bool
}

type cellKey struct{ day, shard int32 }

// NewWriter starts an empty account.
func NewWriter() *Writer {
	return writerOf(&Account{gen: 1, texts: newTexts(), series: map[SeriesKey]*Series{}, scopes: []*scope{{gen: 1}}})
}

// writerOf goes on from an account that nobody else writes.
func writerOf(a *Account) *Writer {
	w := &Writer{
		acct: a, gen: a.gen, columns: map[category.Number]bool{}, slots: map[uuid.UUID]int{},
		pending: map[SeriesKey]map[cellKey][]entry{},
	}
	for i, source := range a.sources {
		w.slots[source] = i + 1
	}
	for cat, d := range a.texts.values {
		w.columns[cat] = d.Texts().Len() > MaxRows
	}
	return w
}

// Scope is the scope of a source, made when there is none.
func (w *Writer) Scope(source uuid.UUID) int {
	if s, ok := w.slots[source]; ok {
		return s
	}
	a := w.own()
	a.sources = append(slices.Clone(a.sources), source)
	a.scopes = append(a.scopes, &scope{gen: w.gen})
	w.slots[source] = len(a.sources)
	return len(a.sources)
}

// own gives the account as this generation may change it.
func (w *Writer) own() *Account {
	w.dirty = true
	if w.acct.gen != w.gen {
		next := *w.acct
		next.gen, next.scopes, next.series = w.gen, slices.Clone(w.acct.scopes), maps.Clone(w.acct.series)
		w.acct = &next
	}
	return w.acct
}

// dim gives a dim that this generation may change.
func (w *Writer) dim(scopeAt int, k dimKey) *dim {
	a := w.own()
	s := a.scopes[scopeAt]
	if s.gen != w.gen {
		s = &scope{gen: w.gen, dims: slices.Clone(s.dims)}
		a.scopes[scopeAt] = s
	}
	i, ok := s.search(k)
	if !ok {
		s.dims = slices.Insert(s.dims, i, &dim{gen: w.gen, key: k})
	}
	s.dims[i] = s.dims[i].owned(w.gen)
	return s.dims[i]
}

// Text is the number of a value of a category, given one when it is new.
func (w *Writer) Text(cat category.Number, value string) uint32 {
	d := w.acct.texts.made(cat)
	id := d.Intern(value)
	if id >= MaxRows && !w.columns[cat] {
		w.toColumns(cat)
	}
	return id
}

// toColumns turns the rows of a category into columns, in every scope.
func (w *Writer) toColumns(cat category.Number) {
	w.columns[cat] = true
	for i, s := range w.acct.scopes {
		for _, d := range s.dims {
			if d.key.category() == cat && (d.main.rows != nil || d.extra.rows != nil) {
				d = w.dim(i, d.key)
				d.main.columnsFromRows(w.gen)
				d.extra.columnsFromRows(w.gen)
			}
		}
	}
}

func (v *values) columnsFromRows(gen uint32) {
	if v.rows != nil {
		v.toColumns(gen)
	}
}

// Apply changes what a profile has from before to after; both are sorted.
func (w *Writer) Apply(ordinal uint32, before, after []Facet) {
	if a := w.acct; ordinal >= a.size && len(after) > 0 {
		w.own().size = ordinal + 1
	}
	Diff(before, after,
		func(f Facet) { w.put(ordinal, f, false) },
		func(f Facet) { w.put(ordinal, f, true) })
}

func (w *Writer) put(ordinal uint32, f Facet, in bool) {
	cat := f.Head.category()
	w.dim(f.Head.scope(), f.Head.dim()).put(ordinal, f, in, w.columns[cat])
	if r := f.Head.role(); r == Text || r == ExtraText {
		use := 1
		if !in {
			use = -1
		}
		w.acct.texts.of(cat).Use(uint32(f.Value), use) //nolint:gosec // number of a text
	}
}

// Done is one activity as the index counts it.
type Done struct {
	Source uuid.UUID
	Type   string  // folded name
	Tuple  string  // of dimensions, from EncodeTuple; "" without
	Day    int32   // in the account's zone
	Sums   []int64 // of the declared numbers, in millionths
}

// Count adds an activity of a profile, or takes it away again.
func (w *Writer) Count(ordinal uint32, d Done, by int32) {
	w.dirty = true
	if ordinal >= w.acct.size {
		w.own().size = ordinal + 1
	}
	t := w.acct.texts.types.Intern(d.Type)
	w.acct.texts.types.Use(t, int(by))
	tuples := w.acct.texts.madeTuples(t)
	if tuples.Texts().Len() == 0 {
		tuples.Intern("") // number 0: no dimensions
	}
	tuple := tuples.Intern(d.Tuple)
	tuples.Use(tuple, int(by))
	sums := d.Sums
	if by < 0 {
		sums = make([]int64, len(d.Sums))
		for i, x := range d.Sums {
			sums[i] = -x
		}
	}
	key := SeriesKey{uint32(w.Scope(d.Source)), t} //nolint:gosec // scopes are counted from 0
	cells := w.pending[key]
	if cells == nil {
		cells = map[cellKey][]entry{}
		w.pending[key] = cells
	}
	at := cellKey{d.Day, int32(ordinal >> bits.ShardBits)}                 //nolint:gosec // the high half
	cells[at] = append(cells[at], entry{uint16(ordinal), tuple, by, sums}) //nolint:gosec // the low half
}

// Dirty tells whether anything changed since the last Freeze.
func (w *Writer) Dirty() bool { return w.dirty }

// Freeze gives the account as it is now, for readers, and goes on apart.
func (w *Writer) Freeze() *Account {
	if len(w.pending) > 0 {
		a := w.own()
		for key, cells := range w.pending {
			a.series[key] = a.series[key].merge(cells)
		}
		clear(w.pending)
	}
	w.gen++
	w.dirty = false
	return w.acct
}

// merge gives the series with the changes of some cells.
func (s *Series) merge(changes map[cellKey][]entry) *Series {
	out := &Series{}
	if s != nil {
		out.width, out.cells = s.width, slices.Clone(s.cells)
	}
	for _, list := range changes {
		for _, e := range list {
			if len(e.sums) > out.width {
				out.widen(len(e.sums))
			}
		}
	}
	for at, list := range changes {
		i, ok := out.find(at.day, at.shard)
		var old *cell
		if ok {
			old = out.cells[i]
		}
		merged := old.merge(at.day, at.shard, out.width, list)
		switch {
		case merged == nil && ok:
			out.cells = slices.Delete(out.cells, i, i+1)
		case merged == nil:
		case ok:
			out.cells[i] = merged
		default:
			out.cells = slices.Insert(out.cells, i, merged)
		}
	}
	return out
}

// widen makes room for numbers that were declared later.
func (s *Series) widen(width int) {
	for n, c := range s.cells {
		wide := *c
		wide.sums = make([]int64, width*len(c.lows))
		for i := range c.lows {
			copy(wide.sums[i*width:], c.sums[i*s.width:(i+1)*s.width])
		}
		s.cells[n] = &wide
	}
	s.width = width
}
