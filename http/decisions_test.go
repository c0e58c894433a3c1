package http_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// lopez is enough to be one person by score.
func lopez(given string) map[string]any {
	return map[string]any{"first_name": given, "last_name": "Lopez", "birth_date": "1980-02-03", "email": "rob@lopez-family.net"}
}

// TestContradictions: a decision that contradicts one in force is refused with
// what to do about that one, and writes nothing.
func TestContradictions(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	a, b := w.person("list", "1", lopez("Robert")), ""
	b = w.observe("list", "2", lopez("Bob")).text("items", 0, "record")
	merge := w.mergesOf(a)[0]
	c := w.person("list", "3", map[string]any{"first_name": "Bo", "last_name": "Chen"})
	d := w.person("list", "4", map[string]any{"first_name": "Di", "last_name": "Emden"})
	apart := w.command("keep-apart", map[string]any{"a": c, "b": d, "reason": "neighbours"}).ok().text("event")
	if again := w.command("keep-apart", map[string]any{"a": d, "b": c}).ok(); again.text("event") != apart {
		t.Errorf("kept apart again: %s, want the decision %s", again.Body, apart)
	}
	joined := w.command("merge-profiles", map[string]any{"a": a, "b": c, "reason": "told so"}).ok().text("event")
	other := w.second()
	other.source("list", "import")
	foreign := other.person("list", "1", lopez("Robert"))
	otherMerge := other.command("merge-profiles", map[string]any{"a": foreign, "b": other.person("list", "2", map[string]any{"first_name": "Zed"})}).ok().text("event")

	nobody := uuid.NewString()
	tests := map[string]struct {
		command string
		body    map[string]any
		status  int
		hint    string // part of it
	}{
		"merge across a keep-apart":       {"merge-profiles", map[string]any{"a": c, "b": d}, 409, `lift-keep-apart {"decision":"` + apart},
		"merge of a profile with itself":  {"merge-profiles", map[string]any{"a": d, "b": d}, 400, "two profiles"},
		"merge of one profile":            {"merge-profiles", map[string]any{"a": a, "b": b}, 409, `undo-merge {"event":"` + merge},
		"keep-apart of what was merged":   {"keep-apart", map[string]any{"a": a, "b": b}, 409, `undo-merge {"event":"` + merge},
		"keep-apart of what a person did": {"keep-apart", map[string]any{"a": a, "b": c}, 409, "undo-merge"},
		"keep-apart of itself":            {"keep-apart", map[string]any{"a": d, "b": d}, 400, "two profiles"},
		"undo of a keep-apart":            {"undo-merge", map[string]any{"event": apart}, 409, `lift-keep-apart {"decision":"` + apart},
		"undo of nothing":                 {"undo-merge", map[string]any{"event": nobody}, 404, "merges"},
		"preview of nothing":              {"undo-merge", map[string]any{"event": nobody, "preview": true}, 404, "merges"},
		"undo of another account's":       {"undo-merge", map[string]any{"event": otherMerge}, 404, "merges"},
		"lift of a merge":                 {"lift-keep-apart", map[string]any{"decision": joined}, 409, `undo-merge {"event":"` + joined},
		"lift of nothing":                 {"lift-keep-apart", map[string]any{"decision": nobody}, 404, "explain"},
		"merge with another account's":    {"merge-profiles", map[string]any{"a": a, "b": foreign}, 404, "profiles"},
		"keep apart from another's":       {"keep-apart", map[string]any{"a": foreign, "b": d}, 404, "profiles"},
		"merge with nobody":               {"merge-profiles", map[string]any{"a": a, "b": nobody}, 404, "profiles"},
		"a review that is not there":      {"decide-review", map[string]any{"review": nobody, "decision": "accept"}, 404, "reviews"},
	}
	head, err := w.node.Log.Head(t.Context())
	must(t, err)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := w.command(tt.command, tt.body).problem(tt.status)
			if !strings.Contains(p.Hint, tt.hint) {
				t.Errorf("hint %q of %q, want %q in it", p.Hint, p.Detail, tt.hint)
			}
		})
	}
	if after, err := w.node.Log.Head(t.Context()); err != nil || head.Before(after) {
		t.Errorf("a refusal wrote something (%v)", err)
	}
}

// TestUndoneAndLifted: an undo is undone by lifting it, once, and a command
// repeated under its Idempotency-Key answers as the first time although the
// state has moved on.
func TestUndoneAndLifted(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	a := w.person("list", "1", lopez("Robert"))
	b := w.observe("list", "2", lopez("Bob")).text("items", 0, "record")
	merge := w.mergesOf(a)[0]
	body := map[string]any{"event": merge, "reason": "two people"}
	undone := w.command("undo-merge", body, "Idempotency-Key", "k1").ok()
	if again := w.command("undo-merge", body, "Idempotency-Key", "k1").ok(); again.text("event") != undone.text("event") {
		t.Errorf("repeated: %s, want %s", again.Body, undone.Body)
	}
	for _, preview := range []bool{false, true} {
		if p := w.command("undo-merge", map[string]any{"event": merge, "preview": preview}).problem(409); !strings.Contains(p.Hint, undone.text("event")) {
			t.Errorf("hint %q, want the decision", p.Hint)
		}
	}
	if got := w.settled("/api/profiles/" + b).text("id"); got == a {
		t.Error("still one after the undo")
	}
	w.observe("list", "2", map[string]any{"phone": "919 555 0100", "city": "Raleigh"}) // more data joins nothing
	if got := w.settled("/api/profiles/" + b).text("id"); got == a {
		t.Error("one again after more data")
	}
	lift := map[string]any{"decision": undone.text("event"), "reason": "one after all"}
	w.command("lift-keep-apart", lift).ok()
	if got := w.settled("/api/profiles/" + b).text("id"); got != a {
		t.Error("still two after lifting")
	}
	w.command("lift-keep-apart", lift).problem(404)
	e := w.settled("/api/explain?a=" + a + "&b=" + b)
	if e.text("decision") != "same" || e.at("kept_apart_by") != nil || e.at("merged_by") == merge {
		t.Errorf("got %s, want another merge", e.Body)
	}
}
