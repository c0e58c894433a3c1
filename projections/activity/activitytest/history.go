package activitytest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
)

// id is a made-up id: kind says of what, n which one.
func id(kind byte, n int) uuid.UUID {
	return uuid.UUID{kind, byte(n), byte(n >> 8), 6: 0x40, 8: 0x80, 14: byte(n >> 8), 15: byte(n)}
}

// The made-up ids.
func account(n int) uuid.UUID    { return id(0xA0, n) }
func record(n int) uuid.UUID     { return id(0xB0, n) }
func source(n int) uuid.UUID     { return id(0xC0, n) }
func activityID(n int) uuid.UUID { return id(0xD0, n) }

// importID of 0 is none.
func importID(n int) uuid.UUID {
	if n == 0 {
		return uuid.Nil
	}
	return id(0xE0, n)
}

// did describes one event to make.
type did struct {
	n                                      int // of the event
	account, record, source, imp, activity int
	at                                     int // minutes
	name                                   string
	withdrawn                              bool
	amount                                 string
}

func day() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }

func (d did) event() projections.Event {
	p := &event.ActivityRecorded{Key: fmt.Sprint("key ", d.record), Activity: activityID(d.activity), Name: d.name, Withdrawn: d.withdrawn}
	if d.activity == 0 { // no natural key: named after its event
		p.Activity = id(0xF0, d.n)
	}
	if p.Name == "" {
		p.Name = "page_view"
	}
	if d.amount != "" {
		p.Label = "for " + d.amount
		p.Properties = []event.Property{
			{Name: "amount", Value: d.amount, Kind: event.PropertyNumber},
			{Name: "colour of the envelope", Value: "blue " + d.amount},
		}
	}
	return d.make(p, event.RecordStream(account(d.account), record(d.record)))
}

func (d did) make(p event.Payload, s event.Stream) projections.Event {
	return projections.Event{
		Event: event.Event{Payload: p, Envelope: event.Envelope{
			ID: id(0xF0, d.n), Type: p.EventType(), Version: 1, Account: s.Account, Source: source(d.source), Import: importID(d.imp),
			Record: s.ID, OccurredAt: day().Add(time.Duration(d.at) * time.Minute), RecordedAt: day().Add(time.Duration(d.n) * time.Hour),
		}},
		Stream: s,
	}
}

// erased is a RecordErased; sealed an activity whose record was erased since;
// closed an AccountClosed.
func (d did) erased() projections.Event {
	return d.make(&event.RecordErased{}, event.RecordStream(account(d.account), record(d.record)))
}

func (d did) sealed() projections.Event {
	e := d.event()
	e.Payload = event.Erased{Was: event.TypeActivityRecorded}
	return e
}

func (d did) closed() projections.Event {
	return d.make(&event.AccountClosed{}, event.AccountStream(account(d.account)))
}

// The sizes of made-up worlds: small, so that things meet.
const (
	accounts, records, sources, imports = 2, 6, 3, 4
)

// History makes n events of the kinds the projector knows.
func History(seed int64, n int) []projections.Event {
	r := rand.New(rand.NewPCG(uint64(seed), 3))
	names := []string{"page_view", "Page_View", "donation", "vote"}
	out := make([]projections.Event, n)
	for i := range out {
		d := did{
			n: i + 1, account: 1 + r.IntN(accounts), record: 1 + r.IntN(records), source: 1 + r.IntN(sources),
			imp: r.IntN(imports), activity: 1 + r.IntN(1+n/3), at: r.IntN(120), name: names[r.IntN(len(names))],
			withdrawn: r.IntN(8) == 0,
		}
		if r.IntN(4) == 0 {
			d.activity = 0
		}
		if r.IntN(2) == 0 {
			d.amount = fmt.Sprint(r.IntN(500))
		}
		switch r.IntN(60) {
		case 0:
			out[i] = d.erased()
		case 1:
			out[i] = d.sealed()
		case 2:
			if out[i] = d.closed(); r.IntN(4) != 0 {
				out[i] = d.event()
			}
		default:
			out[i] = d.event()
		}
	}
	return out
}
