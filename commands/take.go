package commands

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// maxEventBytes is the most one event may weigh, with room for its envelope and
// seal below the log's limit of an append.
const maxEventBytes = eventstore.MaxAppendBytes - 4096

// Taken is the answer for a batch of data.
type Taken struct {
	Outcomes []ingest.Outcome
	Position eventstore.Position // of the newest event among them
	// Confirmed are the observations that unchanged data equal.
	Confirmed []uuid.UUID
}

// Take takes data in: resolve the records through the vault, make the events,
// append those that are new. Data are independent of each other: one that is
// refused by the log has its reason in its outcome. The error is for the batch
// as a whole; nothing is known of its data then, and the same call again does
// no harm.
func (s *Service) Take(ctx context.Context, c Caller, imp uuid.UUID, data []ingest.Datum) (Taken, error) {
	if len(data) == 0 {
		return Taken{}, nil
	}
	rows, err := s.resolve(ctx, c, data)
	if err != nil {
		return Taken{}, err
	}
	b := &batch{service: s, caller: c, imp: imp, now: s.Now().UTC(), rows: rows, writes: map[uuid.UUID]int{}}
	b.out.Outcomes = make([]ingest.Outcome, len(data))
	for i := range data {
		if err := b.add(i, &data[i]); err != nil {
			b.out.Outcomes[i] = ingest.Outcome{Status: ingest.Rejected, Err: err}
		}
	}
	if err := b.append(ctx); err != nil {
		return Taken{}, err
	}
	return b.out, s.remember(ctx, b)
}

func (s *Service) resolve(ctx context.Context, c Caller, data []ingest.Datum) ([]vault.Row, error) {
	refs := make([]vault.Ref, len(data))
	for i := range data {
		refs[i] = vault.Ref{Source: data[i].Source, Key: data[i].Key}
	}
	rows, err := s.Vault.Resolve(ctx, c.Account, refs)
	if err != nil {
		return nil, unavailable(err)
	}
	return rows, nil
}

// batch gathers the events of one Take, one write per record.
type batch struct {
	service *Service
	caller  Caller
	imp     uuid.UUID
	now     time.Time
	rows    []vault.Row
	writes  map[uuid.UUID]int // record -> index in list
	list    []journal.Write
	owners  [][]int // parallel to list: which datum each event belongs to, or none
	sizes   []int   // parallel to list: bytes so far
	last    map[uuid.UUID]vault.Last
	stated  []identity // identifiers to remember once they are in the log
	out     Taken
}

// none marks an event that belongs to no datum's outcome.
const none = -1

// add makes the events of one datum.
func (b *batch) add(i int, d *ingest.Datum) error {
	row := b.rows[i]
	if row.Suppressed {
		// An erased person may not return; to the sender it looks taken.
		b.out.Outcomes[i] = ingest.Outcome{Status: ingest.Duplicate}
		return nil
	}
	source, ok := b.service.Directory.Source(b.caller.Account, d.Source)
	if !ok {
		return Refuse(NotFound, "GET /api/sources lists the sources", "source %s is not known", d.Source)
	}
	out := &b.out.Outcomes[i]
	*out = ingest.Outcome{Status: ingest.Duplicate, Record: row.Record}
	ids := b.numbering(source, d)
	b.identify(row.Record, source, d)
	if len(d.Facts) > 0 || d.Extra != nil || d.Linked != "" || d.Activity == nil {
		o := event.RecordObserved{Key: d.Key, Facts: d.Facts, Cleaner: clean.Version, Region: d.Region, Message: d.Message, Linked: d.Linked, Extra: d.Extra}
		hash := b.fingerprint(row.Record, &o)
		if d.Content && b.unchanged(row, hash) {
			out.Status = ingest.Unchanged
			out.Events = []uuid.UUID{b.lastEvent(row)}
			b.out.Confirmed = append(b.out.Confirmed, b.lastEvent(row))
			return nil
		}
		e := b.event(ids(), row.Record, d, o)
		if err := b.put(i, row.Record, e); err != nil {
			return err
		}
		b.note(vault.Last{Record: row.Record, Hash: hash, Event: e.ID})
	}
	if d.Activity != nil {
		return b.put(i, row.Record, b.activity(ids(), source, row.Record, d))
	}
	return nil
}

// numbering gives the ids of a datum's events, in order.
func (b *batch) numbering(source fold.Source, d *ingest.Datum) func() uuid.UUID {
	n := 0
	return func() uuid.UUID {
		n++
		switch {
		case d.Message != "":
			return derive(source.Namespace, "message", d.Message, n)
		case d.Row > 0 && b.imp != uuid.Nil:
			return derive(source.Namespace, "import", b.imp.String(), d.Row, n)
		case d.Fallback != "":
			return derive(source.Namespace, "request", d.Fallback, n)
		default:
			return b.service.NewID()
		}
	}
}

// derive is UUIDv5 over parts that cannot run into each other.
func derive(namespace uuid.UUID, parts ...any) uuid.UUID {
	name := make([]byte, 0, 160)
	for _, p := range parts {
		var s string
		switch p := p.(type) {
		case string:
			s = p
		case int:
			s = strconv.Itoa(p)
		default:
			s = fmt.Sprint(p)
		}
		name = strconv.AppendInt(name, int64(len(s)), 10)
		name = append(append(name, ':'), s...)
	}
	return event.NamedID(namespace, name)
}

func (b *batch) event(id, record uuid.UUID, d *ingest.Datum, p event.Payload) event.Event {
	e := event.Event{Envelope: b.service.envelope(b.caller, p.EventType(), id), Payload: p}
	e.Source, e.Record, e.Import = d.Source, record, b.imp
	e.RecordedAt, e.OccurredAt = b.now, b.now
	if !d.OccurredAt.IsZero() && d.OccurredAt.Before(b.now) {
		e.OccurredAt = d.OccurredAt.UTC()
	}
	return e
}

func (b *batch) activity(id uuid.UUID, source fold.Source, record uuid.UUID, d *ingest.Datum) event.Event {
	a := event.ActivityRecorded{
		Key: d.Key, Activity: id, Name: d.Activity.Name, Label: d.Activity.Label,
		Properties: d.Activity.Properties, Message: d.Message, Withdrawn: d.Activity.Withdrawn,
	}
	if d.Activity.Natural != "" {
		a.Activity = derive(source.Namespace, "activity", d.Activity.Natural)
		if d.Message == "" {
			id = derive(source.Namespace, "state", a.Activity.String(), b.service.contentOf(b.caller.Account, &a))
		}
	}
	return b.event(id, record, d, a)
}

// put adds an event to its record's write.
func (b *batch) put(datum int, record uuid.UUID, e event.Event) error {
	n := sizeOf(e.Payload)
	if n > maxEventBytes {
		return Refuse(TooLarge, "split it, or leave out what is not needed", "the datum has %d bytes, at most %d are taken", n, maxEventBytes)
	}
	at, ok := b.writes[record]
	if !ok || b.sizes[at]+n > maxEventBytes {
		at = len(b.list)
		b.writes[record] = at
		b.list = append(b.list, journal.Write{Stream: event.RecordStream(b.caller.Account, record), Expected: eventstore.Any, SkipKnown: true})
		b.owners, b.sizes = append(b.owners, nil), append(b.sizes, 0)
	}
	b.sizes[at] += n
	b.list[at].Entries = append(b.list[at].Entries, e)
	b.owners[at] = append(b.owners[at], datum)
	if datum >= 0 {
		b.out.Outcomes[datum].Events = append(b.out.Outcomes[datum].Events, e.ID)
	}
	return nil
}
