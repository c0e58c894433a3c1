package identity

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Review is an open proposal: are these two profiles one?
type Review struct {
	ID       uuid.UUID
	ProfileA uuid.UUID
	ProfileB uuid.UUID
	RecordA  uuid.UUID
	RecordB  uuid.UUID
	Why      string
	Bits     int32 // millibits
	At       int64 // Unix milliseconds
}

// Reviews lists the open proposals of an account after a cursor, by id.
func (p *Projector) Reviews(accountID uuid.UUID, after uuid.UUID, limit int) []Review {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[accountID]
	if a == nil {
		return nil
	}
	var out []Review
	for _, id := range sortedIDs(a.reviews) {
		if after != uuid.Nil && id.String() <= after.String() {
			continue
		}
		r := a.reviews[id]
		item := Review{ID: id, RecordA: r.A, RecordB: r.B, Why: r.Why, Bits: r.Bits, At: r.At}
		item.ProfileA, item.ProfileB = a.profileOf(r.A), a.profileOf(r.B)
		if out = append(out, item); len(out) == limit {
			break
		}
	}
	return out
}

// maxProposals bounds the open reviews of one component, the best first.
const maxProposals = 20

// proposals makes what the matcher proposes and the log does not, and takes
// back what the log proposes and the matcher does no more.
func (p *Projector) proposals(a *account, c *component, pieces map[fold.Ordinal]*piece) []event.Payload {
	wanted := map[uuid.UUID]match.Proposal{}
	for _, m := range a.proposalsOf(c) {
		x, y := pieces[a.ordinals[m.A]], pieces[a.ordinals[m.B]]
		if x != nil && y != nil && x.root() != y.root() && len(wanted) < maxProposals {
			wanted[a.reviewID(m)] = m
		}
	}
	open := map[uuid.UUID]bool{}
	for n := range pieces {
		for _, id := range a.byRecord[a.partition.RecordID(n)] {
			open[id] = true
		}
	}
	var out []event.Payload
	for _, id := range sortedIDs(open) {
		if _, still := wanted[id]; !still {
			out = append(out, event.MatchWithdrawn{Review: id, Why: "decided by data"})
		}
	}
	for _, id := range sortedIDs(wanted) {
		if open[id] {
			continue
		}
		m := wanted[id]
		out = append(out, event.MatchProposed{
			Review: id, RecordA: a.record(m.A), RecordB: a.record(m.B), Why: m.Why.String(), Evidence: p.weigh(a, m.A, m.B),
		})
	}
	return out
}

// proposalsOf are the matcher's proposals within a component, the best first.
func (a *account) proposalsOf(c *component) []match.Proposal {
	var out []match.Proposal
	for l := range c.wanted {
		out = append(out, a.proposals[l]...)
	}
	slices.SortFunc(out, func(x, y match.Proposal) int {
		ix, iy := a.reviewID(x), a.reviewID(y)
		return cmp.Or(cmp.Compare(y.Bits, x.Bits), bytes.Compare(ix[:], iy[:]))
	})
	return out
}

// reviewID is the same for a pair of records whenever it is proposed.
func (a *account) reviewID(m match.Proposal) uuid.UUID {
	x, y := a.record(m.A), a.record(m.B)
	if bytes.Compare(x[:], y[:]) > 0 {
		x, y = y, x
	}
	return uuid.NewSHA1(a.id, append(append([]byte("review"), x[:]...), y[:]...))
}

func sortedIDs[V any](m map[uuid.UUID]V) []uuid.UUID {
	return slices.SortedFunc(maps.Keys(m), func(x, y uuid.UUID) int { return bytes.Compare(x[:], y[:]) })
}
