package identity

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Author appends what follows until ctx ends. One author runs at a time for a
// projector; another projector's on the same log does no harm.
func (p *Projector) Author(ctx context.Context) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	t := newTurns(p)
	defer t.running.Wait()
	for {
		t.begin(ctx)
		select {
		case <-p.wake:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// work is what a turn is about: the state of the account that it rests on.
type work struct {
	at        eventstore.Position
	todo      todo
	filter    fold.Filter
	decisions map[uuid.UUID]*decision // nil: taken back
	model     *match.Model
	models    modelling
	identity  eventstore.Revision
	account   eventstore.Revision
}

// begin takes what there is to do; false when nothing can be done now.
func (p *Projector) begin(a *account) (*work, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := &a.progress
	if p.broken || a.row.Closed || !g.unsettled || g.closing || p.accounts[a.id] != a ||
		eventstore.Revision(a.row.Revision) < g.identity || a.revision() < g.account {
		return nil, false // its own consequences come through the log first
	}
	w := &work{
		at: p.position, todo: g.todo, filter: p.filter(a), decisions: map[uuid.UUID]*decision{},
		model: a.model, models: a.modelling(), identity: eventstore.Revision(a.row.Revision), account: a.revision(),
	}
	for _, id := range w.todo.decisions {
		w.decisions[id] = a.decisions[id]
	}
	if a.matching == nil {
		for id, d := range a.decisions {
			w.decisions[id] = d
		}
	}
	g.todo, g.following, g.again = todo{}, true, false
	return w, true
}

// turn brings the matcher of one account up to date and appends what follows.
func (p *Projector) turn(ctx context.Context, a *account) error {
	w, ok := p.begin(a)
	if !ok {
		return nil
	}
	if err := p.feed(ctx, a, w); err != nil {
		p.giveBack(a, w)
		return err
	}
	if c, err := p.due(ctx, a, w); err != nil || c != nil {
		if err == nil {
			err = p.record(ctx, a, w, c)
		}
		if err != nil {
			p.giveBack(a, w)
		}
		return err
	}
	seeds := p.settle(a)
	return p.conclude(ctx, a, w, seeds)
}

// giveBack has the next turn do what this one could not.
func (p *Projector) giveBack(a *account, w *work) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &a.progress.todo
	if t.all = t.all || w.todo.all; t.all {
		t.records = nil
	} else {
		t.records = append(t.records, w.todo.records...)
	}
	t.decisions = append(t.decisions, w.todo.decisions...)
	t.model, t.calibrate = t.model || w.todo.model, t.calibrate || w.todo.calibrate
}
