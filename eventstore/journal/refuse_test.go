package journal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// TestMoved: a payload belongs to one event of one stream.
func TestMoved(t *testing.T) {
	w := newWorld(t)
	s := w.record(t, "a")
	w.put(t, s, observation(1))
	w.put(t, s, observation(2))
	w.put(t, s, &event.RecordErased{})
	log := w.recorded(t)
	cases := []struct {
		name string
		turn func(r *eventstore.Recorded)
		want error
	}{
		{"as it is", func(*eventstore.Recorded) {}, nil},
		{"another event's payload", func(r *eventstore.Recorded) { r.Data = log[1].Data }, journal.ErrMalformed},
		{"another stream", func(r *eventstore.Recorded) { r.Stream = w.record(t, "b").String() }, journal.ErrMalformed},
		{"one bit", func(r *eventstore.Recorded) { r.Data[len(r.Data)/2] ^= 1 }, journal.ErrMalformed},
		{"marked as compressed", func(r *eventstore.Recorded) { r.Data[1] |= 0x80 }, journal.ErrMalformed},
		{"marked as clear", func(r *eventstore.Recorded) { r.Data[1] = 0 }, journal.ErrMalformed},
		{"marked with another key", func(r *eventstore.Recorded) { r.Data[1] = byte(vault.AccountKey) }, journal.ErrMalformed},
		{"a clear payload under its name", func(r *eventstore.Recorded) { r.Data = log[2].Data }, journal.ErrMalformed},
		{"a sealed RecordErased", func(r *eventstore.Recorded) { r.Type = string(event.TypeRecordErased) }, journal.ErrMalformed},
		{"a newer format", func(r *eventstore.Recorded) { r.Data[0] = 2 }, journal.ErrMalformed},
		{"empty", func(r *eventstore.Recorded) { r.Data = nil }, journal.ErrMalformed},
		{"cut", func(r *eventstore.Recorded) { r.Data = r.Data[:20] }, journal.ErrMalformed},
		{"no envelope", func(r *eventstore.Recorded) { r.Metadata = nil }, event.ErrMalformed},
		{"an unknown type", func(r *eventstore.Recorded) { r.Type = "PersonCloned" }, event.ErrUnknownType},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := log[0]
			r.Data, r.Metadata = bytes.Clone(r.Data), bytes.Clone(r.Metadata)
			c.turn(&r)
			events, err := w.Decode(ctx, []eventstore.Recorded{log[2], r, log[1]})
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if want := map[bool]int{true: 3, false: 1}[c.want == nil]; len(events) != want {
				t.Errorf("got %d events, want the %d that can be read", len(events), want)
			}
		})
	}
}

// TestForeignStreams: a log may hold streams of others; they are passed over.
func TestForeignStreams(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"$stats-1", "record-1", "profile-" + event.AccountStream(w.account).String()[8:]} {
		_, err := w.log.Append(ctx, eventstore.Append{Stream: name, Expected: eventstore.Any, Events: []eventstore.NewEvent{{ID: uuid.New(), Type: "x"}}})
		must(t, err)
	}
	w.put(t, event.AccountStream(w.account), &event.SourceRetracted{})
	for name, decode := range decoders(w) {
		events, err := decode(ctx, w.recorded(t))
		must(t, err)
		if len(events) != 1 || events[0].Type != event.TypeSourceRetracted {
			t.Errorf("%s: got %d events, want the one of ours", name, len(events))
		}
	}
}

// TestWrongWrites: a wrong event is refused before it is sealed, and the other
// writes of the call go through.
func TestWrongWrites(t *testing.T) {
	w := newWorld(t)
	s := w.record(t, "a")
	entry := func(p event.Payload, turn func(*event.Event)) journal.Write {
		e := w.entry(p)
		turn(&e)
		return journal.Write{Stream: s, Expected: eventstore.Any, Entries: []event.Event{e}}
	}
	none := func(*event.Event) {}
	cases := []struct {
		name  string
		write journal.Write
		want  error
	}{
		{"fine", entry(pageView(1), none), nil},
		{"no payload", entry(nil, none), eventstore.ErrInvalid},
		{"erased", entry(event.Erased{Was: event.TypeRecordObserved}, none), eventstore.ErrInvalid},
		{"no id", entry(pageView(1), func(e *event.Event) { e.ID = uuid.Nil }), eventstore.ErrInvalid},
		{"another type", entry(pageView(1), func(e *event.Event) { e.Type = event.TypeRecordErased }), eventstore.ErrInvalid},
		{"another account", entry(pageView(1), func(e *event.Event) { e.Account = uuid.New() }), eventstore.ErrInvalid},
		{"another record", entry(pageView(1), func(e *event.Event) { e.Record = uuid.New() }), eventstore.ErrInvalid},
		{"another kind of stream", entry(&event.SourceRetracted{}, none), eventstore.ErrInvalid},
		{"no time", entry(pageView(1), func(e *event.Event) { e.RecordedAt = time.Time{} }), eventstore.ErrInvalid},
		{"the year 30000", entry(pageView(1), func(e *event.Event) { e.OccurredAt = time.Date(30000, 1, 1, 0, 0, 0, 0, time.UTC) }), eventstore.ErrInvalid},
		{"larger than 1 MiB", entry(&event.RecordObserved{Key: noise(t, 1<<20)}, none), eventstore.ErrTooLarge},
		{"larger than any payload", entry(&event.RecordObserved{Key: strings.Repeat("x", 5<<20)}, none), eventstore.ErrTooLarge},
		{"an old revision", journal.Write{Stream: s, Expected: 99, Entries: []event.Event{w.entry(pageView(1))}}, eventstore.ErrWrongRevision},
	}
	writes := make([]journal.Write, len(cases))
	for i, c := range cases {
		writes[i] = c.write
	}
	results, err := w.Append(ctx, writes...)
	must(t, err)
	for i, c := range cases {
		if !errors.Is(results[i].Err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, results[i].Err, c.want)
		}
	}
	if n := len(w.recorded(t)); n != 1 {
		t.Errorf("got %d events in the log, want 1", n)
	}
	_, err = w.Append(ctx, journal.Write{Stream: event.RecordStream(w.account, uuid.New()), Entries: []event.Event{w.entry(pageView(1))}})
	if !errors.Is(err, vault.ErrKeyMissing) {
		t.Errorf("a record that was never resolved: got %v, want ErrKeyMissing", err)
	}
}
