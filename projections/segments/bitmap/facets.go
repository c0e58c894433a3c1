package bitmap

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// facetMaker turns what fold says of a profile into facets of the index. An
// account has one; it keeps its scratch space.
type facetMaker struct {
	*account
	state  *fold.Account
	types  map[category.Number]category.Type // of the catalogue
	of     *category.Catalogue               // that types is of
	stated []fold.Facet
	out    []index.Facet
	named  []namedText // texts of this profile, in the order they came
	next   int         // place in named where the last one was
	source uuid.UUID
	scope  int // of source
}

// namedText is a text that has its number: most values stand twice, in a source
// and in the account.
type namedText struct {
	cat  category.Number
	text string
	id   uint32
}

// facets lists everything that a profile has in the index, sorted; when not
// whole, what activities can change.
func (a *account) facets(state *fold.Account, records []fold.RecordFacts, contact func(fold.Point) fold.Contact, whole bool) []index.Facet {
	m := &a.maker
	m.begin(a, state)
	viewer := fold.Viewer{Account: a.id, Trust: state.Trust(), Catalogue: state.Catalogue(), Zone: state.Zone, Contact: contact}
	m.stated = viewer.AppendFacets(m.stated[:0], records)
	for i := range m.stated {
		m.facet(m.stated[i])
	}
	clear(m.stated) // no texts are kept alive
	for i := range records {
		if r := &records[i]; r.InForce && viewer.Trust.Sees(r.Source) {
			m.exists(index.Whole)
			m.exists(m.scopeOf(r.Source))
		}
	}
	m.out = index.SortFacets(m.out)
	if whole && mayLose(records, state.Catalogue()) {
		m.extras(records)
	}
	return append([]index.Facet(nil), m.out...)
}

func (m *facetMaker) begin(a *account, state *fold.Account) {
	m.account, m.state, m.out, m.named, m.source = a, state, m.out[:0], m.named[:0], uuid.Nil
	if m.of == state.Catalogue() {
		return
	}
	m.of, m.types = state.Catalogue(), map[category.Number]category.Type{}
	for _, c := range m.of.All() {
		if !c.FreeText {
			m.types[c.Number] = c.Type
		}
	}
	m.types[numberAge] = category.Date // a day of birth
}

func (m *facetMaker) add(scope int, cat category.Number, kind index.Kind, role index.Role, value uint64) {
	known := index.MakeHead(scope, cat, kind, index.Known)
	if n := len(m.out); n == 0 || m.out[n-1].Head>>8 != known>>8 {
		m.out = append(m.out, index.Facet{Head: known})
	}
	m.out = append(m.out, index.Facet{Head: index.MakeHead(scope, cat, kind, role), Value: value})
}

func (m *facetMaker) exists(scope int) {
	m.out = append(m.out, index.Facet{Head: index.MakeHead(scope, index.Existence, index.Plain, index.Known)})
}

// scopeOf is the scope of a source, or of the account for none.
func (m *facetMaker) scopeOf(source uuid.UUID) int {
	if source == uuid.Nil {
		return index.Whole
	}
	if m.source != source {
		m.source, m.scope = source, m.writer.Scope(source)
	}
	return m.scope
}

func (m *facetMaker) facet(f fold.Facet) {
	t, ok := m.types[f.Category]
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
	scope := m.scopeOf(f.Source)
	if role, value, ok := m.value(f.Category, t, f.Value); ok {
		m.add(scope, f.Category, kind, role, value)
	}
	if scope != index.Whole && (f.Category == numberBirthDate || f.Category == numberBirthYear) {
		m.birth(scope, f)
	}
}

// birth keeps the days of birth that a source's birth_date and birth_year mean
// as ages, for viewers who see parts.
func (m *facetMaker) birth(scope int, f fold.Facet) {
	kind := index.BirthDate
	if f.Category == numberBirthYear {
		kind = index.BirthYear
	}
	if day, ok := fold.BirthDay(f.Category, f.Value, 0); ok {
		m.add(scope, numberAge, kind, index.Number, index.DateCode(int32(day), segment.ByDay))
	}
}

// value is a value of a category as the index has it; false for what has no
// place in it.
func (m *facetMaker) value(cat category.Number, t category.Type, value string) (index.Role, uint64, bool) {
	switch t {
	case category.Date:
		day, p, ok := segment.ParseDate(value)
		return index.Number, index.DateCode(day, p), ok
	case category.NumberT:
		x, ok := segment.ParseNumber(value)
		return index.Number, index.NumberCode(x), ok
	case category.Geo:
		p, ok := segment.ParsePoint(value)
		return index.Number, index.PointCode(p), ok
	}
	return index.Text, uint64(m.number(cat, value)), true
}

// number is the number of a text. The facets of sources come in the order of
// categories, as those of the account did: so it is found a few places on.
func (m *facetMaker) number(cat category.Number, text string) uint32 {
	const near = 32
	for range min(near, len(m.named)) {
		if m.next++; m.next >= len(m.named) {
			m.next = 0
		}
		if n := &m.named[m.next]; n.cat == cat && n.text == text {
			return n.id
		}
	}
	id := m.writer.Text(cat, text)
	m.named = append(m.named, namedText{cat, text, id})
	return id
}
