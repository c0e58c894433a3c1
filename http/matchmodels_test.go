package http_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	web "github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

var zoltan = map[string]any{"first_name": "Zoltan", "last_name": "Quarles", "phone": "919 555 0190"}

func blockedValue(typ, value string) map[string]any {
	return map[string]any{"type": typ, "value": value}
}

// Defends: the whole way of a model. In first load it is in force at once; later
// it is proposed, looked at and put in force by its version, with all that
// follows before the answer; and the old one can be taken again.
func TestModelsFromCalibrationToActivation(t *testing.T) {
	w := newWorld(t)
	a, b := w.person("web", "1", zoltan), w.person("web", "2", zoltan)
	if w.settled("/api/profiles/"+a).text("id") != w.settled("/api/profiles/"+b).text("id") {
		t.Fatal("the two are not one to begin with")
	}
	first := w.command("calibrate-match-model", map[string]any{}).ok()
	if first.at("active") != true || first.at("proposed") != false || first.at("nodes") != 1.0 {
		t.Errorf("in first load: %s", first.Body)
	}
	w.command("define-segment", map[string]any{"name": "all", "tree": map[string]any{"all": []any{}}}).ok()
	second := w.command("calibrate-match-model", map[string]any{
		"strictness": "strict", "block": []any{blockedValue("phone", "+1 (919) 555-0190"), blockedValue("email", "Office@Rarehost.net")},
	}).ok()
	if second.at("active") != false || second.at("proposed") != true || second.at("strict") != true {
		t.Errorf("in use: %s", second.Body)
	}
	p := w.settled("/api/match/preview")
	if p.text("version") != second.text("version") || p.text("in_force") != first.text("version") || p.at("profiles_now") != 1.0 ||
		p.at("profiles_then") != 2.0 || p.at("parting") != 1.0 || p.at("parts", 0, "count") != 2.0 || p.text("parts", 0, "profile") != a || p.at("truncated") != false {
		t.Errorf("preview: %s", p.Body)
	}
	done := w.command("activate-match-model", map[string]any{"version": second.text("version")}).ok()
	if got := w.get("/api/profiles/"+a+"?min_position="+done.text("position"), w.read).ok(); len(got.list("records")) != 1 {
		t.Errorf("at the position of the answer they are not apart: %s", got.Body)
	}
	models := w.settled("/api/match/models")
	got := []any{}
	for i := range models.list("models") {
		got = append(got, []any{models.text("models", i, "version"), models.at("models", i, "active"), models.at("models", i, "strict"), models.at("models", i, "built_in")})
	}
	want := []any{[]any{second.text("version"), true, true, false}, []any{first.text("version"), false, false, false}, []any{match.DefaultModel().Hash(), false, false, true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("models (-want +got):\n%s", diff)
	}
	blocked := []any{blockedValue("email", "Office@Rarehost.net"), blockedValue("phone", "+1 (919) 555-0190")}
	if diff := cmp.Diff(blocked, models.list("models", 0, "blocked"), cmp.Transformer("sorted", sortedTypes)); diff != "" {
		t.Errorf("blocked (-want +got):\n%s", diff)
	}
	page := w.get("/api/match/models?limit=1", w.read).ok()
	if next := w.get("/api/match/models?limit=1&cursor="+page.text("next"), w.read).ok(); next.text("models", 0, "version") != first.text("version") {
		t.Errorf("the second page: %s", next.Body)
	}
	third := w.command("calibrate-match-model", map[string]any{"unblock": blocked[1:]}).ok()
	if third.at("strict") != true || third.text("version") == second.text("version") {
		t.Errorf("what was not said did not stay: %s", third.Body)
	}
	w.command("activate-match-model", map[string]any{"version": first.text("version")}).ok()
	if again := w.settled("/api/match/partition"); again.at("profiles") != 1.0 || again.at("records") != 2.0 || again.text("model") != first.text("version") {
		t.Errorf("the old model again: %s", again.Body)
	}
	if w.command("activate-match-model", map[string]any{"version": first.text("version")}).ok().at("event") != nil {
		t.Error("what is in force was put in force once more")
	}
	w.namedBy(done)
}

// sortedTypes tells lists of blocked values apart by what is in them.
func sortedTypes(list []any) map[any]any {
	out := map[any]any{}
	for _, v := range list {
		m, _ := v.(map[string]any)
		out[m["type"]] = m["value"]
	}
	return out
}

// namedBy demands that the log names who put the model in force.
func (w *world) namedBy(done reply) {
	w.t.Helper()
	for e, err := range w.node.Journal.ReadStream(context.Background(), event.AccountStream(w.account), 0) {
		must(w.t, err)
		if e.ID.String() == done.text("event") && !strings.HasPrefix(e.Actor, "key:") {
			w.t.Errorf("actor %q of an activation", e.Actor)
		}
	}
}

// Defends: what cannot be had is refused with the next step, and changes
// nothing.
func TestModelsRefuse(t *testing.T) {
	w := newWorld(t)
	w.command("calibrate-match-model", map[string]any{}).problem(409)
	w.observe("web", "0", map[string]any{"city": "Raleigh"})
	w.command("calibrate-match-model", map[string]any{}).problem(409)
	w.person("web", "1", zoltan)
	many := []any{}
	for i := range match.MaxBlocked + 1 {
		many = append(many, blockedValue("external_id", "x"+strings.Repeat("1", 1+i%90)+strings.Repeat("2", i/90)))
	}
	for name, c := range map[string]struct {
		command string
		body    map[string]any
		status  int
	}{
		"strictness":         {"calibrate-match-model", map[string]any{"strictness": "lax"}, 400},
		"category":           {"calibrate-match-model", map[string]any{"block": []any{blockedValue("last_name", "Smith")}}, 400},
		"no e-mail":          {"calibrate-match-model", map[string]any{"block": []any{blockedValue("email", "office")}}, 400},
		"long":               {"calibrate-match-model", map[string]any{"block": []any{blockedValue("email", strings.Repeat("x", 300)+"@x.org")}}, 400},
		"many":               {"calibrate-match-model", map[string]any{"block": many}, 413},
		"not blocked":        {"calibrate-match-model", map[string]any{"unblock": []any{blockedValue("email", "office@x.org")}}, 404},
		"another member":     {"calibrate-match-model", map[string]any{"threshold": 3}, 400},
		"unknown version":    {"activate-match-model", map[string]any{"version": "0123456789abcdef"}, 404},
		"no version":         {"activate-match-model", map[string]any{}, 404},
		"version of no text": {"activate-match-model", map[string]any{"version": 7}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			w := *w
			w.t = t
			w.command(c.command, c.body).problem(c.status)
		})
	}
	for path, status := range map[string]int{
		"/api/match/preview": 404, "/api/match/preview?version=nothing": 404, "/api/match/preview?limit=0": 400, "/api/match/preview?limit=1001": 400,
		"/api/match/models?cursor=nothing": 400, "/api/match/models?limit=x": 400, "/api/match/partition?as_of=2020-01-01T00:00:00Z": 400,
	} {
		w.get(path, w.read).problem(status)
	}
	busy := w.with(func(c *web.Config) { c.Matcher = surveying{c.Matcher} })
	busy.get("/api/match/preview", w.read).problem(429)
	busy.get("/api/match/partition", w.read).problem(429)
	w.with(func(c *web.Config) { c.Matcher = nil }).get("/api/match/models", w.read).problem(503)
}

// surveying is a matcher that another preview keeps busy.
type surveying struct{ web.Matcher }

func (surveying) Preview(context.Context, uuid.UUID, string, int) (identity.Preview, error) {
	return identity.Preview{}, identity.ErrSurveying
}

func (surveying) Partition(context.Context, uuid.UUID) (identity.Partition, error) {
	return identity.Partition{}, identity.ErrSurveying
}

// Defends: a model of other rules than this program's, as a newer one leaves in
// the log, is shown as such and refused.
func TestModelOfOtherRules(t *testing.T) {
	w := newWorld(t)
	w.person("web", "1", zoltan)
	newer := event.MatchModelProposed{Version: "fedcba9876543210", Part: 1, Of: 1, Table: []byte{match.ModelVersion + 1}, Rules: match.ModelVersion + 1}
	w.appendToAccount(newer)
	shown := w.settled("/api/match/models")
	if shown.text("models", 0, "version") != newer.Version || shown.at("models", 0, "usable") != false {
		t.Errorf("models: %s", shown.Body)
	}
	for _, r := range []reply{
		w.command("activate-match-model", map[string]any{"version": newer.Version}), w.get("/api/match/preview?version="+newer.Version, w.read),
	} {
		if p := r.problem(409); !strings.Contains(p.Hint, "match calibrate") {
			t.Errorf("hint %q", p.Hint)
		}
	}
}

// appendToAccount writes an event into the account's stream, as another program
// would.
func (w *world) appendToAccount(p event.Payload) {
	w.t.Helper()
	now := w.node.Now().UTC()
	e := event.Event{Envelope: event.Envelope{
		ID: uuid.New(), Type: p.EventType(), Version: event.Version(p.EventType()), Account: w.account, Actor: "matcher", OccurredAt: now, RecordedAt: now,
	}, Payload: p}
	results, err := w.node.Journal.Append(context.Background(), journal.Write{Stream: event.AccountStream(w.account), Expected: eventstore.Any, Entries: []event.Event{e}})
	must(w.t, err)
	must(w.t, results[0].Err)
}

// Defends: a blocked value stands in no file in clear.
func TestBlockedValuesAreSealed(t *testing.T) {
	dir := t.TempDir()
	w := newWorldAt(t, dir)
	w.person("web", "1", zoltan)
	w.command("calibrate-match-model", map[string]any{"block": []any{blockedValue("email", "planted@rarehost.net")}}).ok()
	if got := w.settled("/api/match/models"); got.text("models", 0, "blocked", 0, "value") != "planted@rarehost.net" {
		t.Errorf("models: %s", got.Body)
	}
	must(t, w.node.Close(context.Background()))
	files := 0
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if files++; bytes.Contains(b, []byte("planted@")) {
			t.Errorf("%s holds the value", path)
		}
		return err
	}))
	if files < 5 {
		t.Errorf("only %d files were looked at", files)
	}
}
