package bitmap

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// place is a record or profile of the installation.
type place struct {
	account *account
	ordinal uint32
}

// batch is one Apply at work.
type batch struct {
	*Engine
	store   *pebble.Batch          // what is not in the store yet
	records map[place]*recordState // touched by the batch
	before  map[place]glance       // what touched profiles had
	order   []place                // touched profiles, in order
	current map[place]fold.Facts   // of changed records, while they are settled
	held    map[place][]holding    // what changed records had of contact points
	retold  []place                // changed records, in order
	points  map[pointKey]*point    // in use by the batch
	moved   map[pointKey]bool      // turns to be stored
	scratch []byte                 // for what is written
	budget  int                    // how many holders may still be looked at
	erased  bool                   // something was erased
	fault   error                  // from where no error can be returned
}

// glance is what a profile has: all of it, or what activities can change.
type glance struct {
	facets []index.Facet
	whole  bool
}

func (e *Engine) newBatch() *batch {
	return &batch{
		Engine: e, store: e.db.NewBatch(),
		records: map[place]*recordState{}, before: map[place]glance{}, held: map[place][]holding{},
		current: map[place]fold.Facts{},
		points:  map[pointKey]*point{}, moved: map[pointKey]bool{}, budget: e.cfg.ReviewHolders,
	}
}

// written is the store with everything written so far. The store is worth
// nothing after a crash, so writing early does no harm.
func (b *batch) written() (*pebble.DB, error) {
	if b.store.Empty() {
		return b.db, nil
	}
	if err := b.store.Commit(pebble.NoSync); err != nil {
		return nil, fmt.Errorf("bitmap: write state: %w", err)
	}
	b.store.Reset()
	return b.db, nil
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
	case *event.RecordObserved:
		return b.observe(a, ev.Event, p.Facts)
	case *event.RecordRecleaned:
		return b.observe(a, ev.Event, p.Facts)
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

// state is a record's state, for change; its operations may not be read yet.
func (b *batch) state(at place) (*recordState, error) {
	if s := b.records[at]; s != nil {
		return s, nil
	}
	key := cacheKey(at)
	s, ok := b.cache.Get(key)
	if !ok {
		var err error
		if s, err = at.account.load(b.db, at.ordinal); err != nil {
			return nil, err
		}
		b.cache.Add(key, s)
	}
	return s, nil
}

// change gives a record's state to be changed: it is kept until it is saved.
func (b *batch) change(at place, s *recordState) *recordState {
	b.records[at] = s
	return s
}

// whole is a record's state with its operations.
func (b *batch) whole(at place) (*recordState, error) {
	s, err := b.state(at)
	if err != nil {
		return nil, err
	}
	return s, at.account.operations(b.db, at.ordinal, s)
}

func cacheKey(at place) uint64 { return uint64(at.account.number)<<32 | uint64(at.ordinal) }

// observe folds what changes a record's operations.
func (b *batch) observe(a *account, ev event.Event, facts []event.Fact) error {
	at := place{a, a.register(ev.Record, ev.Source)}
	if err := b.touch(a, a.profile(at.ordinal), true); err != nil {
		return err
	}
	s, err := b.whole(at)
	if err != nil {
		return err
	}
	b.holds(at, s)
	if !s.record.Apply(ev) {
		return nil
	}
	b.change(at, s).told = true
	for i := range facts {
		if statedByDeeds(facts[i].Category) {
			a.flags[at.ordinal] |= statesDeeds
		}
	}
	return nil
}

// commit writes the states of the records and the checkpoint.
func (b *batch) commit(to projections.Checkpoint) error {
	for at, s := range b.records {
		if err := b.save(at, s); err != nil {
			return err
		}
	}
	if err := b.savePoints(); err != nil {
		return err
	}
	if err := b.saveTurns(); err != nil {
		return err
	}
	if err := b.store.Set([]byte{keyCheckpoint}, encodeCheckpoint(to), nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	if err := b.store.Commit(pebble.NoSync); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}
