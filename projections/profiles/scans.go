package profiles

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// exactScan finds who states a value now.
type exactScan struct {
	cat   category.Number
	value string
	key   TermKey
}

func (r *Reading) exact(cat category.Number, value string) exactScan {
	return exactScan{cat, value, KeyOf(r.account.ID, cat, value)}
}

func (s exactScan) next(r *Reading, after Place) ([]Place, error) {
	return r.snap.Holding(r.ctx, s.key, after, scanned)
}

// first is the oldest record that the index has under the key.
func (s exactScan) first(r *Reading, p *person) (Place, bool) {
	for i, terms := range p.indexed(r.account.Catalogue()) {
		if _, ok := slices.BinarySearch(terms.Keys, s.key); ok {
			return Place{Record: p.rows[i].Number}, true
		}
	}
	return Place{}, false
}

func (s exactScan) shows(r *Reading, p *person) bool {
	for _, f := range p.facts {
		if !f.InForce || !r.viewer.Trust.Sees(f.Source) {
			continue
		}
		if slices.ContainsFunc(f.Facts.Of(s.cat), func(v fold.Value) bool { return strings.EqualFold(v.Value, s.value) }) {
			return true
		}
	}
	return false
}

// valueScan finds who the view shows with a value.
type valueScan struct{ exactScan }

func (s valueScan) shows(r *Reading, p *person) bool {
	e, _ := r.viewer.View(p.facts).Of(s.cat)
	return slices.ContainsFunc(e.Values, func(v fold.Shown) bool { return strings.EqualFold(v.Value, s.value) })
}

// nameScan finds who has names that begin with every one of some words. It
// scans for the longest, which fewest names begin with.
type nameScan struct {
	words []string
	by    string
}

func newNameScan(words []string) nameScan {
	by := slices.MaxFunc(words, func(a, b string) int { return len(a) - len(b) })
	return nameScan{words, by}
}

func (s nameScan) next(r *Reading, after Place) ([]Place, error) {
	return r.snap.Named(r.ctx, r.account.ID, s.by, after, scanned)
}

func (s nameScan) first(r *Reading, p *person) (Place, bool) {
	var all []Place
	for i, terms := range p.indexed(r.account.Catalogue()) {
		for _, w := range terms.Words {
			if strings.HasPrefix(w, s.by) {
				all = append(all, Place{Word: w, Record: p.rows[i].Number})
			}
		}
	}
	return smallest(all)
}

func (s nameScan) shows(r *Reading, p *person) bool {
	var names []string
	for _, f := range p.facts {
		if !f.InForce || !r.viewer.Trust.Sees(f.Source) {
			continue
		}
		for _, v := range f.Facts {
			if isName(v.Category) {
				names = append(names, Words(v.Value)...)
			}
		}
	}
	return !slices.ContainsFunc(s.words, func(w string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, w) })
	})
}

// idScan finds the one profile that an id names.
type idScan struct{ id uuid.UUID }

func (s idScan) next(r *Reading, after Place) ([]Place, error) {
	if after != (Place{}) {
		return nil, nil
	}
	n, ok, err := r.snap.Own(r.ctx, r.account.ID, s.id)
	if err == nil && !ok {
		n, ok, err = r.snap.Record(r.ctx, r.account.ID, s.id)
	}
	if err != nil || !ok {
		return nil, err
	}
	return []Place{{Record: n}}, nil
}

func (s idScan) first(r *Reading, p *person) (Place, bool) {
	for _, row := range p.rows {
		if row.Record.ID == s.id || fold.OwnID(r.account.ID, row.Record.ID) == s.id {
			return Place{Record: row.Number}, true
		}
	}
	return Place{}, false
}

func (s idScan) shows(*Reading, *person) bool { return true }

// everyone lists all profiles, oldest first.
type everyone struct{}

func (everyone) next(r *Reading, after Place) ([]Place, error) {
	heads, err := r.snap.Heads(r.ctx, r.account.ID, after.Record, scanned)
	out := make([]Place, len(heads))
	for i, n := range heads {
		out[i] = Place{Record: n}
	}
	return out, err
}

func (everyone) first(_ *Reading, p *person) (Place, bool) { return Place{Record: p.number}, true }

func (everyone) shows(r *Reading, p *person) bool {
	return slices.ContainsFunc(p.facts, func(f fold.RecordFacts) bool { return f.InForce && r.viewer.Trust.Sees(f.Source) })
}
