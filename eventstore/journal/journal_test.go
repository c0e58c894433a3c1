package journal_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// TestReadBack: what every kind of stream holds comes back whole, in order, and
// with what Append fills in.
func TestReadBack(t *testing.T) {
	w := newWorld(t)
	person, load, datum := w.record(t, "7"), uuid.New(), uuid.New()
	must(t, w.vault.MakeDatumKeys(ctx, w.account, []uuid.UUID{datum}, now.AddDate(0, 0, 90)))
	puts := []struct {
		stream  event.Stream
		payload event.Payload
	}{
		{event.AccountStream(w.account), &event.AccountOpened{Name: "Friends of the Library", Timezone: "America/New_York", PhoneRegion: "US"}},
		{event.ImportStream(w.account, load), &event.ImportStarted{Source: w.source, File: "members.csv", Kind: "list", Mode: "update"}},
		{person, observation(1)},
		{person, pageView(1)},
		{event.QuarantineStream(w.account, datum), &event.DatumRejected{Datum: datum, Door: "import", Reason: "no key", Raw: []byte("{}"), Expires: now}},
		{event.IdentityStream(w.account), &event.MatchWithdrawn{Review: uuid.New(), Change: event.Change{ID: uuid.New(), Part: 1, Of: 1}}},
		{event.SharingStream(w.account), &event.SharingRevoked{Grant: uuid.New()}},
		{person, &event.RecordErased{Reason: "request"}},
		{event.AccountStream(w.account), &event.SegmentDefined{Segment: uuid.New(), Name: "large", Tree: bytes.Repeat([]byte(`{"any":[]},`), 20000)}},
	}
	var want []journal.Event
	revisions := map[event.Stream]eventstore.Revision{}
	for _, p := range puts {
		e := w.put(t, p.stream, p.payload)
		e.Type, e.Version, e.Account, e.OccurredAt = p.payload.EventType(), 1, w.account, now
		if p.stream.Kind == event.KindRecord {
			e.Record = p.stream.ID
		}
		want = append(want, journal.Event{Event: e, Stream: p.stream, Revision: revisions[p.stream]})
		revisions[p.stream]++
	}
	var got []journal.Event
	for b, err := range w.ReadAll(ctx, eventstore.Start, eventstore.Forwards, eventstore.Filter{}) {
		must(t, err)
		got = append(got, b.Events...)
	}
	for i := range got {
		if i > 0 && !got[i-1].Position.Before(got[i].Position) {
			t.Errorf("event %d is not behind the one before it", i)
		}
		got[i].Position = eventstore.Position{}
	}
	if diff := cmp.Diff(want, got, positions()); diff != "" {
		t.Errorf("read all (-want +got):\n%s", diff)
	}
	for _, e := range want {
		one, err := w.ReadOne(ctx, e.Stream, e.Revision)
		must(t, err)
		one.Position = eventstore.Position{}
		if diff := cmp.Diff(e, one, positions()); diff != "" {
			t.Errorf("read one (-want +got):\n%s", diff)
		}
		if _, err := w.ReadOne(ctx, e.Stream, revisions[e.Stream]); !errors.Is(err, journal.ErrNoEvent) {
			t.Errorf("behind the last one: %v", err)
		}
	}
	var types []event.Type
	for e, err := range w.ReadStream(ctx, person, 1) {
		must(t, err)
		types = append(types, e.Type)
	}
	if diff := cmp.Diff([]event.Type{event.TypeActivityRecorded, event.TypeRecordErased}, types); diff != "" {
		t.Errorf("read stream (-want +got):\n%s", diff)
	}
}
