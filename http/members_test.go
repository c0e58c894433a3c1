package http_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSegment: groups, a range, a negation and "did X", counted and charted.
func TestSegment(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	for i := range 6 {
		key := fmt.Sprint(i)
		w.observe("list", key, map[string]any{
			"first_name": "P" + strings.Repeat("x", i), "city": []string{"Raleigh", "Durham", "Cary"}[i%3], "birth_date": fmt.Sprintf("%d-01-02", 1950+10*i), "voter_id": "V" + key,
		})
		for range i {
			w.command("record-activities", map[string]any{"source": "list", "activities": []any{map[string]any{"key": key, "type": "donation", "occurred_at": "2026-11-20T12:00:00Z", "properties": map[string]any{"amount": 10}}}}).ok()
		}
	}
	count := func(tree string) any {
		t.Helper()
		return w.do("POST", "/api/segments/query", w.read, `{"settled":true,"now":"2026-11-23T12:00:00Z","tree":`+tree+`}`).ok().at("count")
	}
	for tree, want := range map[string]float64{
		`{"all":[]}`: 6, `{"any":[]}`: 0, `{"category":"city","in":["Raleigh","CARY"]}`: 4, `{"not":{"category":"city","is":"Durham"}}`: 4,
		`{"category":"age","gte":40,"lt":60}`:                                                             2,
		`{"activity":"donation","at_least":3,"within_days":30}`:                                           3,
		`{"all":[{"category":"age","gte":30},{"activity":"donation","at_least":1}]}`:                      4,
		`{"activity":"donation","sum":"amount","gte":40}`:                                                 2,
		`{"any":[{"category":"city","is":"Cary"},{"category":"age","gte":70}]}`:                           3,
		`{"category":"donation_total","gte":30}`:                                                          3,
		`{"not":{"activity":"donation","at_least":1}}`:                                                    1,
		`{"category":"voter_id","known":true}`:                                                            6,
		`{"activity":"donation","at_least":1,"sources":["list"]}`:                                         5,
		`{"all":[{"category":"birth_date","gte":"1970-01-01"},{"not":{"category":"city","prefix":"r"}}]}`: 3,
	} {
		if got := count(tree); got != want {
			t.Errorf("%s: got %v, want %v", tree, got, want)
		}
	}
	saved := w.command("define-segment", map[string]any{"name": "Durham", "tree": map[string]any{"category": "city", "is": "Durham"}}).ok().text("segment")
	if got := count(`{"not":{"segment":"` + saved + `"}}`); got != 4.0 {
		t.Errorf("the saved segment negated: got %v, want 4", got)
	}
	r := w.do("POST", "/api/segments/query", w.read, `{"settled":true,"sample":2,"charts":[{"by":"city"},{"by":["city","voter_id"],"top":[1,1]},{"by":"age","interval":20},{"activity":"donation","interval":"year"}]}`).ok()
	if r.at("charts", 0, "buckets", 0, "count") != 2.0 || r.at("charts", 0, "known") != 6.0 || len(r.list("sample")) != 2 || r.text("charts", 3, "activity") != "donation" {
		t.Errorf("got %s", r.Body)
	}
	if r.at("charts", 3, "buckets", 0, "times") != 15.0 || r.at("charts", 3, "buckets", 0, "count") != 5.0 {
		t.Errorf("got %s, want 5 people and 15 donations", r.Body)
	}
}

// TestSegmentsOfSegments: a saved segment may be made of others, is spoken of by
// its name, contains itself in no spelling, and stays while another needs it.
func TestSegmentsOfSegments(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	w.observe("list", "1", map[string]any{"city": "Durham", "voter_id": "1"})
	w.observe("list", "2", map[string]any{"city": "Durham", "voter_id": "2", "party": "REP"})
	define := func(name, segment string, tree any) reply {
		return w.command("define-segment", map[string]any{"name": name, "segment": segment, "tree": tree})
	}
	durham := define("Durham", "", map[string]any{"category": "city", "is": "Durham"}).ok().text("segment")
	of := func(id string) map[string]any { return map[string]any{"segment": id} }
	both := define("Durham, not REP", "", map[string]any{"all": []any{of(strings.ToUpper(durham)), map[string]any{"not": map[string]any{"category": "party", "is": "REP"}}}}).ok().text("segment")
	r := w.do("POST", "/api/segments/query", w.read, map[string]any{"settled": true, "tree": of(both)}).ok()
	if r.at("count") != 1.0 || r.text("text") != `is in segment "Durham, not REP"` {
		t.Errorf("got %s", r.Body)
	}
	list := w.get("/api/segments", w.read).ok()
	if list.text("segments", 1, "text") != `is in segment "Durham", and is not registered REP` {
		t.Errorf("the list says %s", list.Body)
	}
	for name, tree := range map[string]any{"itself": of(durham), "itself in capitals": of(strings.ToUpper(durham)), "itself by another": of(both)} {
		if p := define("Durham", durham, tree).problem(400); !strings.Contains(p.Detail, "loop") {
			t.Errorf("%s: got %+v", name, p)
		}
	}
	if p := define("x", "", map[string]any{"any": []any{of(durham), map[string]any{"category": "citty", "is": "x"}}}).problem(400); !strings.Contains(p.Detail, "/any/1/category") || !strings.Contains(p.Hint, "city") {
		t.Errorf("got %+v", p)
	}
	if p := w.command("define-segment", map[string]any{"name": "x", "tree": of(durham), "scope": []string{"lisst"}}).problem(404); !strings.Contains(p.Hint, "/api/sources") {
		t.Errorf("got %+v", p)
	}
	if p := w.command("remove-segment", map[string]any{"segment": durham}).problem(409); !strings.Contains(p.Detail, "Durham, not REP") {
		t.Errorf("got %+v", p)
	}
	w.command("remove-segment", map[string]any{"segment": both}).ok()
	w.command("remove-segment", map[string]any{"segment": durham}).ok()
}

// TestSavedSegmentsCounted: the list counts each saved segment as it stands, in
// the scope that it was saved with, which it keeps where it is asked by itself;
// one that names what is gone is listed without a count.
func TestSavedSegmentsCounted(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	desk := w.source("desk", "manual")
	w.observe("list", "1", map[string]any{"city": "Durham", "voter_id": "1"})
	w.observe("list", "2", map[string]any{"city": "Durham", "voter_id": "2"})
	w.observe("desk", "3", map[string]any{"city": "Durham", "voter_id": "3"})
	tree := map[string]any{"category": "city", "is": "Durham"}
	w.command("define-segment", map[string]any{"name": "all", "tree": tree}).ok()
	scoped := w.command("define-segment", map[string]any{"name": "of the desk", "tree": tree, "scope": []string{"desk"}}).ok().text("segment")
	r := w.settled("/api/segments?counts=true")
	if r.at("segments", 0, "count") != 3.0 || r.at("segments", 1, "count") != 1.0 || r.text("position") == "" {
		t.Errorf("got %s", r.Body)
	}
	for body, want := range map[string]float64{
		`{"tree":{"segment":"` + scoped + `"}}`:               1,
		`{"tree":{"segment":"` + scoped + `"},"scope":"all"}`: 3,
		`{"tree":{"all":[{"segment":"` + scoped + `"}]}}`:     3,
	} {
		if got := w.do("POST", "/api/segments/query", w.read, body).ok(); got.at("count") != want {
			t.Errorf("%s: got %v, want %v", body, got.at("count"), want)
		}
	}
	if r := w.settled("/api/segments/members?segment=" + scoped); len(r.list("members")) != 1 {
		t.Errorf("its members: %s", r.Body)
	}
	w.observe("list", "4", map[string]any{"city": "Durham", "voter_id": "4"})
	w.command("retract-source", map[string]any{"source": desk}).ok()
	r = w.settled("/api/segments?counts=true")
	if r.at("segments", 0, "count") != 3.0 || r.at("segments", 1, "count") != 0.0 {
		t.Errorf("after a change: %s", r.Body)
	}
	w.get("/api/segments?counts=maybe", w.read).problem(400)
	if r := w.get("/api/segments", w.read).ok(); r.at("segments", 0, "count") != nil {
		t.Errorf("counted without being asked: %s", r.Body)
	}
}

// TestMembers: members come in pages of ids, with columns, and as CSV, of which
// no cell is run by a spreadsheet.
func TestMembers(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	const people = 7
	for i := range people {
		w.observe("list", fmt.Sprint(i), map[string]any{
			"first_name": "Ana", "nickname": []string{"=SUM(A)", "Bee"}, "employer": "+cmd", "city": "Raleigh", "voter_id": fmt.Sprint("V", i), "phone": fmt.Sprintf("919555010%d", i),
		})
	}
	var paged []string
	for cursor := ""; ; {
		page := w.settled("/api/segments/members?limit=3&cursor=" + cursor)
		for _, id := range page.list("members") {
			paged = append(paged, id.(string))
		}
		next, more := page.at("next").(string)
		if !more {
			break
		}
		cursor = next
	}
	if len(paged) != people {
		t.Fatalf("pages showed %d members, want %d", len(paged), people)
	}
	tree := url.QueryEscape(`{"category":"city","is":"raleigh"}`)
	columns := w.settled("/api/segments/members?columns=city,nickname&tree=" + tree)
	if len(columns.list("rows")) != people || columns.text("rows", 0, "values", "city", 0) != "Raleigh" || len(columns.list("rows", 0, "values", "nickname")) != 2 {
		t.Errorf("got %s", columns.Body)
	}
	r := w.do("POST", "/api/segments/members", w.read, map[string]any{"columns": []string{"first_name", "nickname", "employer", "phone"}, "settled": true}, "Accept", "text/csv").ok()
	rows, err := csv.NewReader(bytes.NewReader(r.Body)).ReadAll()
	must(t, err)
	if diff := cmp.Diff([]string{"profile_id", "first_name", "nickname", "employer", "phone"}, rows[0]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	for i, row := range rows[1:] {
		if row[0] != paged[i] || row[1] != "Ana" || row[4] != fmt.Sprintf("'+1919555010%d", i) {
			t.Errorf("row %d: %q", i, row)
		}
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("row %d: a spreadsheet would run %q", i, cell)
			}
		}
	}
	if len(rows) != people+1 {
		t.Errorf("%d rows, want %d", len(rows), people+1)
	}
	if r := w.do("GET", "/api/segments/members", w.read, nil, "Accept", "text/csv").ok(); bytes.Count(r.Body, []byte("\n")) != people+1 {
		t.Errorf("got %s", r.Body)
	}
	if r := w.do("GET", "/api/segments/members", w.read, nil, "Accept", "application/json, text/csv;q=0.5").ok(); r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("got %s for whoever prefers JSON", r.Header.Get("Content-Type"))
	}
}
