package webhook_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

func TestDelivers(t *testing.T) {
	w := newWorld(t)
	record := w.record("a@example.org")
	w.view(record, "/before")
	hook := w.define(w.receiver.URL)
	_, stop := w.serve()
	// The webhook stood in the log when the program began: it gets what comes now.
	waitUntilIntroduced(t, w, hook)
	id := w.view(record, "/one")
	got := w.next()
	if err := webhook.Verify(got.header.Get(webhook.SignatureHeader), w.secret, got.body, time.Now(), time.Minute); err != nil {
		t.Error(err)
	}
	if got.header.Get(webhook.EventHeader) != id.String() || got.header.Get(webhook.TypeHeader) != "ActivityRecorded" {
		t.Errorf("headers %v, want the event's id and type", got.header)
	}
	body := got.fields(t)
	data, _ := body["data"].(map[string]any)
	want := map[string]any{"path": "/one", "amount": 12.5}
	if diff := cmp.Diff(want, data["properties"]); diff != "" || body["id"] != id.String() || body["record"] != record.ID.String() {
		t.Errorf("body %s\nproperties (-want +got):\n%s", got.body, diff)
	}
	a := w.attempts(hook, 1)[0]
	if a.Outcome != webhook.Delivered || a.Status != 200 || a.Event != id || a.Number != 1 {
		t.Errorf("delivery log %+v, want it delivered at the first attempt", a)
	}

	// What comes while the program is down is delivered later, and nothing twice.
	stop()
	w.view(record, "/two")
	w.serve()
	if got := w.next(); !strings.Contains(string(got.body), "/two") {
		t.Errorf("after a restart: %s, want /two", got.body)
	}
	w.nothingElse()
}

// waitUntilIntroduced waits until the service has a checkpoint for a webhook.
func waitUntilIntroduced(t *testing.T, w *world, hook uuid.UUID) {
	t.Helper()
	name := "webhook-" + hook.String()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); <-again.C {
		if _, ok, err := w.state.Load(t.Context(), name, name); err != nil || ok {
			must(t, err)
			return
		}
	}
	t.Fatal("the webhook is not delivered to")
}

func TestOnlyTheAccountsChosenTypesLeave(t *testing.T) {
	w := newWorld(t)
	w.serve()
	hook := w.define(w.receiver.URL, "ActivityRecorded", "KeyIssued", "WebhookDefined")
	record := w.record("a@example.org")
	w.append(record, event.RecordObserved{Key: "a", Cleaner: 1, Facts: []event.Fact{{Op: event.Set, Category: 1, Value: "x"}}})
	w.append(event.AccountStream(w.account), event.KeyIssued{Key: uuid.New(), Role: event.RoleRead, Hash: []byte{1}})
	w.define("http://127.0.0.1:1/never", "SourceRegistered")

	mine := w.account
	w.account = uuid.New()
	must(t, w.vault.OpenAccount(t.Context(), w.account))
	w.view(w.record("b@example.org"), "/of another account")
	w.account = mine

	w.view(record, "/mine")
	if got := w.next(); !strings.Contains(string(got.body), "/mine") {
		t.Errorf("delivered %s, want only /mine", got.body)
	}
	w.append(event.AccountStream(w.account), event.WebhookRemoved{Webhook: hook})
	second := w.define(w.receiver.URL)
	w.view(record, "/after")
	if got := w.next(); !strings.Contains(string(got.body), "/after") {
		t.Errorf("delivered %s, want /after", got.body)
	}
	w.attempts(second, 1)
	if n := len(w.attempts(hook, 1)); n != 1 {
		t.Errorf("the removed webhook was delivered to %d times, want once", n)
	}
	w.nothingElse()
}

func TestFailuresAreRetriedLoggedAndPoisoned(t *testing.T) {
	w := newWorld(t)
	w.answer = func(n int, rw http.ResponseWriter, r *http.Request) {
		switch n {
		case 1:
			http.Redirect(rw, r, "/elsewhere", http.StatusFound) // not followed
		case 2, 3:
			rw.WriteHeader(http.StatusInternalServerError)
		}
	}
	s, _ := w.serve()
	hook := w.define(w.receiver.URL)
	record := w.record("a@example.org")
	w.view(record, "/down")
	w.view(record, "/up")
	var got [][2]any
	for _, a := range w.attempts(hook, 4) {
		got = append(got, [2]any{a.Number, a.Error})
	}
	want := [][2]any{{1, "answered 302"}, {2, "answered 500"}, {3, "answered 500"}, {1, ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("delivery log (-want +got):\n%s", diff)
	}
	poisoned := w.poisoned()
	if len(poisoned) != 1 || poisoned[0].Reason != "answered 500" {
		t.Fatalf("poison queue %+v, want the first event", poisoned)
	}
	for range 4 {
		w.next()
	}
	must(t, s.Redeliver(t.Context(), poisoned[0]))
	if got := w.next(); !strings.Contains(string(got.body), "/down") {
		t.Errorf("delivered again %s, want /down", got.body)
	}
	if left := w.poisoned(); len(left) != 0 {
		t.Errorf("still poisoned: %+v", left)
	}
}

func (w *world) poisoned() (out []outbound.Poisoned) {
	w.t.Helper()
	for p, err := range w.state.Poisoned("") {
		must(w.t, err)
		out = append(out, p)
	}
	return out
}

func TestErasedIsNotSent(t *testing.T) {
	w := newWorld(t)
	record := w.record("a@example.org")
	hook := w.define(w.receiver.URL)
	_, stop := w.serve()
	waitUntilIntroduced(t, w, hook)
	stop()
	w.view(record, "/secret")
	must(t, w.vault.Erase(t.Context(), w.account, []uuid.UUID{record.ID}, false))
	w.append(record, event.RecordErased{Reason: "request"})
	w.serve()
	if got := w.next(); got.header.Get(webhook.TypeHeader) != "RecordErased" {
		t.Errorf("delivered %s, want only that the record was erased", got.body)
	}
	if a := w.attempts(hook, 2); a[0].Outcome != webhook.Skipped || a[1].Outcome != webhook.Delivered {
		t.Errorf("delivery log %+v, want the erased event skipped", a)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	w := newWorld(t)
	w.policy = webhook.Policy{AllowHTTP: true}
	w.serve()
	byAddress := w.define(w.receiver.URL)
	// By name it shows only when it is connected to.
	byName := w.define(strings.Replace(w.receiver.URL, "127.0.0.1", "localhost", 1))
	w.view(w.record("a@example.org"), "/x")
	if a := w.attempts(byAddress, 1)[0]; a.Error != "the URL is refused" {
		t.Errorf("by address: %+v", a)
	}
	if a := w.attempts(byName, 1)[0]; a.Error != "the address is private or special" {
		t.Errorf("by name: %+v", a)
	}
	w.nothingElse()
}
