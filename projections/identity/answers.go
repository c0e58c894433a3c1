package identity

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Members implements commands.Profiles.
func (p *Projector) Members(_ context.Context, accountID, id uuid.UUID) (uuid.UUID, []uuid.UUID, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[accountID]
	if a == nil {
		return uuid.Nil, nil, false, nil
	}
	n, ok := a.find(id)
	if !ok {
		return uuid.Nil, nil, false, nil
	}
	profile, _ := a.partition.Profile(n)
	members, _ := a.partition.Members(profile)
	return a.partition.ProfileID(profile), a.recordIDs(members), true, nil
}

// find finds a record by its id, or by the id of a profile it gave.
func (a *account) find(id uuid.UUID) (fold.Ordinal, bool) {
	if n, ok := a.partition.Lookup(id); ok {
		return n, true
	}
	n, ok, _ := a.partition.Resolve(id)
	return n, ok
}

// Sides implements commands.Profiles.
func (p *Projector) Sides(_ context.Context, accountID, id uuid.UUID) (x, y []uuid.UUID, ok bool, err error) {
	var row mergeRow
	if ok, err = p.store.get(p.store.db, idKey(tableMerge, accountID, id), &row); err != nil || ok {
		return row.A, row.B, ok, err
	}
	var d decisionRow
	if ok, err = p.store.get(p.store.db, idKey(tableDecision, accountID, id), &d); err != nil || !ok || d.Apart {
		return nil, nil, false, err
	}
	return d.A, d.B, true, nil
}

// Review implements commands.Profiles.
func (p *Projector) Review(_ context.Context, accountID, review uuid.UUID) (x, y uuid.UUID, ok bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.accounts[accountID]; a != nil {
		r, ok := a.reviews[review]
		return r.A, r.B, ok, nil
	}
	return uuid.Nil, uuid.Nil, false, nil
}

// Settle implements commands.Profiles: it waits until everything up to a
// position is matched and its consequences are in the log and folded here.
func (p *Projector) Settle(ctx context.Context, accountID uuid.UUID, at eventstore.Position) (eventstore.Position, error) {
	for {
		p.mu.Lock()
		a, moved := p.accounts[accountID], p.moved
		settled := !p.position.Before(at) && (a == nil || !a.settledAt.Before(at) || !a.dirty && len(a.open) == 0 && a.appended <= a.revision)
		last := p.identity[accountID]
		p.mu.Unlock()
		if settled {
			if last.Before(at) {
				last = at
			}
			return last, nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return at, ctx.Err()
		}
	}
}

// Position is that of the newest event that was applied.
func (p *Projector) Position() eventstore.Position {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.position
}

// Shared counts the records among the given ones that share their profile with
// another record.
func (p *Projector) Shared(accountID uuid.UUID, records []uuid.UUID) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[accountID]
	if a == nil {
		return 0
	}
	shared := 0
	for _, r := range records {
		n, ok := a.partition.Lookup(r)
		if !ok {
			continue
		}
		profile, _ := a.partition.Profile(n)
		if members, _ := a.partition.Members(profile); len(members) > 1 {
			shared++
		}
	}
	return shared
}

func (a *account) profileOf(record uuid.UUID) uuid.UUID {
	n, ok := a.partition.ProfileOf(record)
	if !ok {
		return uuid.Nil
	}
	return a.partition.ProfileID(n)
}
