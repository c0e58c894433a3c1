package identity

import (
	"context"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Apply implements projections.Projector.
func (p *Projector) Apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken {
		if err := p.load(ctx); err != nil {
			return err
		}
		p.broken = false
	}
	a := &applying{p: p, b: p.store.db.NewBatch(), records: map[uuid.UUID]*touched{}, accounts: map[*account]bool{}, tables: map[string][]byte{}}
	defer a.b.Close()
	if err := a.fold(events, to); err != nil {
		p.broken = true // memory has moved on
		return err
	}
	for _, t := range a.order {
		if t.changed {
			t.account.changed(t.ordinal)
		}
	}
	for acc := range a.accounts {
		acc.advance()
	}
	p.position = to.Position
	p.broadcast()
	p.rouse()
	if a.erased {
		p.scrub.wake()
	}
	p.flush()
	return nil
}

// flush makes what was applied durable now and then. What is not is folded
// again after a crash.
func (p *Projector) flush() {
	now := p.Now()
	if now.Sub(p.flushed) < p.FlushEvery {
		return
	}
	p.flushed = now
	if _, err := p.store.db.AsyncFlush(); err != nil {
		p.Logger.Error("the matcher's store could not be flushed", "err", err)
	}
}

// applying is one Apply.
type applying struct {
	p        *Projector
	b        *pebble.Batch
	records  map[uuid.UUID]*touched
	order    []*touched
	accounts map[*account]bool // whose row is to be written
	tables   map[string][]byte // models of this batch, by key
	erased   bool
}

// touched is a record that events of this batch were about.
type touched struct {
	account *account
	ordinal fold.Ordinal
	record  *fold.Record // nil as long as nobody needs it
	changed bool
}

func (a *applying) fold(events []projections.Event, to projections.Checkpoint) error {
	for i := range events {
		if err := a.event(&events[i]); err != nil {
			return err
		}
	}
	for _, t := range a.order {
		if t.changed && !t.account.row.Closed {
			if err := a.b.Set(ordinalKey(tableRecord, t.account.id, t.ordinal), encodeRecord(t.record), nil); err != nil {
				return err
			}
		}
	}
	for acc := range a.accounts {
		if err := a.accountRow(acc); err != nil {
			return err
		}
	}
	if err := put(a.b, key(tableCheckpoint), checkpointRow{to.Store, to.Position.Bytes(), to.Ordinal, to.Version}); err != nil {
		return err
	}
	return a.b.Commit(pebble.NoSync)
}

func (a *applying) event(e *projections.Event) error {
	acc := a.p.account(e.Account)
	if acc.row.Closed {
		return nil
	}
	acc.row.Latest = max(acc.row.Latest, e.RecordedAt.UnixMilli())
	if first(e.Type) {
		acc.row.InUse = true
	}
	a.accounts[acc] = true
	switch e.Stream.Kind {
	case event.KindRecord:
		return a.recordEvent(acc, e)
	case event.KindIdentity:
		return a.identityEvent(acc, e)
	case event.KindImport:
		return a.importEvent(acc, e)
	case event.KindAccount:
		return a.accountEvent(acc, e)
	}
	return nil
}

func (a *applying) recordEvent(acc *account, e *projections.Event) error {
	t, err := a.touch(acc, e)
	if err != nil || e.Type == event.TypeActivityRecorded {
		return err // an activity says nothing about who it is
	}
	if t.record == nil {
		if t.record, err = a.p.store.record(acc.id, t.ordinal); err != nil {
			return err
		}
	}
	if t.record.Apply(e.Event) {
		t.changed = true
	}
	if e.Type == event.TypeRecordErased {
		a.erased = true
		return a.b.Set(ordinalKey(tableScrub, acc.id, t.ordinal), nil, nil)
	}
	return nil
}

// touch finds the record of an event, or starts it.
func (a *applying) touch(acc *account, e *projections.Event) (*touched, error) {
	if t := a.records[e.Record]; t != nil {
		return t, nil
	}
	t := &touched{account: acc}
	if n, known := acc.partition.Lookup(e.Record); known {
		t.ordinal = n
		if e.Type == event.TypeActivityRecorded {
			return t, nil
		}
	} else {
		t.ordinal, _ = acc.partition.Record(e.Record) // a book in memory does not fail
		t.record, t.changed = fold.NewRecord(e.Record, e.Account, e.Source), true
		if err := a.b.Set(ordinalKey(tableRecordID, acc.id, t.ordinal), e.Record[:], nil); err != nil {
			return nil, err
		}
	}
	a.records[e.Record] = t
	a.order = append(a.order, t)
	return t, nil
}

// importEvent notes which imports confirmed an observation, and that one has
// ended.
func (a *applying) importEvent(acc *account, e *projections.Event) error {
	switch p := e.Payload.(type) {
	case *event.ImportConfirmed:
		if len(acc.row.Imports) > 0 && !slices.Contains(acc.row.Imports, e.Stream.ID) {
			acc.sweep() // it may bring back what was retracted
		}
		for _, o := range p.Observations {
			if err := a.b.Set(key(tableConfirmed, o[:], e.Stream.ID[:]), nil, nil); err != nil {
				return err
			}
		}
	case *event.ImportFinished:
		if p.Saved > 0 {
			acc.row.Import = e.Stream.ID
			acc.calibrate()
		}
	}
	return nil
}

// confirmed tells whether an import in force confirmed an observation.
func (p *Projector) confirmed(from image, observation uuid.UUID, retracted func(uuid.UUID) bool) bool {
	found := false
	err := from.all(key(tableConfirmed, observation[:]), func(k, _ []byte) error {
		found = found || !retracted(uuid.UUID(k[17:33]))
		return nil
	})
	if err != nil {
		p.Logger.Error("confirmations could not be read", "err", err)
	}
	return found
}

func (a *applying) accountRow(acc *account) error {
	pending, done := acc.changes.State()
	acc.row.Pending, acc.row.Done = nil, done
	for _, e := range pending {
		b, err := keep(e)
		if err != nil {
			return err
		}
		acc.row.Pending = append(acc.row.Pending, b)
	}
	err := put(a.b, key(tableAccount, acc.id[:]), &acc.row)
	acc.row.Pending = nil
	return err
}
