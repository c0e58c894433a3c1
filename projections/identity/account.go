package identity

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// account is the state of one account in memory. The lock of the Projector
// guards it.
type account struct {
	id        uuid.UUID
	partition *fold.Partition // as the log says
	changes   *fold.Changes
	matcher   *match.Matcher // as the evidence says
	handles   map[fold.Ordinal]match.Handle
	ordinals  []fold.Ordinal // by handle
	revision  eventstore.Revision
	reviews   map[uuid.UUID]reviewRow
	byRecord  map[uuid.UUID][]uuid.UUID // record -> its open reviews
	decisions map[uuid.UUID]decisionRow
	apart     map[[2]fold.Ordinal]int // how many decisions keep a pair apart

	// open are the records whose components were settled and whose
	// consequences are not known to be in the log yet.
	open  map[fold.Ordinal]struct{}
	joins map[match.Handle][]match.Join // of the last settling, by first record
	// proposals of the components settled last, by first record.
	proposals map[match.Handle][]match.Proposal
	dirty     bool // the matcher has something to settle
	appended  eventstore.Revision
	settledAt eventstore.Position // everything up to here is settled and appended
}

func newAccount(id uuid.UUID, m *match.Matcher) *account {
	return &account{
		id: id, partition: fold.NewPartition(id), changes: &fold.Changes{}, matcher: m,
		handles: map[fold.Ordinal]match.Handle{}, revision: eventstore.NoStream, appended: eventstore.NoStream,
		reviews: map[uuid.UUID]reviewRow{}, byRecord: map[uuid.UUID][]uuid.UUID{},
		decisions: map[uuid.UUID]decisionRow{}, apart: map[[2]fold.Ordinal]int{},
		open: map[fold.Ordinal]struct{}{}, joins: map[match.Handle][]match.Join{}, proposals: map[match.Handle][]match.Proposal{},
	}
}

// put gives the matcher a record's values, or takes the record out of it.
func (a *account) put(n fold.Ordinal, m match.Record, present bool) {
	h, known := a.handles[n]
	switch {
	case present && known:
		a.matcher.Change(h, m)
	case present:
		h = a.matcher.Add(m)
		a.bind(n, h)
		a.restoreDecisions(n)
	case known:
		a.matcher.Remove(h)
		delete(a.handles, n)
		a.open[n] = struct{}{}
	}
	a.dirty = true
}

func (a *account) bind(n fold.Ordinal, h match.Handle) {
	for int(h) >= len(a.ordinals) {
		a.ordinals = append(a.ordinals, 0)
	}
	a.ordinals[h] = n
	a.handles[n] = h
}

// decide puts a person's decision into the matcher.
func (a *account) decide(id uuid.UUID, d decisionRow) {
	a.decisions[id] = d
	a.eachPair(d, func(x, y fold.Ordinal) {
		if d.Apart {
			a.apart[pair(x, y)]++
		}
		a.tell(d.Apart, x, y)
	})
	a.dirty = true
}

// lift takes a decision back; a pair that another decision keeps apart stays
// apart.
func (a *account) lift(id uuid.UUID) {
	d, ok := a.decisions[id]
	if !ok {
		return
	}
	delete(a.decisions, id)
	a.eachPair(d, func(x, y fold.Ordinal) {
		hx, okx := a.handles[x]
		hy, oky := a.handles[y]
		if d.Apart {
			p := pair(x, y)
			if a.apart[p]--; a.apart[p] > 0 {
				return
			}
			delete(a.apart, p)
			if okx && oky {
				a.matcher.LiftApart(hx, hy)
			}
			return
		}
		if okx && oky {
			a.matcher.Unforce(hx, hy)
		}
	})
	a.dirty = true
}

func (a *account) tell(apart bool, x, y fold.Ordinal) {
	hx, okx := a.handles[x]
	hy, oky := a.handles[y]
	switch {
	case !okx || !oky: // told when the record has values, by restoreDecisions
	case apart:
		a.matcher.KeepApart(hx, hy)
	default:
		a.matcher.Force(hx, hy)
	}
}

// restoreDecisions tells the matcher, of a record that is new to it, what
// people decided about it before.
func (a *account) restoreDecisions(n fold.Ordinal) {
	if len(a.decisions) == 0 {
		return
	}
	for _, d := range a.decisions {
		a.eachPair(d, func(x, y fold.Ordinal) {
			if x == n || y == n {
				a.tell(d.Apart, x, y)
			}
		})
	}
}

// eachPair goes through the pairs of records that a decision is about: of a
// keep-apart each with each, of a merge the oldest of both sides.
func (a *account) eachPair(d decisionRow, f func(x, y fold.Ordinal)) {
	if !d.Apart {
		x, okx := a.oldest(d.A)
		y, oky := a.oldest(d.B)
		if okx && oky {
			f(x, y)
		}
		return
	}
	for _, ra := range d.A {
		x, ok := a.partition.Lookup(ra)
		if !ok {
			continue
		}
		for _, rb := range d.B {
			if y, ok := a.partition.Lookup(rb); ok && x != y {
				f(x, y)
			}
		}
	}
}

func (a *account) oldest(records []uuid.UUID) (fold.Ordinal, bool) {
	found, any := fold.Ordinal(0), false
	for _, r := range records {
		if n, ok := a.partition.Lookup(r); ok && (!any || n < found) {
			found, any = n, true
		}
	}
	return found, any
}

func pair(x, y fold.Ordinal) [2]fold.Ordinal {
	if y < x {
		x, y = y, x
	}
	return [2]fold.Ordinal{x, y}
}

// propose notes an open review, or its end.
func (a *account) propose(id uuid.UUID, r reviewRow) {
	a.reviews[id] = r
	a.byRecord[r.A] = append(a.byRecord[r.A], id)
	a.byRecord[r.B] = append(a.byRecord[r.B], id)
}

func (a *account) withdraw(id uuid.UUID) {
	r, ok := a.reviews[id]
	if !ok {
		return
	}
	delete(a.reviews, id)
	for _, record := range []uuid.UUID{r.A, r.B} {
		list := a.byRecord[record]
		for i, x := range list {
			if x == id {
				list = append(list[:i], list[i+1:]...)
				break
			}
		}
		if len(list) == 0 {
			delete(a.byRecord, record)
		} else {
			a.byRecord[record] = list
		}
	}
}

// record is the id of a record by the matcher's handle.
func (a *account) record(h match.Handle) uuid.UUID { return a.partition.RecordID(a.ordinals[h]) }

// decisionOf makes the row of a person's decision; false for other events.
func decisionOf(p event.Payload) (decisionRow, bool) {
	switch p := p.(type) {
	case *event.MergeForced:
		return decisionRow{A: p.RecordA, B: p.RecordB}, true
	case *event.MergeUndone:
		return decisionRow{Apart: true, A: p.RecordA, B: p.RecordB}, true
	case *event.ProfilesKeptApart:
		return decisionRow{Apart: true, A: p.RecordA, B: p.RecordB}, true
	case *event.ReviewDecided:
		return decisionRow{Apart: !p.Accept, A: p.RecordA, B: p.RecordB}, true
	}
	return decisionRow{}, false
}
