package commands

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// keepHeld is how many data of an account a Quarantine lists, the newest.
const keepHeld = 10_000

// quarantineFilter is what a Quarantine folds.
var quarantineFilter = eventstore.Filter{StreamPrefixes: []string{string(event.KindQuarantine) + "-"}}

// HeldDatum is a datum in quarantine, without what it says.
type HeldDatum struct {
	ID       uuid.UUID
	Source   uuid.UUID
	Import   uuid.UUID // uuid.Nil when no import brought it
	Door     string    // tracking, command, import, ...
	Reason   string
	Hint     string
	Rejected time.Time
	Expires  time.Time

	place int64 // in the order of the log
}

// QuarantineCounts says how many data an account has in quarantine.
type QuarantineCounts struct {
	Held        int64 // waiting to be mended
	Resubmitted int64 // mended and taken in
	Unlisted    int64 // of the held: older than those that are listed
}

// Quarantine lists what every account has in quarantine, kept up to date from
// the log. Its memory is bounded: of each account the newest data are listed,
// the others counted. It is safe for concurrent use.
type Quarantine struct {
	keep int
	now  func() time.Time

	mu       sync.Mutex
	accounts map[uuid.UUID]*heldList
	places   int64
	position eventstore.Position
	moved    chan struct{} // closed and replaced whenever position moves
	failed   error
}

// heldList is one account's: order has every datum listed, oldest first, and
// also some that are gone from items since.
type heldList struct {
	items  map[uuid.UUID]HeldDatum
	order  []heldPlace
	counts QuarantineCounts
}

type heldPlace struct {
	place int64
	id    uuid.UUID
}

// NewQuarantine is a list before the first event; Follow fills it. keep = 0 is
// the default of 10,000 data an account; now = nil is time.Now.
func NewQuarantine(keep int, now func() time.Time) *Quarantine {
	if keep <= 0 {
		keep = keepHeld
	}
	if now == nil {
		now = time.Now
	}
	return &Quarantine{keep: keep, now: now, accounts: map[uuid.UUID]*heldList{}, moved: make(chan struct{})}
}

// Follow folds the log until ctx ends. It returns ctx's error or that of the
// log.
func (q *Quarantine) Follow(ctx context.Context, j *journal.Journal) error {
	sub, err := j.Subscribe(ctx, eventstore.Start, quarantineFilter)
	if err != nil {
		return q.fail(err)
	}
	defer sub.Close()
	for {
		b, err := sub.Next(ctx)
		if err != nil {
			return q.fail(err)
		}
		q.apply(b)
	}
}

func (q *Quarantine) fail(err error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = err
	q.wake()
	return fmt.Errorf("commands: quarantine: %w", err)
}

func (q *Quarantine) wake() {
	close(q.moved)
	q.moved = make(chan struct{})
}

func (q *Quarantine) apply(b journal.Batch) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, e := range b.Events {
		switch p := e.Payload.(type) {
		case *event.DatumRejected:
			q.places++
			q.of(e.Account).add(HeldDatum{
				ID: p.Datum, Source: e.Source, Import: e.Import, Door: p.Door, Reason: p.Reason, Hint: p.Hint,
				Rejected: e.RecordedAt, Expires: p.Expires, place: q.places,
			}, q.keep)
		case *event.DatumResubmitted:
			q.of(e.Account).resubmitted(p.Datum)
		}
	}
	q.position = b.Position
	q.wake()
}

func (q *Quarantine) of(account uuid.UUID) *heldList {
	l := q.accounts[account]
	if l == nil {
		l = &heldList{items: map[uuid.UUID]HeldDatum{}}
		q.accounts[account] = l
	}
	return l
}

func (l *heldList) add(d HeldDatum, keep int) {
	l.items[d.ID] = d
	l.order = append(l.order, heldPlace{d.place, d.ID})
	l.counts.Held++
	for len(l.items) > keep {
		l.drop()
		l.counts.Unlisted++
	}
	if len(l.order) > 2*keep {
		l.compact()
	}
}

// drop takes the oldest datum off the list.
func (l *heldList) drop() {
	for {
		oldest := l.order[0]
		l.order = l.order[1:]
		if _, ok := l.items[oldest.id]; ok {
			delete(l.items, oldest.id)
			return
		}
	}
}

func (l *heldList) compact() {
	kept := make([]heldPlace, 0, len(l.items))
	for _, o := range l.order {
		if _, ok := l.items[o.id]; ok {
			kept = append(kept, o)
		}
	}
	l.order = kept
}

func (l *heldList) resubmitted(id uuid.UUID) {
	l.counts.Held--
	l.counts.Resubmitted++
	if _, listed := l.items[id]; listed {
		delete(l.items, id)
	} else {
		l.counts.Unlisted--
	}
}
