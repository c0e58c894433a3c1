package identity

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// Bounds on one append of consequences: well below the log's limit, since the
// sizes are estimates.
const maxChangeBytes = 512 << 10

// conclude appends what turns the log's profiles into the matcher's clusters, a
// portion at a time, each at the revision the one before left. What could not
// be appended is looked at again by a later turn.
func (p *Projector) conclude(ctx context.Context, a *account, w *work, seeds []fold.Ordinal) error {
	m := a.matching
	m.again = false
	defer func() { m.fresh, m.settled = map[fold.Ordinal]struct{}{}, outcomes{} }()
	plan := newPlanning()
	revision := w.identity
	for len(seeds) > 0 {
		n, changes := p.portion(a, seeds, plan)
		for i := range changes {
			p.explainAll(a, changes[i])
		}
		var err error
		if revision, err = p.appendAll(ctx, revision, p.writes(a.id, revision, changes)); err != nil {
			m.rest = append(m.rest, seeds...)
			return p.stopped(a, w, err)
		}
		seeds = seeds[n:]
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	g := &a.progress
	g.identity, g.reached, g.closing, g.again = revision, w.at, true, m.again
	a.advance()
	p.broadcast()
	if g.unsettled {
		p.rouse()
	}
	return nil
}

// portion plans the changes of so many seeds as fill an append.
func (p *Projector) portion(a *account, seeds []fold.Ordinal, plan *planning) (n int, changes [][]planned) {
	p.mu.Lock()
	defer p.mu.Unlock()
	size := 0
	for n < len(seeds) && size < maxChangeBytes {
		c := a.component(seeds[n], plan.done)
		n++
		if c == nil {
			continue
		}
		if change := a.difference(c, plan); len(change) > 0 {
			changes = append(changes, change)
			for i := range change {
				size += consequenceSize(change[i].payload)
			}
		}
	}
	return n, changes
}

// stopped waits for what came in between, if that is what stopped it.
func (p *Projector) stopped(a *account, w *work, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	a.progress.again = true
	if wrong, ok := errors.AsType[*eventstore.WrongRevisionError](err); ok {
		a.progress.identity = max(w.identity, wrong.Actual)
		p.rouse() // it may be folded already
		return nil
	}
	if journal.IsErased(err) {
		return nil // the account is closed; the projector will learn of it
	}
	return err
}

// appendAll appends writes to a stream at a revision, one after the other, and
// answers the revision after the last.
func (p *Projector) appendAll(ctx context.Context, revision eventstore.Revision, writes []journal.Write) (eventstore.Revision, error) {
	for _, w := range writes {
		r, err := p.Journal.Append(ctx, w)
		if err == nil {
			err = r[0].Err
		}
		if err != nil {
			return revision, fmt.Errorf("identity: append to %s: %w", w.Stream.Kind, err)
		}
		revision = r[0].Revision
	}
	return revision, nil
}

// writes puts the changes of many components into as few appends as fit, each
// at the revision the one before leaves.
func (p *Projector) writes(account uuid.UUID, revision eventstore.Revision, changes [][]planned) []journal.Write {
	b := batches{w: journal.Write{Stream: event.IdentityStream(account), Expected: revision}}
	for _, change := range changes {
		whole := 0
		for i := range change {
			whole += consequenceSize(change[i].payload)
		}
		if b.size+whole > maxChangeBytes {
			b.flush() // a change stays in one append where it can
		}
		id := p.NewID()
		for i := range change {
			pl := change[i].payload
			b.add(p.consequence(account, event.Change{ID: id, Part: i + 1, Of: len(change)}, pl), consequenceSize(pl))
		}
	}
	b.flush()
	return b.out
}

// batches cuts events into appends.
type batches struct {
	out  []journal.Write
	w    journal.Write
	size int
}

func (b *batches) add(e event.Event, size int) {
	if b.size+size > maxChangeBytes {
		b.flush()
	}
	b.w.Entries = append(b.w.Entries, e)
	b.size += size
}

func (b *batches) flush() {
	if n := len(b.w.Entries); n > 0 {
		b.out = append(b.out, b.w)
		b.w = journal.Write{Stream: b.w.Stream, Expected: b.w.Expected + eventstore.Revision(n)}
		b.size = 0
	}
}

// consequence makes the event of a payload, as a part of its change.
func (p *Projector) consequence(account uuid.UUID, change event.Change, pl event.Payload) event.Event {
	switch x := pl.(type) {
	case event.ProfilesMerged:
		x.Change = change
		pl = x
	case event.ProfilesSplit:
		x.Change = change
		pl = x
	case event.MatchProposed:
		x.Change = change
		pl = x
	case event.MatchWithdrawn:
		x.Change = change
		pl = x
	}
	return p.event(account, change.ID, pl)
}

// actor is who the matcher's events say caused them.
const actor = "matcher"

// event makes an event of the matcher.
func (p *Projector) event(account, correlation uuid.UUID, pl event.Payload) event.Event {
	now := p.Now().UTC()
	t := pl.EventType()
	return event.Event{Envelope: event.Envelope{
		ID: p.NewID(), Type: t, Version: event.Version(t), Account: account,
		OccurredAt: now, RecordedAt: now, Actor: actor, Correlation: correlation,
	}, Payload: pl}
}

// consequenceSize estimates the encoded size, from above, with room for the
// evidence that is written down last.
func consequenceSize(pl event.Payload) int {
	const base, perRecord, evidence = 300, 18, 1800
	switch x := pl.(type) {
	case event.ProfilesMerged:
		return base + evidence + perRecord*len(x.Records)
	case event.ProfilesSplit:
		n := base
		for _, part := range x.Parts {
			n += perRecord * (len(part) + 1)
		}
		return n
	case event.MatchProposed:
		return base + evidence
	}
	return base
}
