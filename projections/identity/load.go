package identity

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// load builds the memory from the store. Everything counts as unsettled after
// it: what was appended before shows as no difference.
func (p *Projector) load() error {
	p.directory, p.accounts, p.identity = fold.NewDirectory(), map[uuid.UUID]*account{}, map[uuid.UUID]eventstore.Position{}
	c, ok, err := p.Checkpoint(nil)
	if err != nil || !ok {
		return err
	}
	p.position = c.Position
	for _, step := range []func() error{p.loadDirectory, p.loadRecords, p.loadProfiles, p.loadDecisions, p.loadReviews, p.loadAccounts} {
		if err := step(); err != nil {
			return fmt.Errorf("identity: load: %w", err)
		}
	}
	p.broken = false
	return nil
}

// keptEvent is an event kept in the store as it is.
type keptEvent struct {
	ID   uuid.UUID `cbor:"1,keyasint"`
	Type string    `cbor:"2,keyasint"`
	Meta []byte    `cbor:"3,keyasint"`
	Data []byte    `cbor:"4,keyasint"`
}

func keep(e event.Event) ([]byte, error) {
	meta, err := event.EncodeEnvelope(e.Envelope)
	if err != nil {
		return nil, err
	}
	data, err := event.EncodePayload(e.Payload)
	if err != nil {
		return nil, err
	}
	return cbor.Marshal(keptEvent{e.ID, string(e.Type), meta, data})
}

func kept(b []byte) (event.Event, error) {
	var k keptEvent
	if err := cbor.Unmarshal(b, &k); err != nil {
		return event.Event{}, err
	}
	env, err := event.DecodeEnvelope(k.Meta)
	if err != nil {
		return event.Event{}, err
	}
	env.ID, env.Type = k.ID, event.Type(k.Type)
	payload, err := event.DecodePayload(env.Type, env.Version, k.Data)
	return event.Event{Envelope: env, Payload: payload}, err
}

func (p *Projector) loadDirectory() error {
	return p.store.scan(key(tableDirectory), func(_, v []byte) error {
		e, err := kept(v)
		if err == nil {
			p.directory.Apply(e)
		}
		return err
	})
}

// loadBatch is how many records are read before they are normalised together.
const loadBatch = 8192

func (p *Projector) loadRecords() error {
	type row struct {
		account uuid.UUID
		value   []byte
	}
	var rows []row
	flush := func() error {
		recs, errs := make([]*fold.Record, len(rows)), make([]error, len(rows))
		nodes, here := make([]match.Node, len(rows)), make([]bool, len(rows))
		var wg sync.WaitGroup
		workers := runtime.GOMAXPROCS(0)
		for w := range workers {
			wg.Go(func() {
				for i := w; i < len(rows); i += workers {
					if recs[i], errs[i] = decodeRecord(rows[i].account, rows[i].value); errs[i] != nil {
						continue
					}
					var m match.Record
					if m, here[i] = p.present(recs[i], p.filter(rows[i].account)); here[i] {
						nodes[i] = match.Normalise(m)
					}
				}
			})
		}
		wg.Wait()
		for i, r := range recs {
			if errs[i] != nil {
				return errs[i]
			}
			a, err := p.account(rows[i].account)
			if err != nil {
				return err
			}
			n, _ := a.partition.Record(r.ID) // a book in memory does not fail
			if here[i] {
				a.bind(n, a.matcher.AddNode(nodes[i]))
				a.dirty = true
			}
		}
		rows = rows[:0]
		return nil
	}
	err := p.store.scan(key(tableRecord), func(k, v []byte) error {
		rows = append(rows, row{uuid.UUID(k[1:17]), append([]byte(nil), v...)})
		if len(rows) < loadBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

func (p *Projector) loadProfiles() error {
	moves := map[uuid.UUID][]fold.Move{}
	err := p.store.scan(key(tableProfile), func(k, v []byte) error {
		account, record := uuid.UUID(k[1:17]), fold.Ordinal(binary.BigEndian.Uint32(k[17:]))
		moves[account] = append(moves[account], fold.Move{Record: record, From: record, To: fold.Ordinal(binary.BigEndian.Uint32(v))})
		return nil
	})
	if err != nil {
		return err
	}
	for id, list := range moves {
		a, err := p.account(id)
		if err != nil {
			return err
		}
		a.partition.Put(list)
		for _, m := range list { // should the matcher see one of them alone now
			a.open[m.Record] = struct{}{}
		}
	}
	return nil
}

func (p *Projector) loadDecisions() error {
	return p.store.scan(key(tableDecision), func(k, v []byte) error {
		var d decisionRow
		if err := cbor.Unmarshal(v, &d); err != nil {
			return err
		}
		a, err := p.account(uuid.UUID(k[1:17]))
		if err == nil {
			a.decide(uuid.UUID(k[17:33]), d)
		}
		return err
	})
}

func (p *Projector) loadReviews() error {
	return p.store.scan(key(tableReview), func(k, v []byte) error {
		var r reviewRow
		if err := cbor.Unmarshal(v, &r); err != nil {
			return err
		}
		a, err := p.account(uuid.UUID(k[1:17]))
		if err == nil {
			a.propose(uuid.UUID(k[17:33]), r)
		}
		return err
	})
}

func (p *Projector) loadAccounts() error {
	return p.store.scan(key(tableAccount), func(k, v []byte) error {
		var row accountRow
		if err := cbor.Unmarshal(v, &row); err != nil {
			return err
		}
		a, err := p.account(uuid.UUID(k[1:17]))
		if err != nil {
			return err
		}
		a.revision, a.appended = eventstore.Revision(row.Revision), eventstore.Revision(row.Revision)
		var pending []event.Event
		for _, b := range row.Pending {
			e, err := kept(b)
			if err != nil {
				return err
			}
			pending = append(pending, e)
		}
		a.changes = fold.RestoreChanges(pending, row.Done)
		if at, err := eventstore.PositionFromBytes(row.Position); err == nil {
			p.identity[a.id] = at
		}
		return nil
	})
}
