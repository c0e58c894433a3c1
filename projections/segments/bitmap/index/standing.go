package index

import (
	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Standing gives facets with those of the categories from..to replaced by what
// stands in the index of them, in the scopes that the facets are of. The facets
// are sorted, and stay as they are.
func (w *Writer) Standing(ordinal uint32, facets []Facet, from, to category.Number) []Facet {
	out := make([]Facet, 0, len(facets)+8)
	last := -1
	for _, f := range facets {
		if s := f.Head.scope(); s != last {
			last = s
			out = w.standing(out, ordinal, s, from, to)
		}
		if c := f.Head.category(); c < from || c > to {
			out = append(out, f)
		}
	}
	return SortFacets(out)
}

func (w *Writer) standing(out []Facet, ordinal uint32, scopeAt int, from, to category.Number) []Facet {
	s := w.acct.scopes[scopeAt]
	for i, _ := s.search(makeDimKey(from, Plain)); i < len(s.dims) && s.dims[i].key.category() <= to; i++ {
		d := s.dims[i]
		head := func(r Role) Head { return MakeHead(scopeAt, d.key.category(), Kind(d.key), r) } //nolint:gosec // the low byte
		if d.known.Has(ordinal) {
			out = append(out, Facet{Head: head(Known)})
		}
		if d.other.Has(ordinal) {
			out = append(out, Facet{Head: head(ExtraKnown)})
		}
		out = d.main.standing(out, ordinal, head(Text))
		out = d.extra.standing(out, ordinal, head(ExtraText))
	}
	return out
}

// standing lists the texts of a profile; categories with numbers have none.
func (v *values) standing(out []Facet, ordinal uint32, head Head) []Facet {
	for id, row := range v.rows {
		if row.Has(ordinal) {
			out = append(out, Facet{head, uint64(id)}) //nolint:gosec // a place
		}
	}
	if v.ids == nil {
		return out
	}
	if id := v.ids.first.Get(ordinal); id != 0 {
		out = append(out, Facet{head, uint64(id - 1)})
	}
	if list := v.ids.more.Get(ordinal); list != nil {
		for _, id := range *list {
			out = append(out, Facet{head, uint64(id - 1)})
		}
	}
	return out
}
