package commands_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// TestTakeByMessage: data with message ids are taken once, however they are
// batched, repeated and mixed, by this process or another one.
func TestTakeByMessage(t *testing.T) {
	w := newWorld(t)
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		n := rapid.IntRange(1, 12).Draw(t, "data")
		data := make([]ingest.Datum, n)
		for i := range data {
			data[i] = ingest.Datum{Source: w.web, Key: fmt.Sprint("user:", i%4), Message: fmt.Sprintf("%d-%d", round, i)}
			if i%2 == 0 {
				data[i].Activity = &ingest.Activity{Name: "page_view"}
			}
			if i%3 == 0 {
				data[i].Facts = []event.Fact{{Op: event.Add, Category: 2, Value: fmt.Sprint("Ana ", i)}}
			}
		}
		saved := map[string]int{}
		for batch := range rapid.IntRange(1, 6).Draw(t, "batches") {
			picked := rapid.SliceOfN(rapid.SampledFrom(data), 1, 15).Draw(t, fmt.Sprint("batch ", batch))
			service := w.service
			if rapid.Bool().Draw(t, "another process") {
				service = w.newService()
			}
			taken, err := service.Take(w.t.Context(), w.admin, uuid.Nil, slices.Clone(picked))
			if err != nil {
				t.Fatal(err)
			}
			for i, out := range taken.Outcomes {
				switch out.Status {
				case ingest.Saved:
					saved[picked[i].Message]++
				case ingest.Duplicate:
				default:
					t.Fatalf("%s is %s: %v", picked[i].Message, out.Status, out.Err)
				}
				if saved[picked[i].Message] != 1 || len(out.Events) == 0 || out.Record == uuid.Nil {
					t.Fatalf("%s was saved %d times; it is %+v", picked[i].Message, saved[picked[i].Message], out)
				}
			}
		}
	})
	count := map[uuid.UUID]int{}
	for _, e := range w.events(event.KindRecord) {
		if count[e.ID]++; count[e.ID] > 1 {
			t.Fatalf("event %s stands twice in the log", e.ID)
		}
	}
}

// TestEventIDsNeverChange: ids are made of what they were always made of, or a
// datum that is sent again after an upgrade would be another one.
func TestEventIDsNeverChange(t *testing.T) {
	w := newWorld(t)
	source, _ := w.directory.Source(w.admin.Account, w.web)
	id := func(name string) uuid.UUID { return uuid.NewSHA1(source.Namespace, []byte(name)) }
	w.track("page", `{"messageId":"m1","userId":"u1"}`)
	events := w.events(event.KindRecord)
	record := events[0].Record.String()
	space := source.IDSpace
	want := []uuid.UUID{id(fmt.Sprintf("10:identifier36:%s3:108%d:%s2:u1", record, len(space), space)), id("7:message2:m11:1")}
	var got []uuid.UUID
	for _, e := range events {
		got = append(got, e.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	if _, err := w.service.Take(t.Context(), w.admin, someImport, []ingest.Datum{{Source: w.web, Key: "row", Row: 12, Facts: []event.Fact{{Op: event.Set, Category: 2, Value: "Ana"}}}}); err != nil {
		t.Fatal(err)
	}
	events = w.events(event.KindRecord)
	if got, want := events[len(events)-1].ID, id("6:import36:"+someImport.String()+"2:121:1"); got != want {
		t.Errorf("the event of a row is %s, want %s", got, want)
	}
}

// someImport is the id of an import.
var someImport = uuid.UUID{1}

// TestUnchanged: an observation that says what its record's last one said is
// confirmed, not saved, in the same batch, a later one, or by another process.
func TestUnchanged(t *testing.T) {
	w := newWorld(t)
	row := func(n int, city string) ingest.Datum {
		return ingest.Datum{Source: w.web, Key: "1", Row: n, Content: true, Facts: []event.Fact{{Op: event.Set, Category: 4, Value: city}}}
	}
	var first uuid.UUID
	for _, step := range []struct {
		name      string
		rows      []ingest.Datum
		want      []ingest.Status
		confirmed int
	}{
		{"new", []ingest.Datum{row(1, "A")}, []ingest.Status{ingest.Saved}, 0},
		{"again", []ingest.Datum{row(1, "A")}, []ingest.Status{ingest.Unchanged}, 1},
		{"twice in a file", []ingest.Datum{row(1, "A"), row(2, "A")}, []ingest.Status{ingest.Unchanged, ingest.Unchanged}, 2},
		{"changed, and again", []ingest.Datum{row(1, "B"), row(2, "B")}, []ingest.Status{ingest.Saved, ingest.Unchanged}, 1},
		{"back to the first", []ingest.Datum{row(1, "A")}, []ingest.Status{ingest.Saved}, 0},
	} {
		taken, err := w.newService().Take(t.Context(), w.admin, uuid.New(), step.rows)
		must(t, err)
		if diff := cmp.Diff(step.want, statuses(taken.Outcomes)); diff != "" || len(taken.Confirmed) != step.confirmed {
			t.Errorf("%s: %d confirmed, want %d (-want +got):\n%s", step.name, len(taken.Confirmed), step.confirmed, diff)
		}
		if step.name == "new" {
			first = taken.Outcomes[0].Events[0]
		}
		if step.name == "again" && taken.Confirmed[0] != first {
			t.Errorf("confirmed %s, want the first observation %s", taken.Confirmed[0], first)
		}
	}
	if n := len(w.events(event.KindRecord)); n != 3 {
		t.Errorf("%d events, want 3", n)
	}
}

// TestSuppressed: somebody who was erased and may not return is passed over in
// silence; nothing is written about them.
func TestSuppressed(t *testing.T) {
	w := newWorld(t)
	gone := w.observe(`{"key":"1","facts":{"first_name":"Ana"}}`, `{"key":"2","facts":{"first_name":"Bo"}}`)
	must(t, w.vault.Erase(t.Context(), w.admin.Account, []uuid.UUID{gone.Items[0].Record}, true))
	again := w.observe(`{"key":"1","facts":{"first_name":"Ana"}}`, `{"key":"2","facts":{"first_name":"Bea"}}`)
	if diff := cmp.Diff([]ingest.Status{ingest.Duplicate, ingest.Saved}, statuses(again.Items)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if again.Items[0].Record != uuid.Nil || len(again.Items[0].Events) != 0 {
		t.Errorf("the answer names the erased record: %+v", again.Items[0])
	}
	if n := len(w.events(event.KindRecord)); n != 3 {
		t.Errorf("%d events, want 3", n)
	}
}

// TestOccurredAt: what happens in the future happens now; what is no time is
// refused.
func TestOccurredAt(t *testing.T) {
	w := newWorld(t)
	for raw, want := range map[string]time.Time{
		"2026-11-22T10:00:00Z": noon.Add(-26 * time.Hour), "2026-11-22": noon.Add(-36 * time.Hour), "2027-01-01T00:00:00Z": noon, "": noon,
		"2026-11-22T10:00:00-05:00": noon.Add(-21 * time.Hour),
	} {
		answer := w.observe(fmt.Sprintf(`{"key":%q,"occurred_at":%q,"facts":{"first_name":"Ana"}}`, "k"+raw, raw))
		events := w.events(event.KindRecord)
		if got := events[len(events)-1].OccurredAt; answer.Items[0].Status != ingest.Saved || !got.Equal(want) {
			t.Errorf("%q: %s at %s, want %s", raw, answer.Items[0].Status, got, want)
		}
	}
	for _, raw := range []string{"someday", "2026-13-45", "30000-01-01T00:00:00Z\u0000x"} {
		if got := w.observe(fmt.Sprintf(`{"key":"k","occurred_at":%q,"facts":{"first_name":"Ana"}}`, raw)); got.Items[0].Status != ingest.Rejected {
			t.Errorf("%q was %s", raw, got.Items[0].Status)
		}
	}
}

// TestTooLarge: one datum beyond what an event may weigh is refused by itself.
func TestTooLarge(t *testing.T) {
	w := newWorld(t)
	big := make([]event.Property, 300)
	for i := range big {
		big[i] = event.Property{Name: fmt.Sprint("p", i), Value: string(make([]byte, 4096))}
	}
	taken, err := w.service.Take(t.Context(), w.admin, uuid.Nil, []ingest.Datum{
		{Source: w.web, Key: "1", Activity: &ingest.Activity{Name: "x", Properties: big}},
		{Source: w.web, Key: "1", Activity: &ingest.Activity{Name: "y"}},
	})
	must(t, err)
	if diff := cmp.Diff([]ingest.Status{ingest.Rejected, ingest.Saved}, statuses(taken.Outcomes)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}
