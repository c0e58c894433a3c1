package identity

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// look waits until the account's profiles are loaded and calls f with them,
// nil when there is no such account; f may not keep them.
func (p *Projector) look(ctx context.Context, id uuid.UUID, f func(*account)) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p.accounts[id])
	return nil
}

// Members implements commands.Profiles.
func (p *Projector) Members(ctx context.Context, accountID, id uuid.UUID) (profile uuid.UUID, records []uuid.UUID, ok bool, err error) {
	err = p.look(ctx, accountID, func(a *account) {
		if a == nil {
			return
		}
		var n fold.Ordinal
		if n, ok = a.find(id); ok {
			members, _ := a.partition.Members(n)
			profile, records = a.partition.ProfileID(members[0]), a.recordIDs(members)
		}
	})
	return profile, records, ok, err
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
func (p *Projector) Sides(ctx context.Context, accountID, id uuid.UUID) (x, y []uuid.UUID, ok bool, err error) {
	if err := p.loaded(ctx); err != nil {
		return nil, nil, false, err
	}
	var row mergeRow
	if ok, err = p.store.get(idKey(tableMerge, accountID, id), &row); err != nil || ok {
		looked := p.look(ctx, accountID, func(a *account) {
			if ok = a != nil && !a.row.Closed; ok {
				x, y = a.recordIDs(unpack(row.A)), a.recordIDs(unpack(row.B))
			}
		})
		if err == nil {
			err = looked
		}
		return x, y, ok, err
	}
	var d decisionRow
	if ok, err = p.store.get(idKey(tableDecision, accountID, id), &d); err != nil || !ok || d.Apart {
		return nil, nil, false, err
	}
	return d.A, d.B, true, nil
}

// KeptApart implements commands.Profiles.
func (p *Projector) KeptApart(ctx context.Context, accountID uuid.UUID, x, y []uuid.UUID) (decision uuid.UUID, whole bool, err error) {
	err = p.look(ctx, accountID, func(a *account) {
		if a == nil {
			return
		}
		xs, ys := a.ordinalsOf(x), a.ordinalsOf(y)
		decision = a.keptApart(xs, ys)
		for _, id := range sortedIDs(a.decisions) {
			if d := a.decisions[id]; d.apart && (holds(d.a, xs) && holds(d.b, ys) || holds(d.a, ys) && holds(d.b, xs)) {
				decision, whole = id, true
				return
			}
		}
	})
	return decision, whole, err
}

// holds tells whether every one of ns stands in a sorted list.
func holds(sorted, ns []fold.Ordinal) bool {
	for _, n := range ns {
		if _, found := slices.BinarySearch(sorted, n); !found {
			return false
		}
	}
	return len(ns) > 0
}

// Decision implements commands.Profiles.
func (p *Projector) Decision(ctx context.Context, accountID, id uuid.UUID) (apart, ok bool, err error) {
	err = p.look(ctx, accountID, func(a *account) {
		if a == nil {
			return
		}
		var d *decision
		if d, ok = a.decisions[id]; ok {
			apart = d.apart
		}
	})
	return apart, ok, err
}

// Joined implements commands.Profiles.
func (p *Projector) Joined(ctx context.Context, accountID, idA, idB uuid.UUID) (uuid.UUID, error) {
	var out Explained
	var s sides
	var found error
	if err := p.look(ctx, accountID, func(a *account) { found = a.begin(p, &s, &out, idA, idB) }); err != nil {
		return uuid.Nil, err
	}
	if found != nil || out.ProfileA != out.ProfileB {
		return uuid.Nil, nil
	}
	_, err := p.mergeOf(accountID, &s, &out)
	return out.Merged, err
}

// Review implements commands.Profiles.
func (p *Projector) Review(ctx context.Context, accountID, review uuid.UUID) (x, y uuid.UUID, ok bool, err error) {
	err = p.look(ctx, accountID, func(a *account) {
		if a == nil {
			return
		}
		var r ends
		if r, ok = a.reviews[review]; ok {
			x, y = a.partition.RecordID(r.a), a.partition.RecordID(r.b)
		}
	})
	return x, y, ok, err
}

// Settle implements commands.Profiles: it waits until everything up to a
// position is matched and its consequences are in the log and folded here, a
// calibration that follows from it included.
func (p *Projector) Settle(ctx context.Context, accountID uuid.UUID, at eventstore.Position) (eventstore.Position, error) {
	if err := p.loaded(ctx); err != nil {
		return at, err
	}
	for {
		p.mu.Lock()
		a, moved := p.accounts[accountID], p.moved
		settled := !p.position.Before(at) && (a == nil || a.progress.idle() || !a.progress.settled.Before(at))
		last := at
		if a != nil {
			if own, err := eventstore.PositionFromBytes(a.row.Position); err == nil && at.Before(own) {
				last = own
			}
		}
		p.mu.Unlock()
		if settled {
			return last, nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return at, ctx.Err()
		}
	}
}

// WaitFor implements commands.Profiles.
func (p *Projector) WaitFor(ctx context.Context, at eventstore.Position) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	for {
		p.mu.Lock()
		seen, moved := !p.position.Before(at), p.moved
		p.mu.Unlock()
		if seen {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
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
	shared := 0
	_ = p.look(context.Background(), accountID, func(a *account) { // nothing is shared in what cannot be loaded
		if a == nil {
			return
		}
		for _, r := range records {
			if n, ok := a.partition.Lookup(r); ok {
				if members, _ := a.partition.Members(n); len(members) > 1 {
					shared++
				}
			}
		}
	})
	return shared
}

func (a *account) profileOf(record uuid.UUID) uuid.UUID {
	n, ok := a.partition.ProfileOf(record)
	if !ok {
		return uuid.Nil
	}
	return a.partition.ProfileID(n)
}
