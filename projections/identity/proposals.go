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

// maxProposals bounds the open reviews of one component, the best first.
const maxProposals = 20

// between names two wanted clusters.
type between [2]match.Handle

// between finds the wanted clusters of two records; false when they are one, or
// one of them has no values.
func (m *matching) between(x, y fold.Ordinal) (between, bool) {
	hx, okx := m.handle(x)
	hy, oky := m.handle(y)
	if !okx || !oky {
		return between{}, false
	}
	a, b := match.Handle(m.x.Label(hx)), match.Handle(m.x.Label(hy))
	return between{min(a, b), max(a, b)}, a != b
}

// reviewing takes back what the log asks and the matcher does not ask any more,
// and asks what it asks anew. An open review stays as long as any pair of its
// two clusters is worth a question, so that nobody's list flickers.
func (a *account) reviewing(c *component, plan *planning) []planned {
	m := a.matching
	wanted := map[between]match.Proposal{}
	for _, q := range c.proposals {
		b, apart := m.between(m.ordinals[q.A], m.ordinals[q.B])
		if old, known := wanted[b]; apart && (!known || a.compare(q, old) < 0) {
			wanted[b] = q
		}
	}
	var out []planned
	open := 0
	for _, id := range a.openIn(c) {
		r := a.reviews[id]
		b, apart := m.between(r.a, r.b)
		_, still := wanted[b]
		stays, decided := plan.stays[id]
		switch {
		case !decided && apart && still || stays:
			plan.stays[id] = true
			delete(wanted, b)
			open++
		case !decided:
			plan.stays[id] = false
			out = append(out, planned{payload: event.MatchWithdrawn{Review: id, Why: "decided by data"}})
			a.makeRoom(c, r)
		}
	}
	for b := range wanted {
		if _, again := plan.asked[b]; again {
			delete(wanted, b)
			open++
		}
	}
	return append(out, a.asking(wanted, maxProposals-open, plan)...)
}

// makeRoom has the other component of a review that ends looked at again: there
// is room for another question.
func (a *account) makeRoom(c *component, r ends) {
	m := a.matching
	for _, n := range [2]fold.Ordinal{r.a, r.b} {
		if h, present := m.handle(n); present && c.lacks(a, n) {
			m.x.Touch(h)
			m.again = true
		}
	}
}

// asking proposes the best of what is wanted.
func (a *account) asking(wanted map[between]match.Proposal, room int, plan *planning) (out []planned) {
	for _, q := range a.best(slices.Collect(maps.Values(wanted)), room) {
		b, _ := a.matching.between(a.matching.ordinals[q.A], a.matching.ordinals[q.B])
		plan.asked[b] = struct{}{}
		w := a.weighing(q.A, q.B)
		w.payload = event.MatchProposed{Review: q.id, RecordA: w.records[0], RecordB: w.records[1], Why: q.Why.String()}
		out = append(out, w)
	}
	return out
}

// ranked is a proposal with the id of its review, which breaks ties.
type ranked struct {
	match.Proposal
	id uuid.UUID
}

// best are the n best of the proposals, best first. Ids are hashes, and in a
// crowded component there are far more proposals than room: only those get one
// that may be among the best.
func (a *account) best(proposals []match.Proposal, n int) []ranked {
	n = min(n, len(proposals))
	if n <= 0 {
		return nil
	}
	slices.SortFunc(proposals, func(x, y match.Proposal) int { return cmp.Compare(y.Bits, x.Bits) })
	least := proposals[n-1].Bits
	var out []ranked
	for _, q := range proposals {
		if q.Bits < least {
			break
		}
		out = append(out, ranked{q, a.reviewID(q)})
	}
	slices.SortFunc(out, func(x, y ranked) int { return cmp.Or(cmp.Compare(y.Bits, x.Bits), compareIDs(x.id, y.id)) })
	return out[:n]
}

// lacks tells whether a record lies outside the component.
func (c *component) lacks(a *account, n fold.Ordinal) bool {
	profile, _ := a.partition.Profile(n)
	return c.profiles[profile] == nil
}

// openIn lists the open reviews about records of a component.
func (a *account) openIn(c *component) []uuid.UUID {
	open := map[uuid.UUID]bool{}
	for _, members := range c.profiles {
		for _, n := range members {
			for _, id := range a.byRecord[n] {
				open[id] = true
			}
		}
	}
	return sortedIDs(open)
}

// compare puts the better proposal first. Ids are hashes: they are made only to
// break a tie.
func (a *account) compare(x, y match.Proposal) int {
	if c := cmp.Compare(y.Bits, x.Bits); c != 0 {
		return c
	}
	return compareIDs(a.reviewID(x), a.reviewID(y))
}

// reviewID is the same for a pair of records whenever it is proposed.
func (a *account) reviewID(q match.Proposal) uuid.UUID {
	x, y := a.partition.RecordID(a.matching.ordinals[q.A]), a.partition.RecordID(a.matching.ordinals[q.B])
	if compareIDs(x, y) > 0 {
		x, y = y, x
	}
	return event.NamedID(a.id, append(append([]byte("review"), x[:]...), y[:]...))
}

func compareIDs(x, y uuid.UUID) int { return bytes.Compare(x[:], y[:]) }
