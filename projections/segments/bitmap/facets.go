package bitmap

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// facetMaker turns what fold says of a profile into facets of the index.
type facetMaker struct {
	*account
	state     *fold.Account
	catalogue *category.Catalogue
	out       []index.Facet
}

// facets lists everything that a profile has in the index, sorted.
func (a *account) facets(state *fold.Account, records []fold.RecordFacts) []index.Facet {
	m := facetMaker{account: a, state: state, catalogue: state.Catalogue()}
	viewer := fold.Viewer{Account: a.id, Trust: state.Trust(), Catalogue: m.catalogue, Zone: state.Zone}
	for _, f := range viewer.Facets(records) {
		m.facet(f)
	}
	for i := range records {
		if r := &records[i]; r.InForce && viewer.Trust.Sees(r.Source) {
			m.exists(r.Source)
		}
	}
	m.out = index.SortFacets(m.out)
	m.extras(records)
	return m.out
}

func (m *facetMaker) add(scope int, cat category.Number, kind index.Kind, role index.Role, value uint64) {
	m.out = append(m.out,
		index.Facet{Head: index.MakeHead(scope, cat, kind, role), Value: value},
		index.Facet{Head: index.MakeHead(scope, cat, kind, index.Known)})
}

func (m *facetMaker) exists(source uuid.UUID) {
	for _, scope := range []int{index.Whole, m.writer.Scope(source)} {
		m.out = append(m.out, index.Facet{Head: index.MakeHead(scope, index.Existence, index.Plain, index.Known)})
	}
}

func (m *facetMaker) scope(source uuid.UUID) int {
	if source == uuid.Nil {
		return index.Whole
	}
	return m.writer.Scope(source)
}

func (m *facetMaker) facet(f fold.Facet) {
	c, ok := m.catalogue.Numbered(f.Category)
	if !ok {
		return
	}
	kind := index.Plain
	switch f.Kind {
	case "home":
		kind = index.Home
	case "mail":
		kind = index.Mail
	}
	scope := m.scope(f.Source)
	if role, value, ok := m.value(c, f.Value, index.Text, index.Number); ok {
		m.add(scope, f.Category, kind, role, value)
	}
	if scope != index.Whole {
		m.birth(scope, f)
	}
}

// birth keeps the days of birth that a source's birth_date and birth_year mean
// as ages, for viewers who see parts.
func (m *facetMaker) birth(scope int, f fold.Facet) {
	kind := index.BirthDate
	switch f.Category {
	case numberBirthDate:
	case numberBirthYear:
		kind = index.BirthYear
	default:
		return
	}
	if day, ok := fold.BirthDay(f.Category, f.Value, 0); ok {
		m.add(scope, numberAge, kind, index.Number, index.DateCode(int32(day), segment.ByDay))
	}
}

// value is a value of a category as the index has it; false for what has no
// place in it.
func (m *facetMaker) value(c category.Category, value string, text, number index.Role) (index.Role, uint64, bool) {
	switch {
	case c.Type == category.Date || c.Number == numberAge:
		day, p, ok := segment.ParseDate(value)
		return number, index.DateCode(day, p), ok
	case c.Type == category.NumberT:
		x, ok := segment.ParseNumber(value)
		return number, index.NumberCode(x), ok
	case c.Type == category.Geo:
		p, ok := segment.ParsePoint(value)
		return number, index.PointCode(p), ok
	}
	return text, uint64(m.writer.Text(c.Number, value)), true
}

// extras adds the current values of each record that its source's facets do
// not show, for "match any".
func (m *facetMaker) extras(records []fold.RecordFacts) {
	shown := m.out
	for i := range records {
		r := &records[i]
		if !r.InForce || !m.state.Trust().Sees(r.Source) {
			continue
		}
		scope := m.writer.Scope(r.Source)
		for n := range r.Facts {
			m.extra(shown, scope, r.Facts[n].Category, r.Facts[n].Value, r.Facts[n].Statement)
			for _, p := range r.Facts[n].Parts {
				m.extra(shown, scope, p.Category, p.Value, r.Facts[n].Statement)
			}
		}
	}
	if len(m.out) > len(shown) {
		m.out = index.SortFacets(m.out)
	}
}

func (m *facetMaker) extra(shown []index.Facet, scope int, cat category.Number, value string, s fold.Statement) {
	c, ok := m.catalogue.Numbered(cat)
	if !ok || c.FreeText {
		return
	}
	if cat == numberAge || cat == numberBirthDate || cat == numberBirthYear {
		m.extraAge(shown, scope, cat, value, s)
		if cat == numberAge {
			return
		}
	}
	role, code, ok := m.value(c, value, index.Text, index.Number)
	if !ok {
		return
	}
	for _, kind := range []index.Kind{index.Plain, index.Home, index.Mail} {
		if has(shown, index.Facet{Head: index.MakeHead(scope, cat, kind, role), Value: code}) {
			return
		}
	}
	m.addExtra(scope, cat, role+2, code)
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
