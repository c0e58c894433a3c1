package http_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
)

// fakeEventbrite is Eventbrite's API with one event, one order and its
// attendees.
type fakeEventbrite struct {
	t         *testing.T
	mu        sync.Mutex
	attendees map[string]map[string]any
	down      int // status of every answer, 0 when it works
	asked     int
	token     string
}

func newFakeEventbrite(t *testing.T) *fakeEventbrite {
	f := &fakeEventbrite{t: t, attendees: map[string]map[string]any{}}
	f.set("91", "2026-05-12T02:00:01Z", map[string]any{"profile": map[string]any{"first_name": "Grace", "last_name": "Sample", "email": "grace@hillside-hall.org"}})
	f.set("92", "2026-05-12T02:00:01Z", map[string]any{"profile": map[string]any{"first_name": "Henry", "last_name": "Sample", "cell_phone": "919 555 0142"}})
	return f
}

// set changes an attendee.
func (f *fakeEventbrite) set(id, changed string, members map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.attendees[id] == nil {
		f.attendees[id] = map[string]any{
			"id": id, "created": "2026-05-12T02:00:00Z", "event_id": "7", "order_id": "12", "ticket_class_id": "5", "status": "Attending",
			"event": map[string]any{"name": map[string]any{"text": "Spring Dinner"}},
		}
	}
	f.attendees[id]["changed"] = changed
	for k, v := range members {
		f.attendees[id][k] = v
	}
}

func (f *fakeEventbrite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if f.down != 0 || r.Header.Get("Authorization") != "Bearer "+f.token {
		w.WriteHeader(max(f.down, http.StatusUnauthorized))
		return
	}
	id, one := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, "/"), "/v3/events/7/attendees/")
	var out any
	switch {
	case one && f.attendees[id] != nil:
		out = f.attendees[id]
	case r.URL.Path == "/v3/orders/12/":
		out = map[string]any{"id": "12", "changed": "2026-05-12T02:00:00Z", "first_name": "Grace", "last_name": "Sample", "email": "grace@hillside-hall.org"}
	case r.URL.Path == "/v3/orders/12/attendees/" || r.URL.Path == "/v3/events/7/attendees/":
		out = f.page(r.URL.Query().Get("continuation"))
	case r.URL.Path == "/v3/events/7/ticket_classes/5/":
		out = map[string]any{"id": "5", "donation": false}
	case r.URL.Path == "/v3/events/7/ticket_classes/6/":
		out = map[string]any{"id": "6", "donation": true}
	default:
		http.NotFound(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(out)
}

// page gives one attendee a page.
func (f *fakeEventbrite) page(continuation string) any {
	if continuation == "" {
		return map[string]any{"pagination": map[string]any{"has_more_items": true, "continuation": "two"}, "attendees": []any{f.attendees["91"]}}
	}
	return map[string]any{"pagination": map[string]any{"has_more_items": false}, "attendees": []any{f.attendees["92"]}}
}

func (f *fakeEventbrite) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || r.URL.Host != eventbrite.Host {
		f.t.Errorf("a request leaves for %s", r.URL)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result(), nil
}

func (f *fakeEventbrite) fetches() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

func (f *fakeEventbrite) fail(status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = status
}

// connected is a world that Eventbrite calls under the path hook.
func connected(t *testing.T) (w *world, f *fakeEventbrite, hook string) {
	w, f = newWorld(t), newFakeEventbrite(t)
	w.node.Commands.Eventbrite = eventbrite.NewClient(f)
	f.token = "TOKEN1"
	got := w.command("connect-eventbrite", map[string]any{"source": "events", "token": f.token}).ok()
	return w, f, got.text("hook")
}

func hookCall(action, path string) string {
	return fmt.Sprintf(`{"config": {"action": %q, "user_id": "3"}, "api_url": "https://www.eventbriteapi.com/v3/%s"}`, action, path)
}

// persons counts the profiles in a segment.
func persons(w *world, tree string) int {
	w.t.Helper()
	body := `{"settled":true,"tree":` + tree + `}`
	n, _ := w.do("POST", "/api/segments/query", w.read, body).ok().at("count").(float64)
	return int(n)
}

func (w *world) place() string {
	w.t.Helper()
	return w.do("POST", "/api/segments/query", w.read, `{"settled":true}`).ok().text("position")
}

const attended = `{"activity":"event_attendance","exactly":1,"where":{"event":["Spring Dinner"]}}`

// TestEventbriteOrder: the calls that one order makes, and all of them again,
// come to its attendees, once.
func TestEventbriteOrder(t *testing.T) {
	w, _, hook := connected(t)
	calls := []string{
		hookCall("order.updated", "orders/12/"), hookCall("order.placed", "orders/12/"), hookCall("attendee.updated", "events/7/attendees/91/"),
		hookCall("attendee.updated", "events/7/attendees/92/"), hookCall("order.updated", "events/7/orders/12/"), hookCall("event.updated", "events/7/"),
	}
	for _, c := range calls {
		w.do("POST", hook, "", c).ok()
	}
	before := w.place()
	for _, c := range calls {
		w.do("POST", hook, "", c).ok()
	}
	if after := w.place(); after != before {
		t.Errorf("the same calls again wrote to the log: %s, before %s", after, before)
	}
	for tree, want := range map[string]int{
		attended: 2, `{"all":[]}`: 2, `{"category":"email","is":"grace@hillside-hall.org"}`: 1, `{"category":"event_attended","is":"Spring Dinner"}`: 2,
		`{"activity":"donation","at_least":1}`: 0,
	} {
		if got := persons(w, tree); got != want {
			t.Errorf("%s: %d persons, want %d", tree, got, want)
		}
	}
	found := w.settled("/api/profiles?email=" + url.QueryEscape("grace@hillside-hall.org"))
	if n := len(found.list("profiles", 0, "records")); n != 2 {
		t.Errorf("%d records, want the buyer and the attendee as one person: %s", n, found.Body)
	}
}

// TestEventbriteChanges: a later state replaces an earlier one.
func TestEventbriteChanges(t *testing.T) {
	w, f, hook := connected(t)
	look := func() { w.do("POST", hook, "", hookCall("attendee.updated", "events/7/attendees/91/")).ok() }
	look()
	f.set("91", "2026-05-13T00:00:00Z", map[string]any{"status": "Checked In", "checked_in": true, "ticket_class_id": "6", "costs": map[string]any{"gross": map[string]any{"currency": "USD", "major_value": "25.00"}}})
	look()
	if n := persons(w, `{"all":[{"category":"donation_total","gte":25,"lt":26},`+attended+`]}`); n != 1 {
		t.Errorf("%d persons gave 25 dollars for their ticket, want 1", n)
	}
	f.set("91", "2026-05-14T00:00:00Z", map[string]any{"refunded": true, "status": "Not Attending"})
	look()
	if n := persons(w, `{"any":[{"activity":"event_attendance","at_least":1},{"activity":"donation","at_least":1}]}`); n != 0 {
		t.Errorf("%d persons attended or gave after the refund, want 0", n)
	}
	if n := persons(w, `{"all":[]}`); n != 1 {
		t.Errorf("%d persons, want the one who was to come", n)
	}
}

// TestEventbriteCalls: what a call may say, and what is answered.
func TestEventbriteCalls(t *testing.T) {
	w, f, hook := connected(t)
	for name, c := range map[string]struct {
		path, body string
		status     int
	}{
		"the test button":        {hook, `{"api_url": "https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/", "config": {"action": "test"}}`, 200},
		"a kind not taken in":    {hook, hookCall("venue.updated", "venues/3/"), 200},
		"another host":           {hook, `{"config":{"action":"order.placed"},"api_url":"https://127.0.0.1/v3/orders/12/"}`, 400},
		"no JSON":                {hook, "order=12", 400},
		"a body over the bounds": {hook, strings.Repeat(" ", eventbrite.MaxHookBytes+1), 413},
		"another secret":         {hook[:len(hook)-1] + map[bool]string{true: "b", false: "a"}[strings.HasSuffix(hook, "a")], hookCall("order.placed", "orders/12/"), 404},
		"no secret at all":       {"/hooks/eventbrite/x", hookCall("order.placed", "orders/12/"), 404},
	} {
		t.Run(name, func(t *testing.T) {
			if got := w.do("POST", c.path, "", c.body); got.Status != c.status {
				t.Errorf("got %d %s, want %d", got.Status, got.Body, c.status)
			}
		})
	}
	if n := f.fetches(); n != 0 {
		t.Errorf("Eventbrite was asked %d times, want never", n)
	}
	if got := w.do("POST", hook, "", hookCall("order.placed", "orders/13/")).ok(); got.text("ignored") == "" {
		t.Errorf("an order that is gone: %s", got.Body)
	}
}

// TestEventbriteAway: while Eventbrite does not answer, or refuses the token, it
// is asked to call again; then nothing is missing.
func TestEventbriteAway(t *testing.T) {
	w, f, hook := connected(t)
	body := hookCall("order.placed", "orders/12/")
	for _, status := range []int{500, 429, 302} {
		f.fail(status)
		got := w.do("POST", hook, "", body)
		got.problem(http.StatusServiceUnavailable)
		if got.Header.Get("Retry-After") == "" {
			t.Errorf("status %d: no Retry-After", status)
		}
	}
	f.fail(0)
	f.mu.Lock()
	f.token = "TOKEN2"
	f.mu.Unlock()
	w.do("POST", hook, "", body).problem(http.StatusServiceUnavailable)
	again := w.command("connect-eventbrite", map[string]any{"source": "events", "token": "TOKEN2"}).ok()
	if again.text("hook") != hook {
		t.Errorf("another token has another hook: %s", again.Body)
	}
	w.do("POST", hook, "", body).ok()
	if n := persons(w, attended); n != 2 {
		t.Errorf("%d persons attended, want 2", n)
	}
}

// TestEventbriteBroken: an object that cannot be understood is put aside, once,
// keeps nothing else back, and can be mended.
func TestEventbriteBroken(t *testing.T) {
	w, f, hook := connected(t)
	f.set("91", "some day", nil)
	for range 2 {
		w.do("POST", hook, "", hookCall("event.updated", "events/7/")).ok()
	}
	if n := persons(w, attended); n != 1 {
		t.Errorf("%d persons attended, want the one who can be understood", n)
	}
	held := w.settled("/api/quarantine").list("quarantine")
	if len(held) != 1 {
		t.Fatalf("%d data in quarantine, want 1: %v", len(held), held)
	}
	f.set("91", "2026-05-13T00:00:00Z", nil)
	id, _ := held[0].(map[string]any)["id"].(string)
	w.command("resubmit-datum", map[string]any{"datum": id, "body": f.attendees["91"]}).ok()
	if n := persons(w, attended); n != 2 {
		t.Errorf("%d persons attended after one was mended, want 2", n)
	}
}

// TestConnectEventbrite: who may, and with what.
func TestConnectEventbrite(t *testing.T) {
	w, _, _ := connected(t)
	w.do("POST", "/api/commands/connect-eventbrite", w.write, map[string]any{"token": "t"}).problem(http.StatusForbidden)
	w.command("connect-eventbrite", map[string]any{"token": "two words"}).problem(http.StatusBadRequest)
	w.command("connect-eventbrite", map[string]any{"source": "web", "token": "t"}).problem(http.StatusConflict)
	first := w.command("connect-eventbrite", map[string]any{"token": "t"}, "Idempotency-Key", "k").ok()
	again := w.command("connect-eventbrite", map[string]any{"token": "t"}, "Idempotency-Key", "k").ok()
	if first.text("hook") != again.text("hook") || first.text("source") != again.text("source") {
		t.Errorf("repeated: %s, first %s", again.Body, first.Body)
	}
	for _, path := range []string{"/api/sources", "/api/categories", "/api/keys"} {
		if b := w.get(path, w.admin).Body; strings.Contains(string(b), "TOKEN1") {
			t.Errorf("%s tells the token", path)
		}
	}
}
