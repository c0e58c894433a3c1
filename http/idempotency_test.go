package http_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIdempotencyKey: the same command under the same key gives the same answer
// twice and appends nothing the second time, for every kind of command.
func TestIdempotencyKey(t *testing.T) {
	w := newWorld(t)
	other := w.second()
	a := w.person("web", "1", map[string]any{"first_name": "Ana"})
	b := w.person("web", "2", map[string]any{"first_name": "Bo"})
	key := w.command("create-key", map[string]any{"role": "read"}).ok().text("id")
	ids := map[string]string{}
	for n, c := range []struct {
		name string
		body map[string]any
		keep string // member of the answer that later commands name
	}{
		{"observe-records", map[string]any{"source": "web", "records": []any{map[string]any{"key": "9", "facts": map[string]any{"first_name": "Cy"}}, map[string]any{"key": "9", "facts": map[string]any{"nonsense": 1}}}}, ""},
		{"observe-records", map[string]any{"source": "web", "records": []any{map[string]any{"key": "9", "message_id": "m", "facts": map[string]any{"first_name": "Di"}}}}, ""},
		{"record-activities", map[string]any{"source": "web", "activities": []any{map[string]any{"key": "9", "type": "donation", "properties": map[string]any{"amount": 5}}}}, ""},
		{"register-source", map[string]any{"name": "shop", "kind": "form"}, ""},
		{"rename-source", map[string]any{"source": "shop", "name": "store"}, ""},
		{"order-sources", map[string]any{"order": []string{"store", "web"}}, ""},
		{"define-category", map[string]any{"name": "shirt", "type": "enum"}, ""},
		{"define-activity-type", map[string]any{"type": "bought", "dimensions": []string{"what"}}, ""},
		{"define-segment", map[string]any{"name": "all", "tree": map[string]any{"all": []any{}}}, "segment"},
		{"remove-segment", map[string]any{"segment": "segment"}, ""},
		{"define-webhook", map[string]any{"url": "https://example.org/"}, "webhook"},
		{"remove-webhook", map[string]any{"webhook": "webhook"}, ""},
		{"create-account", map[string]any{"name": "third"}, ""},
		{"create-key", map[string]any{"role": "write", "source": "web"}, ""},
		{"revoke-key", map[string]any{"key": key}, ""},
		{"grant", map[string]any{"to": other.account, "sources": "all"}, "grant"},
		{"revoke", map[string]any{"grant": "grant"}, ""},
		{"retract-source", map[string]any{"source": "store"}, ""},
		{"reinstate-source", map[string]any{"source": "store"}, ""},
		{"merge-profiles", map[string]any{"a": a, "b": b, "reason": "the same"}, "event"},
		{"undo-merge", map[string]any{"event": "event", "reason": "not the same"}, ""},
		{"calibrate-match-model", map[string]any{"strictness": "strict", "block": []any{map[string]any{"type": "external_id", "value": "999"}}}, "version"},
		{"activate-match-model", map[string]any{"version": "version"}, ""},
	} {
		for name, v := range c.body {
			if s, ok := v.(string); ok && ids[s] != "" {
				c.body[name] = ids[s]
			}
		}
		idem := fmt.Sprint(c.name, n)
		first := w.command(c.name, c.body, "Idempotency-Key", idem).ok()
		head, err := w.node.Log.Head(t.Context())
		must(t, err)
		again := w.command(c.name, c.body, "Idempotency-Key", idem).ok()
		after, err := w.node.Log.Head(t.Context())
		must(t, err)
		if diff := cmp.Diff(string(first.Body), string(again.Body)); diff != "" {
			t.Errorf("%s: the answer (-first +again):\n%s", c.name, diff)
		}
		if head != after {
			t.Errorf("%s: the repetition appended something", c.name)
		}
		if c.keep != "" {
			ids[c.keep] = first.text(c.keep)
		}
	}
}

// TestIdempotencyKeyOutlivesRestart: what the key protects is in the log, not in
// memory.
func TestIdempotencyKeyOutlivesRestart(t *testing.T) {
	dir := t.TempDir()
	body := map[string]any{"records": []any{map[string]any{"key": "1", "facts": map[string]any{"first_name": "Ana"}}}}
	var first reply
	var write string
	t.Run("before", func(t *testing.T) {
		w := newWorldAt(t, dir)
		write = w.write
		first = w.do("POST", "/api/commands/observe-records", write, body, "Idempotency-Key", "k").ok()
	})
	t.Run("after", func(t *testing.T) {
		w := newWorldAt(t, dir)
		again := w.do("POST", "/api/commands/observe-records", write, body, "Idempotency-Key", "k").ok()
		if diff := cmp.Diff(string(first.Body), string(again.Body)); diff != "" {
			t.Errorf("the answer (-first +again):\n%s", diff)
		}
	})
}

// TestIdempotencyKeyOfAnother: the same key for something else is a mistake
// that is told, and what was said under it is not lost.
func TestIdempotencyKeyOfAnother(t *testing.T) {
	w := newWorld(t)
	record := func(name string) map[string]any {
		return map[string]any{"records": []any{map[string]any{"key": "1", "facts": map[string]any{"first_name": name}}}}
	}
	w.do("POST", "/api/commands/observe-records", w.write, record("Ana"), "Idempotency-Key", "k").ok()
	w.do("POST", "/api/commands/observe-records", w.write, record("Bo"), "Idempotency-Key", "k").problem(409)
	done := w.do("POST", "/api/commands/record-activities", w.write, map[string]any{"activities": []any{map[string]any{"key": "1", "type": "vote"}}}, "Idempotency-Key", "k").ok()
	if got := done.text("items", 0, "status"); got != "saved" {
		t.Errorf("an activity under the key of an observation is %s, want saved", got)
	}
	w.do("POST", "/api/commands/observe-records", w.write, record("Ana"), "Idempotency-Key", strings.Repeat("k", 300)).problem(400)
}
