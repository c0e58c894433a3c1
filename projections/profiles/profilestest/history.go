package profilestest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
)

const (
	sources = 3  // of each account
	people  = 14 // records of each source, at most
	imports = 3
)

var day0 = time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC)

func accounts() []uuid.UUID { return []uuid.UUID{id('a', 1), id('a', 2)} }

// id is a uuid of a kind and a number, spread like a random one.
func id(kind byte, n int) uuid.UUID {
	return uuid.NewSHA1(uuid.UUID{kind}, fmt.Append(nil, n))
}

func sourceID(account, n int) uuid.UUID { return id('s', 10*account+n) }

func stamped(n int, account uuid.UUID, stream event.Stream, p event.Payload) projections.Event {
	e := projections.Event{Stream: stream}
	e.Event = event.Event{
		Envelope: event.Envelope{
			ID: id('e', n), Type: p.EventType(), Version: 1, Account: account,
			OccurredAt: day0.Add(time.Duration(n) * time.Minute), RecordedAt: day0.Add(time.Duration(n) * time.Minute),
		},
		Payload: p,
	}
	return e
}

// history is a log while it is made up.
type history struct {
	*rand.Rand
	events     []projections.Event
	partitions map[uuid.UUID]*fold.Partition
	observed   map[uuid.UUID][]uuid.UUID // observations of a record
	erased     map[uuid.UUID]bool
}

// History makes up a log of about n events of two accounts: observations,
// activities, recleanings, confirmations, retractions, orders of trust, merges
// and splits as a matcher writes them, whole and in parts, and erasures. The
// same seed gives the same log.
func History(seed int64, n int) []projections.Event {
	h := &history{
		Rand: rand.New(rand.NewPCG(uint64(seed), 3)), partitions: map[uuid.UUID]*fold.Partition{},
		observed: map[uuid.UUID][]uuid.UUID{}, erased: map[uuid.UUID]bool{},
	}
	for i, account := range accounts() {
		h.partitions[account] = fold.NewPartition(account)
		h.account(account, &event.AccountOpened{Name: "Org", Timezone: "America/New_York"})
		h.account(account, &event.CategoryDefined{Number: category.FirstCustom, Name: "shirt", Type: category.Enum})
		for s, kind := range [sources]event.SourceKind{event.SourceDigital, event.SourceImport, event.SourceManual} {
			h.account(account, &event.SourceRegistered{Source: sourceID(i, s), Name: fmt.Sprint("source ", s), Kind: kind})
		}
	}
	for len(h.events) < n {
		h.step(h.IntN(len(accounts())))
	}
	return h.events
}

func (h *history) add(e projections.Event) {
	h.events = append(h.events, e)
	h.partitions[e.Account].Apply(e.Event)
}

func (h *history) account(account uuid.UUID, p event.Payload) {
	h.add(stamped(len(h.events), account, event.AccountStream(account), p))
}

// step adds an event, or several that belong together.
func (h *history) step(a int) {
	account := accounts()[a]
	switch n := h.IntN(100); {
	case n < 45:
		h.record(a, func(e *projections.Event) { h.observe(e) })
	case n < 70:
		h.record(a, func(e *projections.Event) { e.Payload = h.activity(e) })
	case n < 75:
		h.record(a, h.reclean)
	case n < 78:
		h.confirm(account)
	case n < 90:
		h.regroup(account)
	case n < 92:
		h.record(a, func(e *projections.Event) {
			e.Payload = &event.RecordErased{Reason: "asked"}
			h.erased[e.Record] = true
		})
	case n < 94:
		h.account(account, &event.ImportRetracted{Import: id('i', h.IntN(imports))})
	case n < 95:
		h.account(account, &event.ImportReinstated{Import: id('i', h.IntN(imports))})
	case n < 96:
		h.account(account, &event.SourceRetracted{Source: sourceID(a, h.IntN(sources))})
	case n < 98:
		h.account(account, &event.SourceReinstated{Source: sourceID(a, h.IntN(sources))})
	default:
		h.account(account, &event.SourcesOrdered{Order: []uuid.UUID{sourceID(a, h.IntN(sources))}})
	}
}

// record adds an event of some record that is not erased.
func (h *history) record(a int, make func(*projections.Event)) {
	s := h.IntN(sources)
	record := id('r', 1000*a+100*s+h.IntN(people))
	if h.erased[record] {
		return
	}
	account := accounts()[a]
	e := stamped(len(h.events), account, event.RecordStream(account, record), &event.RecordObserved{})
	e.Source, e.Record = sourceID(a, s), record
	if s == 1 {
		e.Import = id('i', h.IntN(imports))
	}
	e.OccurredAt = e.OccurredAt.Add(-time.Duration(h.IntN(200)) * time.Minute)
	make(&e)
	e.Type = e.Payload.EventType()
	h.add(e)
}

func (h *history) observe(e *projections.Event) {
	e.Payload = &event.RecordObserved{Key: "key of " + e.Record.String()[:4], Facts: h.facts(), Cleaner: 1}
	h.observed[e.Record] = append(h.observed[e.Record], e.ID)
}

func (h *history) reclean(e *projections.Event) {
	e.Import = uuid.Nil
	if known := h.observed[e.Record]; len(known) > 0 {
		e.Payload = &event.RecordRecleaned{Observation: known[h.IntN(len(known))], Facts: h.facts(), Cleaner: 2}
	} else {
		h.observe(e)
	}
}

func (h *history) confirm(account uuid.UUID) {
	var some []uuid.UUID
	for _, e := range h.events {
		if e.Account == account && e.Import != uuid.Nil && e.Type == event.TypeRecordObserved && h.IntN(3) == 0 {
			some = append(some, e.ID)
		}
	}
	imp := id('i', h.IntN(imports))
	e := stamped(len(h.events), account, event.ImportStream(account, imp), &event.ImportConfirmed{Observations: some})
	e.Import = imp
	h.add(e)
}
