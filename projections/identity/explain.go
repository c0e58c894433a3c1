package identity

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// ErrUnknown: the account has no such profile or record.
var ErrUnknown = errors.New("no such profile or record")

// Explained is the story of two profiles or records.
type Explained struct {
	ProfileA, ProfileB uuid.UUID
	RecordA, RecordB   uuid.UUID // the pair that speaks most for one person
	match.Explanation
	Margin  match.Bits
	Merged  uuid.UUID // the merge that joined them, uuid.Nil when none did
	Decided uuid.UUID // the decision that keeps them apart
}

// maxExplained bounds the pairs that an explanation looks at on each side.
const maxExplained = 50

// Explain weighs two profiles or records: of all pairs of their records the one
// with the most bits.
func (p *Projector) Explain(_ context.Context, accountID, idA, idB uuid.UUID) (Explained, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[accountID]
	if a == nil {
		return Explained{}, ErrUnknown
	}
	as, okA := a.sideOf(idA)
	bs, okB := a.sideOf(idB)
	if !okA || !okB {
		return Explained{}, ErrUnknown
	}
	out := Explained{ProfileA: a.profileOf(a.partition.RecordID(as[0])), ProfileB: a.profileOf(a.partition.RecordID(bs[0]))}
	found := false
	for _, x := range as[:min(len(as), maxExplained)] {
		for _, y := range bs[:min(len(bs), maxExplained)] {
			if x == y && len(as)*len(bs) > 1 {
				continue
			}
			hx, okx := a.handles[x]
			hy, oky := a.handles[y]
			if !okx || !oky {
				continue
			}
			nx, _ := a.matcher.Node(hx)
			ny, _ := a.matcher.Node(hy)
			e := a.matcher.Model().Explain(&nx, &ny)
			if found && e.Total <= out.Total {
				continue
			}
			found = true
			out.Explanation, out.RecordA, out.RecordB = e, a.partition.RecordID(x), a.partition.RecordID(y)
			if e.A != nx.Key() { // shown from a to b, as asked
				swap(&out.Explanation)
			}
		}
	}
	out.Decided = a.keptApart(as, bs)
	var err error
	if out.ProfileA == out.ProfileB {
		out.Merged, err = p.mergeOf(a, as, bs)
	}
	return out, err
}

func swap(e *match.Explanation) {
	e.A, e.B = e.B, e.A
	for i := range e.Fields {
		e.Fields[i].A, e.Fields[i].B = e.Fields[i].B, e.Fields[i].A
	}
}

// sideOf are the records an id stands for: a record itself, or all of the
// profile that holds the one whose own id it is.
func (a *account) sideOf(id uuid.UUID) ([]fold.Ordinal, bool) {
	if n, ok := a.partition.Lookup(id); ok {
		return []fold.Ordinal{n}, true
	}
	n, ok, _ := a.partition.Resolve(id)
	if !ok {
		return nil, false
	}
	profile, _ := a.partition.Profile(n)
	members, _ := a.partition.Members(profile)
	return members, len(members) > 0
}

// keptApart finds a decision that keeps records of the two sides apart.
func (a *account) keptApart(as, bs []fold.Ordinal) uuid.UUID {
	for _, id := range sortedIDs(a.decisions) {
		d := a.decisions[id]
		if !d.Apart {
			continue
		}
		found := false
		a.eachPair(d, func(x, y fold.Ordinal) {
			found = found || has(as, x) && has(bs, y) || has(as, y) && has(bs, x)
		})
		if found {
			return id
		}
	}
	return uuid.Nil
}

func has(list []fold.Ordinal, n fold.Ordinal) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// mergeOf finds the newest merge whose sides part the two.
func (p *Projector) mergeOf(a *account, as, bs []fold.Ordinal) (found uuid.UUID, err error) {
	err = p.store.scan(key(tableMerge, a.id[:]), func(k, _ []byte) error {
		var row mergeRow
		if ok, err := p.store.get(p.store.db, k, &row); err != nil || !ok {
			return err
		}
		if a.among(row.A, as) && a.among(row.B, bs) || a.among(row.A, bs) && a.among(row.B, as) {
			found = uuid.UUID(k[17:33])
		}
		return nil
	})
	return found, err
}

func (a *account) among(records []uuid.UUID, side []fold.Ordinal) bool {
	for _, r := range records {
		if n, ok := a.partition.Lookup(r); ok && has(side, n) {
			return true
		}
	}
	return false
}
