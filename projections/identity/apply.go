package identity

import (
	"context"
	"encoding/binary"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Apply implements projections.Projector.
func (p *Projector) Apply(_ context.Context, events []projections.Event, to projections.Checkpoint) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken {
		if err := p.load(); err != nil {
			return err
		}
	}
	a := &applying{p: p, b: p.store.db.NewBatch(), records: map[uuid.UUID]*touched{}, accounts: map[uuid.UUID]bool{}, resweep: map[uuid.UUID]bool{}}
	defer a.b.Close()
	err := a.fold(events, to)
	if err != nil {
		p.broken = true // the partition has moved on in memory
		return err
	}
	a.settleIn()
	p.position = to.Position
	p.broadcast()
	return nil
}

// applying is one Apply.
type applying struct {
	p        *Projector
	b        *pebble.Batch
	records  map[uuid.UUID]*touched
	order    []*touched
	accounts map[uuid.UUID]bool // whose row is to be written
	resweep  map[uuid.UUID]bool // accounts that retracted or reinstated something
	after    []func()           // on the matchers, once everything is stored
}

// touched is a record that events of this batch were about.
type touched struct {
	account *account
	ordinal fold.Ordinal
	record  *fold.Record
	changed bool
}

func (a *applying) fold(events []projections.Event, to projections.Checkpoint) error {
	for i := range events {
		if err := a.event(&events[i]); err != nil {
			return err
		}
	}
	for _, t := range a.order {
		if t.changed {
			if err := a.b.Set(ordinalKey(tableRecord, t.account.id, t.ordinal), encodeRecord(t.record), nil); err != nil {
				return err
			}
		}
	}
	for id := range a.accounts {
		if err := a.accountRow(a.p.accounts[id]); err != nil {
			return err
		}
	}
	if err := put(a.b, key(tableCheckpoint), checkpointRow{to.Store, to.Position.Bytes(), to.Ordinal, to.Version}); err != nil {
		return err
	}
	return a.b.Commit(pebble.NoSync)
}

func (a *applying) event(e *projections.Event) error {
	switch e.Stream.Kind {
	case event.KindRecord:
		return a.recordEvent(e)
	case event.KindIdentity:
		return a.identityEvent(e)
	case event.KindImport:
		return a.importEvent(e)
	case event.KindAccount, event.KindSharing:
		return a.accountEvent(e)
	}
	return nil
}

func (a *applying) recordEvent(e *projections.Event) error {
	t, err := a.touch(e)
	if err != nil {
		return err
	}
	if e.Type == event.TypeActivityRecorded {
		return nil // says nothing about who it is
	}
	if t.record.Apply(e.Event) {
		t.changed = true
	}
	return nil
}

// touch finds the record of an event, or starts it.
func (a *applying) touch(e *projections.Event) (*touched, error) {
	if t := a.records[e.Record]; t != nil {
		return t, nil
	}
	acc, err := a.p.account(e.Account)
	if err != nil {
		return nil, err
	}
	t := &touched{account: acc}
	if n, known := acc.partition.Lookup(e.Record); known {
		t.ordinal = n
		if e.Type == event.TypeActivityRecorded {
			return t, nil // not noted: the record itself is not needed
		}
		if t.record, err = a.p.record(acc, n); err != nil {
			return nil, err
		}
	} else {
		t.ordinal, _ = acc.partition.Record(e.Record)
		t.record, t.changed = fold.NewRecord(e.Record, e.Account, e.Source), true
		if err := a.b.Set(key(tableRecordID, e.Record[:]), ordinalKey(0, e.Account, t.ordinal)[1:], nil); err != nil {
			return nil, err
		}
	}
	a.records[e.Record] = t
	a.order = append(a.order, t)
	return t, nil
}

// record reads a stored record.
func (p *Projector) record(a *account, n fold.Ordinal) (*fold.Record, error) {
	v, closer, err := p.store.db.Get(ordinalKey(tableRecord, a.id, n))
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	return decodeRecord(a.id, v)
}

func (a *applying) accountEvent(e *projections.Event) error {
	if _, erased := e.Payload.(event.Erased); erased || !a.p.directory.Apply(e.Event) {
		return nil
	}
	switch e.Type {
	case event.TypeSourceRetracted, event.TypeSourceReinstated, event.TypeImportRetracted, event.TypeImportReinstated:
		a.resweep[e.Account] = true
	}
	v, err := keep(e.Event)
	if err != nil {
		return err
	}
	return a.b.Set(key(tableDirectory, e.Position.Bytes()), v, nil)
}

// importEvent notes which imports confirmed an observation.
func (a *applying) importEvent(e *projections.Event) error {
	p, ok := e.Payload.(*event.ImportConfirmed)
	if !ok {
		return nil
	}
	for _, o := range p.Observations {
		k := key(tableObservation, o[:])
		var imports []uuid.UUID
		if _, err := a.p.store.get(a.p.store.db, k, &imports); err != nil {
			return err
		}
		if err := put(a.b, k, append(imports, e.Stream.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) accountRow(acc *account) error {
	pending, done := acc.changes.State()
	at := a.p.identity[acc.id]
	row := accountRow{Revision: int64(acc.revision), Done: done, Position: at.Bytes()}
	for _, e := range pending {
		b, err := keep(e)
		if err != nil {
			return err
		}
		row.Pending = append(row.Pending, b)
	}
	return put(a.b, key(tableAccount, acc.id[:]), row)
}

// settleIn tells the matchers, after the commit, what is new.
func (a *applying) settleIn() {
	for _, t := range a.order {
		if t.changed && !a.resweep[t.account.id] {
			m, present := a.p.present(t.record, a.p.filter(t.account.id))
			t.account.put(t.ordinal, m, present)
		}
	}
	for id := range a.resweep {
		if err := a.p.sweep(id); err != nil {
			a.p.Logger.Error("records could not be read again after a retraction", "err", err)
			a.p.broken = true
		}
	}
	for _, f := range a.after {
		f()
	}
}

// sweep tells the matcher anew what every record of an account says.
func (p *Projector) sweep(id uuid.UUID) error {
	acc, err := p.account(id)
	if err != nil {
		return err
	}
	f := p.filter(id)
	return p.store.scan(key(tableRecord, id[:]), func(k, v []byte) error {
		r, err := decodeRecord(id, v)
		if err != nil {
			return err
		}
		m, present := p.present(r, f)
		acc.put(fold.Ordinal(binary.BigEndian.Uint32(k[17:])), m, present)
		return nil
	})
}
