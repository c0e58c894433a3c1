package identity

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// account is what the log says of one account. The lock of the Projector
// guards it, but for matching.
type account struct {
	id        uuid.UUID
	row       accountRow
	partition *fold.Partition
	changes   *fold.Changes
	model     *match.Model // in force
	models    map[string]*modelRow
	parts     []byte // of a model that is not whole yet
	reviews   map[uuid.UUID]ends
	byRecord  map[fold.Ordinal][]uuid.UUID // record -> its open reviews
	decisions map[uuid.UUID]*decision
	progress  progress
	turn      turnState
	matching  *matching // the author's alone
}

// ends are the two records of a review, and what was said when it was asked.
type ends struct {
	a, b fold.Ordinal
	why  match.Barrier
	bits int32 // millibits
	at   int64 // Unix milliseconds
}

// decision is a person's decision in force. It never changes.
type decision struct {
	apart, undo bool
	a, b        []fold.Ordinal
}

// progress is what passes between Apply and the author.
type progress struct {
	todo      todo
	following bool // the author has a matcher: it is told of changes
	unsettled bool // the author has, or may have, something to do

	// Consequences under way: the author waits until the streams are folded
	// up to these revisions.
	identity, account eventstore.Revision

	settled eventstore.Position // all up to here is matched, appended and folded
	reached eventstore.Position // what settled becomes with the consequences under way
	closing bool                // reached counts
	again   bool                // the author wants to look once more
}

// todo is what the author has not looked at yet.
type todo struct {
	records   []fold.Ordinal // whose values may have changed
	decisions []uuid.UUID    // made or taken back
	all       bool           // every record may have changed
	model     bool           // another model is in force
	calibrate bool           // an import was finished
}

func (t *todo) empty() bool {
	return len(t.records) == 0 && len(t.decisions) == 0 && !t.all && !t.model && !t.calibrate
}

// maxTodo bounds the list of records to look at; a longer one is all of them.
const maxTodo = 1 << 20

func (t *todo) record(n fold.Ordinal) {
	if t.all {
		return
	}
	if t.records = append(t.records, n); len(t.records) > maxTodo {
		t.all, t.records = true, nil
	}
}

func newAccount(id uuid.UUID, m *match.Model) *account {
	return &account{
		id: id, row: accountRow{Revision: int64(eventstore.NoStream), AccountRevision: int64(eventstore.NoStream)},
		partition: fold.NewPartition(id), changes: &fold.Changes{}, model: m, models: map[string]*modelRow{},
		reviews: map[uuid.UUID]ends{}, byRecord: map[fold.Ordinal][]uuid.UUID{}, decisions: map[uuid.UUID]*decision{},
		progress: progress{identity: eventstore.NoStream, account: eventstore.NoStream},
	}
}

// changed notes a record whose values may have changed.
func (a *account) changed(n fold.Ordinal) {
	a.progress.unsettled = true
	if a.progress.following {
		a.progress.todo.record(n)
	}
}

// decide puts a person's decision in force. Records that the account does not
// have are nobody's.
func (a *account) decide(id uuid.UUID, row decisionRow) {
	a.decisions[id] = &decision{row.Apart, row.Undo, a.ordinalsOf(row.A), a.ordinalsOf(row.B)}
	a.decided(id)
}

// lift takes a decision back.
func (a *account) lift(id uuid.UUID) {
	if _, ok := a.decisions[id]; ok {
		delete(a.decisions, id)
		a.decided(id)
	}
}

func (a *account) decided(id uuid.UUID) {
	a.progress.unsettled = true
	if a.progress.following {
		a.progress.todo.decisions = append(a.progress.todo.decisions, id)
	}
}

func (a *account) ordinalsOf(records []uuid.UUID) []fold.Ordinal {
	out := make([]fold.Ordinal, 0, len(records))
	for _, r := range records {
		if n, ok := a.partition.Lookup(r); ok {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (a *account) recordIDs(ns []fold.Ordinal) []uuid.UUID {
	out := make([]uuid.UUID, len(ns))
	for i, n := range ns {
		out[i] = a.partition.RecordID(n)
	}
	return out
}

// propose notes an open review, or its end.
func (a *account) propose(id uuid.UUID, r reviewRow) {
	x, okx := a.partition.Lookup(r.A)
	y, oky := a.partition.Lookup(r.B)
	if _, known := a.reviews[id]; known || !okx || !oky {
		return
	}
	why, _ := match.BarrierNamed(r.Why)
	a.reviews[id] = ends{x, y, why, r.Bits, r.At}
	a.byRecord[x] = append(a.byRecord[x], id)
	a.byRecord[y] = append(a.byRecord[y], id)
}

func (a *account) withdraw(id uuid.UUID) {
	r, ok := a.reviews[id]
	if !ok {
		return
	}
	delete(a.reviews, id)
	for _, n := range [2]fold.Ordinal{r.a, r.b} {
		list := slices.DeleteFunc(a.byRecord[n], func(x uuid.UUID) bool { return x == id })
		if len(list) == 0 {
			delete(a.byRecord, n)
		} else {
			a.byRecord[n] = list
		}
	}
}

// advance closes what was under way once it is folded.
func (a *account) advance() {
	p := &a.progress
	if !p.closing || eventstore.Revision(a.row.Revision) < p.identity {
		return
	}
	p.closing, p.unsettled = false, p.again || !p.todo.empty()
	if !p.again {
		p.settled = p.reached
	}
}

// idle: there is nothing left to do up to the position that was applied last.
func (p *progress) idle() bool { return !p.unsettled && !p.closing }

// filter leaves out what the account has retracted.
func (p *Projector) filter(a *account) fold.Filter { return p.filterIn(a, p.store.image) }

// filterIn is filter with the confirmations of an image.
func (p *Projector) filterIn(a *account, from image) fold.Filter {
	sources, imports := slices.Clone(a.row.Sources), slices.Clone(a.row.Imports)
	if len(sources)+len(imports) == 0 {
		return fold.Filter{}
	}
	retracted := func(id uuid.UUID) bool { return slices.Contains(imports, id) }
	return fold.Filter{
		SourceRetracted: func(id uuid.UUID) bool { return slices.Contains(sources, id) },
		ImportRetracted: retracted,
		Confirmed:       func(observation uuid.UUID) bool { return p.confirmed(from, observation, retracted) },
	}
}

// first tells whether a decision, a grant or a saved segment ends first load.
func first(t event.Type) bool {
	switch t {
	case event.TypeMergeForced, event.TypeMergeUndone, event.TypeProfilesKept, event.TypeKeptApartLifted,
		event.TypeReviewDecided, event.TypeSharingGranted, event.TypeSegmentDefined:
		return true
	}
	return false
}
