package bitmap

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// lens is how records are looked at: through an account's definitions, with
// what is retracted left out.
type lens struct {
	state  *fold.Account
	filter fold.Filter
}

// lens is the present one of an account.
func (b *batch) lens(a *account) lens {
	l := lens{a.state, a.state.Filter()}
	l.filter.Confirmed = func(observation uuid.UUID) bool { return b.confirmed(a, l.state, observation, uuid.Nil) }
	return l
}

// confirmed tells whether an import in force, other than one, confirmed an
// observation.
func (b *batch) confirmed(a *account, state *fold.Account, observation, except uuid.UUID) bool {
	found := false
	db, err := b.written()
	if err != nil {
		b.fault = err
		return false
	}
	err = scan(db, confirmedKey(a.number, observation, uuid.Nil)[:21], func(k, _ []byte) error {
		imp := uuid.UUID(k[len(k)-16:])
		found = found || (imp != except && !state.ImportRetracted(imp))
		return nil
	})
	if err != nil {
		b.fault = err
	}
	return found
}

// confirm keeps which import confirmed which observations, and looks again at
// the profiles if that can bring something back.
func (b *batch) confirm(a *account, ev event.Event, p *event.ImportConfirmed) error {
	if len(a.state.RetractedImports()) > 0 {
		if err := b.settle(); err != nil { // what came before, as it was seen before
			return err
		}
	}
	var added []uuid.UUID
	for _, o := range p.Observations {
		key := confirmedKey(a.number, o, ev.Import)
		db, err := b.written()
		if err != nil {
			return err
		}
		if v, err := get(db, key); err != nil {
			return err
		} else if v != nil {
			continue
		}
		added = append(added, o)
		if err := b.store.Set(key, []byte{1}, nil); err != nil {
			return fmt.Errorf("bitmap: write state: %w", err)
		}
	}
	a.confirming[ev.Import] = true
	if len(a.state.RetractedImports()) == 0 || len(added) == 0 {
		return nil // everything counts anyway
	}
	before := b.lens(a)
	before.filter.Confirmed = func(o uuid.UUID) bool {
		except := uuid.Nil
		if slices.Contains(added, o) {
			except = ev.Import
		}
		return b.confirmed(a, a.state, o, except)
	}
	return b.reassess(a, before, b.lens(a), func(records []*recordState) bool {
		return slices.ContainsFunc(records, func(s *recordState) bool {
			return slices.ContainsFunc(s.record.Observations(), func(o fold.Observation) bool { return slices.Contains(added, o.Event) })
		})
	})
}

// define folds an event of the account and sharing streams.
func (b *batch) define(a *account, ev event.Event) error {
	concerns, ok := b.concerns(a, ev)
	if !ok {
		return nil // nothing here depends on it
	}
	if err := b.settle(); err != nil { // what came before, as it was seen before
		return err
	}
	before := b.lens(a)
	a.state = a.state.Clone()
	a.defined = append(a.defined, ev)
	if !a.state.Apply(ev) || concerns == nil {
		return nil
	}
	return b.reassess(a, before, b.lens(a), concerns)
}

// concerns tells which profiles an event of the account can change: nil for
// none; not ok when the event is of no interest at all.
func (b *batch) concerns(a *account, ev event.Event) (func([]*recordState) bool, bool) {
	some := func(f func(*recordState) bool) func([]*recordState) bool {
		return func(records []*recordState) bool { return slices.ContainsFunc(records, f) }
	}
	imported := func(imp uuid.UUID) func([]*recordState) bool {
		return some(func(s *recordState) bool { return s.imports(imp) || len(s.record.Imports()) > 0 && b.confirms(a, imp) })
	}
	switch p := ev.Payload.(type) {
	case *event.AccountOpened, *event.CategoryDefined:
		return some(func(*recordState) bool { return true }), true
	case *event.SourceRegistered:
		if !slices.Contains(a.sources, p.Source) {
			return nil, true // as it should be: known before anything comes from it
		}
		return some(func(s *recordState) bool { return s.source == p.Source }), true
	case *event.SourcesOrdered:
		return severalSources, true
	case *event.SourceRetracted:
		return some(func(s *recordState) bool { return s.source == p.Source }), true
	case *event.SourceReinstated:
		return some(func(s *recordState) bool { return s.source == p.Source }), true
	case *event.ImportRetracted:
		return imported(p.Import), true
	case *event.ImportReinstated:
		return imported(p.Import), true
	case *event.ActivityTypeDefined:
		return some((*recordState).active), true
	case *event.SourceRenamed:
		return nil, true
	}
	return nil, false
}

// confirms tells whether an import confirmed anything.
func (b *batch) confirms(a *account, imp uuid.UUID) bool { return a.confirming[imp] }

// imports tells whether an import brought something into the record.
func (s *recordState) imports(imp uuid.UUID) bool {
	if slices.Contains(s.record.Imports(), imp) {
		return true
	}
	for _, c := range s.loose {
		if c.Import == imp {
			return true
		}
	}
	return false
}

func severalSources(records []*recordState) bool {
	return slices.ContainsFunc(records, func(s *recordState) bool { return s.source != records[0].source })
}

// reassess looks again at all profiles of an account that are concerned, and
// puts the difference between two lenses into the index.
func (b *batch) reassess(a *account, before, after lens, concerned func([]*recordState) bool) error {
	if err := b.settle(); err != nil {
		return err
	}
	b.glances.Purge()
	for profile := range uint32(len(a.ids)) { //nolint:gosec // ordinals have 32 bits
		members := a.members(profile)
		records := make([]*recordState, len(members))
		for i, m := range members {
			var err error
			if records[i], err = b.whole(place{a, uint32(m)}); err != nil {
				return err
			}
		}
		if len(records) == 0 || !concerned(records) {
			continue
		}
		if err := b.shift(a, profile, before, after); err != nil {
			return err
		}
	}
	return b.ripple()
}

// refocus puts what the records of a profile say of contact points through
// one lens in the place of what they say through another.
func (b *batch) refocus(a *account, profile uint32, before, after lens) error {
	for _, m := range a.members(profile) {
		at := place{a, uint32(m)}
		s, err := b.whole(at)
		if err != nil {
			return err
		}
		if err := b.restate(at, heldBy(s, before.filter, nil), heldBy(s, after.filter, nil)); err != nil {
			return err
		}
	}
	return b.fault
}

// shift puts the difference that two lenses make for a profile into the index.
func (b *batch) shift(a *account, profile uint32, before, after lens) error {
	old, err := b.look(a, before, profile, true)
	if err != nil {
		return err
	}
	if err := b.refocus(a, profile, before, after); err != nil {
		return err
	}
	now, err := b.look(a, after, profile, true)
	if err != nil {
		return err
	}
	a.writer.Apply(profile, b.reached(place{a, profile}, old), now)
	for _, m := range a.members(profile) {
		at := place{a, uint32(m)}
		s, err := b.state(at)
		if err != nil {
			return err
		}
		if !s.active() {
			continue
		}
		err = b.deeds(at, func(d *deed) error {
			b.count(a, before.state, s, profile, d, -1)
			b.count(a, after.state, s, profile, d, 1)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
