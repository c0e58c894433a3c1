package bitmap

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// mayLose tells whether some current value of a record may not be among the
// facets of its source: another record or value won, or it is of an address
// that gives no parts. Of most profiles everything is shown.
func mayLose(records []fold.RecordFacts, catalogue *category.Catalogue) bool {
	var seen []uuid.UUID
	for i := range records {
		r := &records[i]
		if slices.Contains(seen, r.Source) {
			return true
		}
		seen = append(seen, r.Source)
		for n := range r.Facts {
			f := &r.Facts[n]
			if f.Category == fold.AddressCategory && f.Value != "home" && f.Value != "mail" {
				return true
			}
			if n > 0 && r.Facts[n-1].Category == f.Category {
				if c, ok := catalogue.Numbered(f.Category); ok && c.Single() {
					return true
				}
			}
		}
	}
	return false
}

// extras adds the current values of each record that its source's facets do
// not show, for "match any".
func (m *facetMaker) extras(records []fold.RecordFacts) {
	shown := slices.Clone(m.out)
	for i := range records {
		r := &records[i]
		if !r.InForce || !m.state.Trust().Sees(r.Source) {
			continue
		}
		scope := m.scopeOf(r.Source)
		for n := range r.Facts {
			m.extra(shown, scope, r.Facts[n].Category, r.Facts[n].Value, r.Facts[n].Statement)
			for _, p := range r.Facts[n].Parts {
				m.extra(shown, scope, p.Category, p.Value, r.Facts[n].Statement)
			}
		}
	}
	m.out = index.SortFacets(m.out)
}

func (m *facetMaker) extra(shown []index.Facet, scope int, cat category.Number, value string, s fold.Statement) {
	if cat == numberAge || cat == numberBirthDate || cat == numberBirthYear {
		m.extraAge(shown, scope, cat, value, s)
	}
	t, ok := m.types[cat]
	if !ok || cat == numberAge {
		return
	}
	role, code, ok := m.value(cat, t, value)
	if !ok {
		return
	}
	for _, kind := range []index.Kind{index.Plain, index.Home, index.Mail} {
		if has(shown, index.Facet{Head: index.MakeHead(scope, cat, kind, role), Value: code}) {
			return
		}
	}
	lost := index.ExtraText
	if role == index.Number {
		lost = index.ExtraNumber
	}
	m.addExtra(scope, cat, lost, code)
}

// extraAge adds an age by a statement that lost.
func (m *facetMaker) extraAge(shown []index.Facet, scope int, cat category.Number, value string, s fold.Statement) {
	day, ok := fold.BirthDay(cat, value, fold.DayOf(s.OccurredAt, m.state.Zone))
	if !ok {
		return
	}
	code := index.DateCode(int32(day), segment.ByDay)
	for _, kind := range []index.Kind{index.Plain, index.BirthDate, index.BirthYear} {
		if has(shown, index.Facet{Head: index.MakeHead(scope, numberAge, kind, index.Number), Value: code}) {
			return
		}
	}
	m.addExtra(scope, numberAge, index.ExtraNumber, code)
}

func (m *facetMaker) addExtra(scope int, cat category.Number, role index.Role, value uint64) {
	m.out = append(m.out,
		index.Facet{Head: index.MakeHead(scope, cat, index.Plain, role), Value: value},
		index.Facet{Head: index.MakeHead(scope, cat, index.Plain, index.ExtraKnown)})
}

func has(sorted []index.Facet, f index.Facet) bool {
	_, ok := slices.BinarySearchFunc(sorted, f, index.CompareFacets)
	return ok
}
