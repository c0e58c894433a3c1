package http_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// namesOf are the records and sources of an account by what the test calls
// them, so that two accounts can be compared.
type namesOf map[string]string

// anyID is an id of any kind that belongs to one account: of a household, say.
var anyID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// record notes a record's id and the profile id it gives.
func (n namesOf) record(account uuid.UUID, id, key string) {
	n[id] = "record " + key
	n[fold.OwnID(account, uuid.MustParse(id)).String()] = "profile of " + key
}

// plain is an answer without ids and without what depends on when it was made.
func (n namesOf) plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			switch k {
			case "event", "recorded_at", "position", "owner", "now":
			case "merges":
				out[k] = len(x.([]any))
			default:
				out[k] = n.plain(x)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, n.plain(x))
		}
		return out
	case string:
		if name, known := n[v]; known {
			return name
		}
		return anyID.ReplaceAllString(v, "id") // also inside a longer one
	}
	return v
}

// dump is everything an account's read models answer, by name.
func (w *world) dump(n namesOf) map[string]any {
	w.t.Helper()
	out := map[string]any{}
	members := w.do("POST", "/api/segments/members", w.read, map[string]any{"tree": map[string]any{"all": []any{}}, "settled": true}).ok()
	for _, id := range members.list("members") {
		p := w.settled("/api/profiles/" + id.(string))
		var keys []string
		for i := range p.list("records") {
			keys = append(keys, p.text("records", i, "key"))
		}
		slices.Sort(keys)
		name := strings.Join(keys, "+")
		if _, twice := out[name]; twice {
			w.t.Errorf("two profiles hold %s", name)
		}
		out[name] = n.plain(p.at())
		out["timeline of "+name] = n.plain(w.settled("/api/profiles/" + id.(string) + "/timeline").at("activities"))
	}
	for _, tree := range dumpedTrees {
		r := w.do("POST", "/api/segments/query", w.read, map[string]any{
			"tree": json.RawMessage(tree), "charts": json.RawMessage(dumpedCharts), "sample": 100, "settled": true, "now": "2026-06-01T12:00:00Z",
		}).ok()
		out[tree] = n.plain(r.at())
	}
	return out
}

var dumpedTrees = []string{
	`{"all":[]}`,
	`{"category":"city","is":"Raleigh"}`,
	`{"category":"record_count","gte":2}`,
	`{"category":"first_name","in":["John","Jon"]}`,
	`{"all":[{"category":"email","known":true},{"not":{"category":"can_email","is":"true"}}]}`,
	`{"activity":"page_view","at_least":2,"from":"2026-01-01","to":"2026-12-31"}`,
	`{"category":"visits","gte":2}`,
}

const dumpedCharts = `[{"by":"city"},{"by":"first_name"},{"by":["city","last_name"],"top":[10,10]},{"by":"age","interval":10},
	{"by":"record_count"},{"activity":"page_view","interval":"week"}]`

// countOf is how many people a tree holds.
func (w *world) countOf(tree string) int {
	w.t.Helper()
	r := w.do("POST", "/api/segments/query", w.read, map[string]any{"tree": json.RawMessage(tree), "settled": true}).ok()
	return int(r.at("count").(float64))
}

// saved saves a segment.
func (w *world) saved(name, tree string) string {
	w.t.Helper()
	return w.command("define-segment", map[string]any{"name": name, "tree": json.RawMessage(tree)}).ok().text("segment")
}

func (w *world) mergesOf(id string) (out []string) {
	for _, m := range w.settled("/api/profiles/" + id).list("merges") {
		out = append(out, fmt.Sprint(m))
	}
	return out
}
