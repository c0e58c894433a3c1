package bitmap

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"

	"github.com/cockroachdb/pebble/v2"
)

// place is a record or profile of the installation.
type place struct {
	account *account
	ordinal uint32
}

// batch is one Apply at work.
type batch struct {
	*Engine
	store   *pebble.Batch           // indexed: reads see what it wrote
	records map[place]*recordState  // touched by the batch
	before  map[place][]index.Facet // what touched profiles had
	order   []place                 // touched profiles, in order
	erased  bool                    // something was erased
	fault   error                   // from where no error can be returned
}

func (e *Engine) newBatch() *batch {
	return &batch{
		Engine: e, store: e.db.NewIndexedBatch(),
		records: map[place]*recordState{}, before: map[place][]index.Facet{},
	}
}

// event folds one event in.
func (b *batch) event(ev *projections.Event) error {
	a := b.accountOf(ev.Account)
	if fold.Concerns(ev.Type) {
		return b.define(a, ev.Event)
	}
	if ev.Record != uuid.Nil {
		a.register(ev.Record, ev.Source)
	}
	switch p := ev.Payload.(type) {
	case *event.RecordObserved, *event.RecordRecleaned:
		return b.observe(a, ev.Event)
	case *event.ActivityRecorded:
		return b.act(a, ev.Event)
	case *event.RecordErased:
		return b.erase(a, ev.Event)
	case *event.ImportConfirmed:
		return b.confirm(a, ev.Event, p)
	default:
		return b.consequence(a, ev.Event)
	}
}

// state is a record's state, for change.
func (b *batch) state(at place) (*recordState, error) {
	if s := b.records[at]; s != nil {
		return s, nil
	}
	key := cacheKey(at)
	s, ok := b.cache.Get(key)
	if !ok {
		var err error
		if s, err = at.account.load(b.store, at.ordinal); err != nil {
			return nil, err
		}
		b.cache.Add(key, s)
	}
	return s, nil
}

func cacheKey(at place) uint64 { return uint64(at.account.number)<<32 | uint64(at.ordinal) }

// changed marks a record's state as changed.
func (b *batch) changed(at place, s *recordState) {
	s.dirty = true
	b.records[at] = s
}

// touch remembers what a profile has, before the first change to it.
func (b *batch) touch(a *account, profile uint32) error {
	at := place{a, profile}
	if _, ok := b.before[at]; ok {
		return nil
	}
	f, err := b.look(a, b.lens(a), profile)
	if err != nil {
		return err
	}
	b.before[at] = f
	b.order = append(b.order, at)
	return nil
}

// look gives the facets of a profile through a lens; none when the ordinal is
// no profile's.
func (b *batch) look(a *account, l lens, profile uint32) ([]index.Facet, error) {
	members := a.members(profile)
	records := make([]fold.RecordFacts, 0, len(members))
	for _, m := range members {
		s, err := b.state(place{a, uint32(m)})
		if err != nil {
			return nil, err
		}
		if r := s.facts(l.filter); r.InForce {
			records = append(records, r)
		}
	}
	if len(records) == 0 {
		return nil, nil
	}
	return a.facets(l.state, records), b.fault
}

// observe folds what changes a record's operations.
func (b *batch) observe(a *account, ev event.Event) error {
	at := place{a, a.register(ev.Record, ev.Source)}
	if err := b.touch(a, a.profile(at.ordinal)); err != nil {
		return err
	}
	s, err := b.state(at)
	if err != nil {
		return err
	}
	if s.record.Apply(ev) {
		b.changed(at, s)
	}
	return nil
}

// settle puts the differences of all touched profiles into the index.
func (b *batch) settle() error {
	for _, at := range b.order {
		after, err := b.look(at.account, b.lens(at.account), at.ordinal)
		if err != nil {
			return err
		}
		at.account.writer.Apply(at.ordinal, b.before[at], after)
	}
	clear(b.before)
	b.order = b.order[:0]
	return nil
}

// commit writes the states of the records and the checkpoint.
func (b *batch) commit(to projections.Checkpoint) error {
	for at, s := range b.records {
		if err := s.save(b.store, at.account.number, at.ordinal); err != nil {
			return err
		}
		s.dirty = false
	}
	if err := b.store.Set([]byte{keyCheckpoint}, encodeCheckpoint(to), nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	if err := b.store.Commit(pebble.NoSync); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}
