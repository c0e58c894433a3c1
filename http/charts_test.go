package http_test

import (
	"fmt"
	"testing"
)

// TestBarsLeadToPeople: whoever follows a bar, a cell or a total of a chart
// finds as many people as it counts; bars of sources have names and lead by
// ids; days are those of the account, and stay what they were.
func TestBarsLeadToPeople(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	w.source("desk", "manual")
	for i := range 9 {
		key := fmt.Sprint(i)
		w.observe([]string{"list", "desk"}[i%2], key, map[string]any{
			"city": []string{"Raleigh", "Durham", "Cary"}[i%3], "tag": []string{"a", "b"}[:1+i%2], "birth_date": fmt.Sprintf("%d-01-02", 1950+7*i), "nickname": "n" + key,
		})
		for range i / 3 {
			w.command("record-activities", map[string]any{"source": []string{"list", "desk"}[i%2], "activities": []any{map[string]any{"key": key, "type": "page_view", "occurred_at": fmt.Sprintf("2026-11-%02dT12:00:00Z", 1+3*i)}}}).ok()
		}
	}
	w.observe("list", "nobody", map[string]any{"nickname": "x"})
	const frame = `"now":"2026-11-23T12:00:00Z","settled":true`
	base := `{"category":"nickname","prefix":"n"}`
	r := w.do("POST", "/api/segments/query", w.read, `{`+frame+`,"tree":`+base+`,"charts":[{"by":"city","top":2},{"by":"source"},{"by":["tag","city"],"top":[2,2]},
		{"by":"age","interval":10},{"by":"birth_date","interval":"year"},{"activity":"page_view","interval":"week","within_days":12}]}`).ok()
	follow := func(what string, want any, trees ...any) {
		t.Helper()
		got := w.do("POST", "/api/segments/query", w.read, map[string]any{"now": "2027-03-01T00:00:00Z", "tree": map[string]any{"all": trees}}).ok()
		if got.at("count") != want {
			t.Errorf("%s counts %v and leads to %v people by %v", what, want, got.at("count"), trees)
		}
	}
	var of any = map[string]any{"category": "nickname", "prefix": "n"}
	for i, chart := range r.list("charts") {
		c := chart.(map[string]any)
		for _, total := range []string{"known", "unknown", "other"} {
			follow(fmt.Sprint(i, " ", total), c[total], of, c["trees"].(map[string]any)[total])
		}
		if i == 3 {
			continue // ages are those of the day that is asked for
		}
		for n, bar := range c["buckets"].([]any) {
			b := bar.(map[string]any)
			follow(fmt.Sprint(i, " ", b["value"]), b["count"], of, b["tree"])
			if columns, two := c["columns"].([]any); two {
				for k, column := range columns {
					follow(fmt.Sprint(i, " ", b["value"], column), c["cells"].([]any)[n].([]any)[k], of, b["tree"], column.(map[string]any)["tree"])
				}
			}
		}
	}
	if r.text("charts", 1, "buckets", 0, "value") != "list" || len(r.list("charts", 5, "buckets")) == 0 {
		t.Errorf("got %s", r.Body)
	}
}
