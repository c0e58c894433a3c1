package fold

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Trust is an order of trust: the sources a viewer sees, most trusted first,
// for each category. It is immutable. The zero Trust sees nothing.
type Trust struct {
	all   ranking
	byCat map[category.Number]ranking
}

type ranking struct {
	order []uuid.UUID
	rank  map[uuid.UUID]int
}

func newRanking(order []uuid.UUID) ranking {
	r := ranking{order, make(map[uuid.UUID]int, len(order))}
	for i, id := range order {
		r.rank[id] = i
	}
	return r
}

// NewTrust is a trust with one order for all categories.
func NewTrust(order ...uuid.UUID) *Trust {
	return &Trust{all: newRanking(slices.Clone(order))}
}

func (t *Trust) of(cat category.Number) ranking {
	if r, ok := t.byCat[cat]; ok {
		return r
	}
	return t.all
}

// Sources lists the sources for a category, most trusted first. The slice is
// shared; do not change it.
func (t *Trust) Sources(cat category.Number) []uuid.UUID { return t.of(cat).order }

// Rank is a source's place for a category, 0 being the most trusted; false
// when the source is not visible.
func (t *Trust) Rank(cat category.Number, source uuid.UUID) (int, bool) {
	r, ok := t.of(cat).rank[source]
	return r, ok
}

// Sees tells whether a source is visible at all.
func (t *Trust) Sees(source uuid.UUID) bool { _, ok := t.all.rank[source]; return ok }

// Then appends another order after this one, as a viewer's own sources come
// before those of the accounts that granted to it.
func (t *Trust) Then(next *Trust) *Trust {
	out := &Trust{all: t.all.then(next.all), byCat: map[category.Number]ranking{}}
	for cat := range t.byCat {
		out.byCat[cat] = t.of(cat).then(next.of(cat))
	}
	for cat := range next.byCat {
		out.byCat[cat] = t.of(cat).then(next.of(cat))
	}
	return out
}

func (r ranking) then(next ranking) ranking {
	order := slices.Clone(r.order)
	for _, id := range next.order {
		if _, taken := r.rank[id]; !taken {
			order = append(order, id)
		}
	}
	return newRanking(order)
}

// Only keeps the sources that pass.
func (t *Trust) Only(keep func(source uuid.UUID) bool) *Trust {
	cut := func(r ranking) ranking {
		return newRanking(slices.DeleteFunc(slices.Clone(r.order), func(id uuid.UUID) bool { return !keep(id) }))
	}
	out := &Trust{all: cut(t.all), byCat: make(map[category.Number]ranking, len(t.byCat))}
	for cat, r := range t.byCat {
		out.byCat[cat] = cut(r)
	}
	return out
}

// kindRank is the default place of a kind of source; an unknown kind is last.
func kindRank(k event.SourceKind) int {
	order := [...]event.SourceKind{
		event.SourceManual, event.SourceForm, event.SourceIntegration,
		event.SourceVoter, event.SourceImport, event.SourceDigital,
	}
	if i := slices.Index(order[:], k); i >= 0 {
		return i
	}
	return len(order)
}

// newTrust computes the account's order: its own order first, for a category
// that category's before the general one; what is not named follows by kind,
// newer first.
func (a *Account) newTrust() *Trust {
	byDefault := slices.Clone(a.ordered)
	slices.SortFunc(byDefault, func(x, y uuid.UUID) int {
		s, t := a.sources[x], a.sources[y]
		return cmp.Or(cmp.Compare(kindRank(s.Kind), kindRank(t.Kind)), cmp.Compare(t.Registered, s.Registered))
	})
	own := newRanking(a.known(a.ranking)).then(newRanking(byDefault))
	t := &Trust{all: own, byCat: make(map[category.Number]ranking, len(a.rankingBy))}
	for cat, order := range a.rankingBy {
		t.byCat[cat] = newRanking(a.known(order)).then(own)
	}
	return t
}

// known keeps the account's own sources of a list, each once.
func (a *Account) known(order []uuid.UUID) []uuid.UUID {
	var out []uuid.UUID
	for _, id := range order {
		if a.sources[id] != nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
