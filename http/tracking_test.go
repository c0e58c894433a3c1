package http_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// capture is a call of a real client: its head and its body, byte for byte.
type capture struct {
	name string
	head *http.Request
	body []byte // as it went over the wire
	ids  []string
}

func captures(t *testing.T) []capture {
	t.Helper()
	heads, err := filepath.Glob(filepath.Join(shared(t, "samples/sdk"), "*.head.http"))
	must(t, err)
	var out []capture
	for _, path := range heads {
		base := strings.TrimSuffix(path, ".head.http")
		text, err := os.ReadFile(path)
		must(t, err)
		head, err := http.ReadRequest(bufio.NewReader(io.MultiReader(bytes.NewReader(bytes.TrimRight(text, "\r\n")), strings.NewReader("\r\n\r\n"))))
		must(t, err)
		clear, err := os.ReadFile(base + ".body.json")
		must(t, err)
		c := capture{name: filepath.Base(base), head: head, body: clear, ids: messageIDs(t, clear)}
		if raw, err := os.ReadFile(base + ".body.raw.gz"); err == nil {
			c.body = raw
		}
		out = append(out, c)
	}
	return out
}

func messageIDs(t *testing.T, body []byte) (ids []string) {
	t.Helper()
	type message struct{ MessageID string }
	var call struct {
		message
		Batch []message
	}
	must(t, json.Unmarshal(body, &call))
	for _, m := range append(call.Batch, call.message) {
		if m.MessageID != "" {
			ids = append(ids, m.MessageID)
		}
	}
	return ids
}

// replay sends a captured call with the world's write key.
func (w *world) replay(c capture) reply {
	w.t.Helper()
	r, err := http.NewRequest(c.head.Method, w.base+c.head.URL.Path, bytes.NewReader(c.body))
	must(w.t, err)
	r.Header = c.head.Header.Clone()
	r.Header.Del("Accept-Encoding") // the test's client unpacks by itself
	r.SetBasicAuth(w.write, "")
	return w.send(r)
}

// messages counts the events of each message in the log.
func (w *world) messages() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	for b, err := range w.node.Journal.ReadAll(w.t.Context(), eventstore.Start, eventstore.Forwards, eventstore.Filter{StreamPrefixes: []string{"record-"}}) {
		must(w.t, err)
		for _, e := range b.Events {
			switch p := e.Payload.(type) {
			case *event.RecordObserved:
				if p.Message != "" {
					out[p.Message]++
				}
			case *event.ActivityRecorded:
				out[p.Message]++
			}
		}
	}
	return out
}

// TestRealClients replays what real clients sent: every message becomes an
// event, shows on the profile, and a retry changes nothing.
func TestRealClients(t *testing.T) {
	w := newWorld(t)
	all := captures(t)
	if len(all) < 15 {
		t.Fatalf("only %d captures", len(all))
	}
	for _, c := range all {
		if r := w.replay(c); r.Status != 200 || r.at("success") != true || r.at("rejected") != nil {
			t.Errorf("%s: got %d %s", c.name, r.Status, r.Body)
		}
	}
	got, want := w.messages(), map[string]int{}
	for _, c := range all {
		for _, id := range c.ids {
			want[id] = 1
			if got[id] == 2 { // a group call is an activity and a membership
				want[id] = 2
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events of messages (-want +got):\n%s", diff)
	}
	person := w.settled("/api/profiles?user_id=u-1001")
	if n := len(person.list("profiles")); n != 1 {
		t.Fatalf("%d profiles have the user id, want 1: %s", n, person.Body)
	}
	id := person.text("profiles", 0, "id")
	head, err := w.node.Log.Head(t.Context())
	must(t, err)
	before := w.settled("/api/profiles/" + id).Body
	slices.Reverse(all)
	for _, c := range all {
		w.replay(c).ok()
	}
	if after, err := w.node.Log.Head(t.Context()); err != nil || after != head {
		t.Errorf("a retry appended something: %v", err)
	}
	if diff := cmp.Diff(string(before), string(w.settled("/api/profiles/"+id).Body)); diff != "" {
		t.Errorf("a retry changed the profile (-before +after):\n%s", diff)
	}
	w.checkPerson(id)
}

// checkPerson holds the profile of the captures' user against what was sent.
func (w *world) checkPerson(id string) {
	w.t.Helper()
	p := w.settled("/api/profiles/" + id)
	for category, want := range map[string]string{"user_id": "u-1001", "email": "ada.fake@example.org"} {
		if got, _ := p.at("view", category, "value").(string); got != want {
			w.t.Errorf("%s is %q, want %q", category, got, want)
		}
		if got := p.at("view", category, "source_name"); got != "web" {
			w.t.Errorf("%s is of source %v, want web", category, got)
		}
	}
	types := map[string]int{}
	for cursor, pages := "", 0; pages < 100; pages++ {
		page := w.settled("/api/profiles/" + id + "/timeline?limit=3&cursor=" + cursor)
		for _, a := range page.list("activities") {
			types[a.(map[string]any)["type"].(string)]++
		}
		next, more := page.at("next").(string)
		if !more {
			break
		}
		cursor = next
	}
	for _, name := range []string{"page_view", "screen_view", "signed up", "order completed", "group"} {
		if types[name] == 0 {
			w.t.Errorf("the timeline lacks %s: %v", name, types)
		}
	}
	only := w.settled("/api/profiles/" + id + "/timeline?type=Signed%20Up")
	if len(only.list("activities")) != types["signed up"] {
		w.t.Errorf("%d activities of one type, want %d", len(only.list("activities")), types["signed up"])
	}
}

// TestDoors: the words and the letters, alone and in a batch, with the key in
// each of its places.
func TestDoors(t *testing.T) {
	w := newWorld(t)
	message := `{"type":"%","userId":"u","anonymousId":"a","event":"E","groupId":"g","previousId":"p","properties":{"n":1}}`
	for _, kind := range []string{"identify", "track", "page", "screen", "group", "alias", "i", "t", "p", "s", "g", "a"} {
		w.do("POST", "/v1/"+kind, w.write, message, "Content-Type", "text/plain").ok()
	}
	batch := strings.ReplaceAll(`{"writeKey":"KEY","batch":[`+strings.ReplaceAll(message, "%", "track")+`]}`, "KEY", w.write)
	for _, kind := range []string{"batch", "import", "b", "m"} {
		w.do("POST", "/v1/"+kind, "", batch).ok()
	}
	w.do("POST", "/v1/batch", "", strings.ReplaceAll(batch, w.write, "nobody")).problem(401)
	w.do("POST", "/v1/batch", "", batch, "Authorization", "Basic bm9ib2R5Og==").problem(401)
	w.do("POST", "/v1/nothing", w.write, message).problem(404)
	r := w.do("POST", "/v1/batch", w.write, `{"batch":[{"type":"page","userId":"u"},{"type":"page"},7,{"type":"track","userId":"\u0000x\u0000","event":"\u0000"}]}`).ok()
	var rejected []float64
	for _, one := range r.list("rejected") {
		rejected = append(rejected, one.(map[string]any)["index"].(float64))
	}
	if diff := cmp.Diff([]float64{1, 2}, rejected); diff != "" {
		t.Errorf("rejected messages (-want +got):\n%s\n%s", diff, r.Body)
	}
}

// TestQuarantine: what was rejected is listed with the reason, once however
// often it is sent, can be read, mended and taken in.
func TestQuarantine(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.do("POST", "/v1/track", w.write, `{"messageId":"m1","userId":"u1"}`).ok()
		w.do("POST", "/v1/batch", w.write, `{"batch":[{"type":"identify","userId":"u1","messageId":"m2"},{"type":"nonsense","userId":"u1"}]}`).ok()
	}
	bad := w.command("observe-records", map[string]any{"source": "web", "records": []any{map[string]any{"key": "k", "facts": map[string]any{"shoe_size": 42}}}}).ok()
	if bad.text("items", 0, "status") != "rejected" || bad.text("items", 0, "error", "hint") == "" {
		t.Errorf("got %s, want it rejected with a hint", bad.Body)
	}
	list := w.settled("/api/quarantine")
	if got := list.at("counts", "held"); got != 3.0 || len(list.list("quarantine")) != 3 {
		t.Fatalf("got %s, want three data held", list.Body)
	}
	seen := map[string]bool{}
	for cursor := ""; ; {
		page := w.get("/api/quarantine?limit=1&cursor="+cursor, w.read).ok()
		seen[page.text("quarantine", 0, "id")] = true
		next, more := page.at("next").(string)
		if !more {
			break
		}
		cursor = next
	}
	if len(seen) != 3 {
		t.Errorf("pages showed %d data, want 3", len(seen))
	}
	first := list.text("quarantine", 2, "id")
	if whole := w.get("/api/quarantine/"+first, w.read).ok(); whole.at("raw", "messageId") != "m1" || whole.text("door") != "tracking" {
		t.Errorf("got %s, want the message as it came", whole.Body)
	}
	w.command("resubmit-datum", map[string]any{"datum": first}).problem(400)
	fixed := map[string]any{"datum": first, "body": map[string]any{"type": "track", "messageId": "m1", "userId": "u1", "event": "Signed up"}}
	if r := w.command("resubmit-datum", fixed).ok(); r.text("items", 0, "status") != "saved" {
		t.Errorf("got %s, want it saved", r.Body)
	}
	w.command("resubmit-datum", fixed).problem(409)
	record := map[string]any{"datum": bad.text("items", 0, "datum"), "body": map[string]any{"key": "k", "facts": map[string]any{"first_name": "Ana"}}}
	w.command("resubmit-datum", record).ok()
	after := w.settled("/api/quarantine")
	if after.at("counts", "held") != 1.0 || after.at("counts", "resubmitted") != 2.0 || len(after.list("quarantine")) != 1 {
		t.Errorf("got %s, want one held", after.Body)
	}
}
