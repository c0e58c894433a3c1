package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// Bounds on one append of consequences: well below the log's limit, since the
// sizes are estimates.
const (
	maxChangeBytes = 512 << 10
	maxPause       = 5 * time.Second
)

// Author appends what follows until ctx ends. One author runs at a time for a
// log; the exact revision of each append makes a second one harmless.
func (p *Projector) Author(ctx context.Context) error {
	pause := 10 * time.Millisecond
	for {
		err := p.authorOnce(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			pause = 10 * time.Millisecond
			select {
			case <-p.wake:
			case <-ctx.Done():
				return ctx.Err()
			}
		default:
			p.Logger.Warn("consequences could not be appended; trying again", "err", err)
			select {
			case <-time.After(pause):
				pause = min(2*pause, maxPause)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// authorOnce gives every account that has something open one turn.
func (p *Projector) authorOnce(ctx context.Context) error {
	p.mu.Lock()
	ids := slices.Collect(maps.Keys(p.accounts))
	p.mu.Unlock()
	var all []error
	for _, id := range ids {
		all = append(all, p.turn(ctx, id))
	}
	return errors.Join(all...)
}

// turn settles one account and appends the difference. What was appended is
// looked at again once it has been folded: no difference closes it.
func (p *Projector) turn(ctx context.Context, id uuid.UUID) error {
	p.mu.Lock()
	a := p.accounts[id]
	if a == nil || p.broken || a.appended > a.revision {
		p.mu.Unlock() // its last consequences come through the log first
		return nil
	}
	at := p.position
	if a.dirty {
		a.settle()
	}
	changes := p.changes(a)
	if len(changes) == 0 {
		a.settledAt = at
		p.broadcastOnly()
	}
	revision := a.revision
	p.mu.Unlock()
	for _, w := range p.writes(id, revision, changes) {
		r, err := p.Journal.Append(ctx, w)
		if err != nil {
			return fmt.Errorf("identity: append: %w", err)
		}
		if r[0].Err != nil {
			if errors.Is(r[0].Err, eventstore.ErrWrongRevision) {
				return nil // a decision came in between: fold it, then look again
			}
			return fmt.Errorf("identity: append: %w", r[0].Err)
		}
		p.mu.Lock()
		a.appended = r[0].Revision
		p.mu.Unlock()
	}
	return nil
}

// changes are the differences of all open components; a component without one
// is closed.
func (p *Projector) changes(a *account) [][]event.Payload {
	var out [][]event.Payload
	for _, c := range a.components() {
		if payloads := p.difference(a, c); len(payloads) > 0 {
			out = append(out, payloads)
			continue
		}
		for _, records := range c.profiles {
			for _, n := range records {
				delete(a.open, n)
			}
		}
		for l := range c.wanted {
			delete(a.joins, l)
			delete(a.proposals, l)
		}
	}
	return out
}

// writes puts the changes of many components into as few appends as fit, each
// at the revision the one before leaves.
func (p *Projector) writes(account uuid.UUID, revision eventstore.Revision, changes [][]event.Payload) []journal.Write {
	var out []journal.Write
	w := journal.Write{Stream: event.IdentityStream(account), Expected: revision}
	size := 0
	flush := func() {
		if len(w.Entries) > 0 {
			out = append(out, w)
			w = journal.Write{Stream: w.Stream, Expected: w.Expected + eventstore.Revision(len(w.Entries))}
			size = 0
		}
	}
	for _, payloads := range changes {
		change := event.Change{ID: p.NewID(), Of: len(payloads)}
		whole := 0
		for _, pl := range payloads {
			whole += consequenceSize(pl)
		}
		if size+whole > maxChangeBytes {
			flush() // a change stays in one append where it can
		}
		for i, pl := range payloads {
			change.Part = i + 1
			n := consequenceSize(pl)
			if size+n > maxChangeBytes {
				flush()
			}
			size += n
			w.Entries = append(w.Entries, p.consequence(account, change, pl))
		}
	}
	flush()
	return out
}

// consequence makes the event of a payload, as a part of its change.
func (p *Projector) consequence(account uuid.UUID, change event.Change, pl event.Payload) event.Event {
	switch x := pl.(type) {
	case event.ProfilesMerged:
		x.Change = change
		pl = x
	case *event.ProfilesSplit:
		x.Change = change
		pl = *x
	case event.MatchProposed:
		x.Change = change
		pl = x
	case event.MatchWithdrawn:
		x.Change = change
		pl = x
	}
	now := p.Now().UTC()
	t := pl.EventType()
	return event.Event{Envelope: event.Envelope{
		ID: p.NewID(), Type: t, Version: event.Version(t), Account: account,
		OccurredAt: now, RecordedAt: now, Actor: "matcher", Correlation: change.ID,
	}, Payload: pl}
}

// consequenceSize estimates the encoded size, from above.
func consequenceSize(pl event.Payload) int {
	const base, perRecord, perField = 300, 18, 90
	switch x := pl.(type) {
	case event.ProfilesMerged:
		return base + perRecord*len(x.Records) + perField*len(x.Evidence.Fields)
	case *event.ProfilesSplit:
		n := base
		for _, part := range x.Parts {
			n += perRecord * (len(part) + 1)
		}
		return n
	case event.MatchProposed:
		return base + perField*len(x.Evidence.Fields)
	}
	return base
}

// broadcastOnly wakes those who wait, not the author.
func (p *Projector) broadcastOnly() {
	close(p.moved)
	p.moved = make(chan struct{})
}
