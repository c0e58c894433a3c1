package commands_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// held lists what is in quarantine once the list has seen a position.
func (w *world) held(q *commands.Quarantine) []commands.HeldDatum {
	w.t.Helper()
	head, err := w.log.Head(w.t.Context())
	must(w.t, err)
	must(w.t, q.WaitFor(w.t.Context(), head))
	var all []commands.HeldDatum
	for cursor := ""; ; {
		page, next, err := q.List(w.admin.Account, cursor, 2)
		must(w.t, err)
		all = append(all, page...)
		if next == "" {
			return all
		}
		cursor = next
	}
}

// TestBadOneAmongGood: a bad datum goes to quarantine with the reason and harms
// no other of its call.
func TestBadOneAmongGood(t *testing.T) {
	w := newWorld(t)
	answer := w.observe(`{"key":"1","facts":{"first_name":"Ana"}}`, `{"facts":{"first_name":"Bo"}}`, `{"key":"3","facts":{"shoe_size":42}}`, `7`,
		`{"key":"5","facts":{}}`, `{"key":"6","facts":{"email":["cy@example.net"]}}`, `{"key":"7","facts":{"age":1},"nonsense":1}`)
	want := []ingest.Status{ingest.Saved, ingest.Rejected, ingest.Rejected, ingest.Rejected, ingest.Rejected, ingest.Saved, ingest.Rejected}
	if diff := cmp.Diff(want, statuses(answer.Items)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	list := w.held(w.quarantine)
	if len(list) != 5 {
		t.Fatalf("%d data held, want 5", len(list))
	}
	for _, h := range list {
		if h.Reason == "" || h.Hint == "" || h.Door != "command" || h.Source != w.web || !h.Expires.After(w.now) {
			t.Errorf("held as %+v, want why, where from and until when", h)
		}
		whole, raw, err := w.service.Held(t.Context(), w.admin, h.ID.String())
		must(t, err)
		if whole.Reason != h.Reason || !json.Valid(raw) {
			t.Errorf("read as %+v: %s", whole, raw)
		}
	}
}

// TestRejectedOnce: a bad message that is sent again, in another batch or by
// another process, is held once.
func TestRejectedOnce(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		w.track("track", `{"messageId":"m1","userId":"u"}`)
		w.track("batch", fmt.Sprintf(`{"batch":[{"type":"page","userId":"u","messageId":"good%d"},{"messageId":"m1","type":"track","userId":"u"},{"type":"x","userId":"u"},7]}`, i))
		w.service = w.newService()
	}
	if n := len(w.held(w.quarantine)); n != 3 {
		t.Errorf("%d data held, want 3", n)
	}
	if c := w.quarantine.Counts(w.admin.Account); c.Held != 3 {
		t.Errorf("counted %+v", c)
	}
}

// TestResubmit: a held datum is taken in when it is mended, once, under the id
// and at the time that it had.
func TestResubmit(t *testing.T) {
	w := newWorld(t)
	bad := w.track("track", `{"messageId":"m","userId":"u","timestamp":"2026-11-23T11:00:00Z","sentAt":"2026-11-23T12:00:00Z"}`)
	id := bad.Items[0].Datum.String()
	w.now = noon.Add(time.Hour)
	_, err := w.service.ResubmitDatum(t.Context(), w.admin, commands.ResubmitDatum{Datum: id})
	refused(t, err, commands.Invalid)
	fixed := commands.ResubmitDatum{Datum: id, Body: json.RawMessage(`{"type":"track","messageId":"m","userId":"u","event":"x","timestamp":"2026-11-23T11:00:00Z","sentAt":"2026-11-23T12:00:00Z"}`)}
	reader := w.admin
	reader.Role = event.RoleWrite
	_, err = w.service.ResubmitDatum(t.Context(), reader, fixed)
	refused(t, err, commands.Forbidden)
	done, err := w.service.ResubmitDatum(t.Context(), w.admin, fixed)
	must(t, err)
	if done.Items[0].Status != ingest.Saved {
		t.Errorf("it is %s", done.Items[0].Status)
	}
	for _, e := range w.events(event.KindRecord) {
		if _, ok := e.Payload.(*event.ActivityRecorded); ok && !e.OccurredAt.Equal(noon.Add(-time.Hour)) {
			t.Errorf("it happened at %s, want as sent", e.OccurredAt)
		}
	}
	_, err = w.service.ResubmitDatum(t.Context(), w.admin, fixed)
	refused(t, err, commands.Conflict)
	w.track("track", `{"messageId":"m","userId":"u","event":"x"}`) // the client at last sends it right
	if list, c := w.held(w.quarantine), w.quarantine.Counts(w.admin.Account); len(list) != 0 || c != (commands.QuarantineCounts{Resubmitted: 1}) {
		t.Errorf("held %v, counted %+v", list, c)
	}
	activities := 0
	for _, e := range w.events(event.KindRecord) {
		if _, ok := e.Payload.(*event.ActivityRecorded); ok {
			activities++
		}
	}
	if activities != 1 {
		t.Errorf("taken in %d times", activities)
	}
}

// TestRejectedExpires: after its time a datum is neither listed nor read, and
// the same message again is no error.
func TestRejectedExpires(t *testing.T) {
	w := newWorld(t)
	id := w.track("track", `{"messageId":"m","userId":"u"}`).Items[0].Datum.String()
	w.held(w.quarantine)
	w.now = noon.AddDate(0, 0, 91)
	if n, err := w.vault.ExpireData(t.Context(), w.now); err != nil || n != 1 {
		t.Fatalf("%d keys expired: %v", n, err)
	}
	if list := w.held(w.quarantine); len(list) != 0 {
		t.Errorf("listed after its time: %v", list)
	}
	_, _, err := w.service.Held(t.Context(), w.admin, id)
	refused(t, err, commands.NotFound)
	if got := w.track("track", `{"messageId":"m","userId":"u"}`).Items[0].Status; got != ingest.Rejected {
		t.Errorf("the same message again is %s", got)
	}
	fresh := commands.NewQuarantine(0, w.clock)
	w.follow(func(ctx contextT) error { return fresh.Follow(ctx, w.journal) })
	if list := w.held(fresh); len(list) != 0 {
		t.Errorf("a new process lists it: %v", list)
	}
}

// TestQuarantineBound: of each account the newest data are listed, the others
// counted.
func TestQuarantineBound(t *testing.T) {
	w := newWorld(t)
	small := commands.NewQuarantine(4, w.clock)
	w.follow(func(ctx contextT) error { return small.Follow(ctx, w.journal) })
	var ids []uuid.UUID
	for i := range 15 {
		ids = append(ids, w.track("track", fmt.Sprintf(`{"messageId":"m%d","userId":"u"}`, i)).Items[0].Datum)
	}
	var listed []uuid.UUID
	for _, h := range w.held(small) {
		listed = append(listed, h.ID)
	}
	if diff := cmp.Diff([]uuid.UUID{ids[14], ids[13], ids[12], ids[11]}, listed); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	for _, i := range []int{0, 14} { // one that is not listed any more, one that is
		_, err := w.service.ResubmitDatum(t.Context(), w.admin, commands.ResubmitDatum{Datum: ids[i].String(), Body: json.RawMessage(`{"type":"page","userId":"u"}`)})
		must(t, err)
	}
	if n := len(w.held(small)); n != 3 {
		t.Errorf("%d listed, want 3", n)
	}
	if diff := cmp.Diff(commands.QuarantineCounts{Held: 13, Resubmitted: 2, Unlisted: 10}, small.Counts(w.admin.Account)); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	_, _, err := small.List(w.admin.Account, "!", 1)
	refused(t, err, commands.Invalid)
}
