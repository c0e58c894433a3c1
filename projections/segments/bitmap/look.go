package bitmap

import (
	"errors"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// touch remembers what a profile has, before the first change to it: all of
// it, or only what activities can change.
func (b *batch) touch(a *account, profile uint32, whole bool) error {
	at := place{a, profile}
	old, touched := b.before[at]
	if touched && (old.whole || !whole) {
		return nil
	}
	if touched { // only its activities changed so far
		if err := b.difference(at, old); err != nil {
			return err
		}
	} else {
		b.order = append(b.order, at)
	}
	if !whole {
		if f, ok := b.glances.Get(cacheKey(at)); ok {
			b.before[at] = glance{f, false}
			return nil
		}
	}
	f, err := b.look(a, b.lens(a), profile, whole)
	b.before[at] = glance{f, whole}
	return err
}

// difference puts what changed of a profile into the index.
func (b *batch) difference(at place, before glance) error {
	after, err := b.look(at.account, b.lens(at.account), at.ordinal, before.whole)
	if err != nil {
		return err
	}
	if before.whole {
		before.facets = b.reached(at, before.facets)
	}
	at.account.writer.Apply(at.ordinal, before.facets, after)
	if before.whole {
		b.glances.Remove(cacheKey(at)) // it may have changed with the rest
	} else {
		b.glances.Add(cacheKey(at), after)
	}
	return nil
}

// settle puts the differences of all touched profiles into the index.
func (b *batch) settle() error {
	if err := b.restateAll(); err != nil {
		return err
	}
	for _, at := range b.order {
		if err := b.difference(at, b.before[at]); err != nil {
			return err
		}
	}
	clear(b.before)
	b.order = b.order[:0]
	err := b.ripple()
	clear(b.current)
	return errors.Join(err, b.fault)
}

// look gives the facets of a profile through a lens; none when the ordinal is
// no profile's.
func (b *batch) look(a *account, l lens, profile uint32, whole bool) ([]index.Facet, error) {
	members := a.members(profile)
	records := make([]fold.RecordFacts, 0, len(members))
	for _, m := range members {
		r, err := b.facts(place{a, uint32(m)}, l.filter, whole)
		if err != nil {
			return nil, err
		}
		if r.InForce {
			records = append(records, r)
		}
	}
	if len(records) == 0 {
		return nil, b.fault
	}
	return a.facets(l.state, records, b.contacts(a), whole), b.fault
}

// facts is a record as fold looks at it. When only activities matter, its
// operations are read only if they state the same, or decide alone whether the
// record is in force.
func (b *batch) facts(at place, f fold.Filter, whole bool) (fold.RecordFacts, error) {
	if whole {
		s, err := b.whole(at)
		if err != nil {
			return fold.RecordFacts{}, err
		}
		return s.facts(f, func() fold.Facts {
			if now, ok := b.current[at]; ok {
				return now
			}
			return s.record.Current(f)
		}), nil
	}
	s, err := b.state(at)
	if err != nil || at.account.flags[at.ordinal]&isErased != 0 {
		return fold.RecordFacts{}, err
	}
	flags := at.account.flags[at.ordinal]
	if flags&statesDeeds != 0 || (flags&isObserved != 0 && s.total(f) == nil) {
		if err := at.account.operations(b.db, at.ordinal, s); err != nil {
			return fold.RecordFacts{}, err
		}
	}
	return s.deedFacts(f, flags&statesDeeds != 0), nil
}
