package identity

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// loader builds the memory from the store, once, beside everything else.
type loader struct {
	stop context.CancelFunc
	done chan struct{} // closed when it is over
	err  error         // read after done
}

func (p *Projector) startLoading() {
	ctx, stop := context.WithCancel(context.Background())
	p.loader = loader{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(p.loader.done)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.loader.err = p.load(ctx); p.loader.err == nil {
			p.broadcast()
			p.rouse()
		}
	}()
}

func (p *Projector) stopLoading() {
	p.loader.stop()
	<-p.loader.done
}

// loaded waits until the memory is there.
func (p *Projector) loaded(ctx context.Context) error {
	select {
	case <-p.loader.done:
		return p.loader.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// load builds the memory from the store, but for the matchers: the author does
// that. Everything counts as unsettled after it: what was appended before shows
// as no difference. The caller holds the lock.
func (p *Projector) load(ctx context.Context) error {
	p.accounts = map[uuid.UUID]*account{}
	at, _, err := p.Checkpoint(ctx)
	if err != nil {
		return err
	}
	p.position = at.Position
	for _, step := range []func(context.Context) error{p.loadAccounts, p.loadRecordIDs, p.loadProfiles, p.loadDecisions, p.loadReviews} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("identity: load: %w", err)
		}
	}
	return nil
}

func (p *Projector) loadAccounts(context.Context) error {
	return p.store.all(key(tableAccount), func(k, v []byte) error {
		a := p.account(uuid.UUID(k[1:17]))
		if err := cbor.Unmarshal(v, &a.row); err != nil {
			return err
		}
		var pending []event.Event
		for _, b := range a.row.Pending {
			e, err := kept(b)
			if err != nil {
				return err
			}
			pending = append(pending, e)
		}
		a.row.Pending = nil
		a.changes = fold.RestoreChanges(pending, a.row.Done)
		a.progress.unsettled = !a.row.Closed
		if a.row.Import != uuid.Nil {
			a.calibrate()
		}
		return p.loadModel(a)
	})
}

func (p *Projector) loadModel(a *account) error {
	m, err := p.model(a.id, a.row.Model, nil)
	if err != nil {
		// Another program may have other rules: the built-in model decides until
		// another is in force, and one is made.
		p.Logger.Error("the matching model in force cannot be used", "account", a.id, "version", a.row.Model, "err", err)
		a.row.Unusable, a.row.Model, m = a.row.Model, "", p.base
	}
	a.model = m
	if err := p.loadModelRows(a); err != nil {
		return err
	}
	return p.store.all(key(tableModelPart, a.id[:]), func(_, v []byte) error {
		a.parts = append(a.parts, v...)
		return nil
	})
}

func (p *Projector) loadModelRows(a *account) error {
	prefix := key(tableModelRow, a.id[:])
	return p.store.all(prefix, func(k, v []byte) error {
		row := &modelRow{}
		a.models[string(k[len(prefix):])] = row
		return cbor.Unmarshal(v, row)
	})
}

func (p *Projector) loadRecordIDs(ctx context.Context) error {
	for id, a := range p.accounts {
		k, err := p.store.last(key(tableRecordID, id[:]))
		if err != nil {
			return err
		}
		if k != nil {
			a.partition.Grow(int(ordinalIn(k)) + 1)
		}
	}
	return p.store.all(key(tableRecordID), func(k, v []byte) error {
		_, _ = p.account(uuid.UUID(k[1:17])).partition.Record(uuid.UUID(v)) // a book in memory does not fail
		return ctx.Err()
	})
}

func (p *Projector) loadProfiles(ctx context.Context) error {
	moves := map[*account][]fold.Move{}
	err := p.store.all(key(tableProfile), func(k, v []byte) error {
		a, n := p.account(uuid.UUID(k[1:17])), ordinalIn(k)
		moves[a] = append(moves[a], fold.Move{Record: n, From: n, To: fold.Ordinal(binary.BigEndian.Uint32(v))})
		return ctx.Err()
	})
	for a, list := range moves {
		a.partition.Put(list)
	}
	return err
}

func (p *Projector) loadDecisions(context.Context) error {
	return p.store.all(key(tableDecision), func(k, v []byte) error {
		var d decisionRow
		if err := cbor.Unmarshal(v, &d); err != nil {
			return err
		}
		p.account(uuid.UUID(k[1:17])).decide(uuid.UUID(k[17:33]), d)
		return nil
	})
}

func (p *Projector) loadReviews(context.Context) error {
	return p.store.all(key(tableReview), func(k, v []byte) error {
		var r reviewRow
		if err := cbor.Unmarshal(v, &r); err != nil {
			return err
		}
		p.account(uuid.UUID(k[1:17])).propose(uuid.UUID(k[17:33]), r)
		return nil
	})
}
