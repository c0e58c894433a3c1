package http_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// home is an address of kind home.
func home(street, unit string) map[string]any {
	return map[string]any{"kind": "home", "street": street, "unit": unit, "city": "Raleigh", "state": "NC", "postcode": "27601"}
}

// names are those of a household's members, in pages.
func (w *world) housemates(id string, limit int) (names []string, first reply) {
	w.t.Helper()
	for cursor := ""; ; {
		page := w.settled(fmt.Sprintf("/api/profiles/%s/household?limit=%d&cursor=%s", id, limit, cursor))
		if cursor == "" {
			first = page
		}
		for _, m := range page.list("members") {
			names = append(names, m.(map[string]any)["name"].(string))
		}
		next, more := page.at("next").(string)
		if !more {
			slices.Sort(names)
			return names, first
		}
		cursor = next
	}
}

// TestHousehold: one residence and unit is a household whatever the surname and
// the spelling, above twelve people it is group quarters; it is a category of
// segments, is counted in charts, and joins nobody.
func TestHousehold(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	ann := w.person("list", "1", map[string]any{"first_name": "Ann", "last_name": "Lopez", "birth_date": "1980-02-03", "address": home("12 Elm Street", "Apt 4")})
	zed := w.person("list", "2", map[string]any{"first_name": "Zed", "last_name": "Chen", "birth_date": "1979-07-01", "address": home("12 ELM ST", "#4")})
	w.person("list", "3", map[string]any{"first_name": "Bo", "last_name": "Lopez", "birth_date": "1981-01-01", "address": home("12 Elm St", "Apt 5")})
	nomad := w.person("list", "4", map[string]any{"first_name": "No", "last_name": "Mad"})
	var dorm string
	for i, name := range [][2]string{
		{"Abel", "Zimmermann"}, {"Berta", "Quackenbush"}, {"Carlos", "Ivanov"}, {"Doreen", "Oduya"}, {"Emil", "Vance"}, {"Fatima", "Noor"}, {"Gunnar", "Holm"},
		{"Hilda", "Pruitt"}, {"Igor", "Sokolov"}, {"Joyce", "Whitfield"}, {"Kenji", "Tanaka"}, {"Lourdes", "Echeverria"}, {"Moses", "Katz"},
	} {
		dorm = w.person("list", fmt.Sprint("d", i), map[string]any{
			"first_name": name[0], "last_name": name[1], "birth_date": fmt.Sprintf("%d-%02d-%02d", 1970+3*i, 1+i*5%12, 1+i*11%28), "address": home("1 College Way", ""),
		})
	}
	for limit := 1; limit <= 3; limit++ {
		names, r := w.housemates(ann, limit)
		if diff := cmp.Diff([]string{"Ann Lopez", "Zed Chen"}, names); diff != "" {
			t.Fatalf("members (-want +got):\n%s%s", diff, r.Body)
		}
		if r.at("group_quarters") != false || r.at("size") != 2.0 || r.text("address", "text") != "12 Elm St Apt 4, Raleigh, NC 27601" || r.text("address", "parts", "city") != "Raleigh" {
			t.Errorf("got %s", r.Body)
		}
	}
	if ann == zed {
		t.Error("a household joined two people")
	}
	id := w.settled("/api/profiles/" + ann + "/household").text("household")
	if other := w.settled("/api/profiles/" + zed + "/household").text("household"); other != id {
		t.Errorf("two members, two households: %s and %s", id, other)
	}
	if n := w.countOf(`{"category":"household","is":"` + id + `"}`); n != 2 {
		t.Errorf("the segment of the household counts %d", n)
	}
	if names, r := w.housemates(dorm, 5); len(names) != 13 || r.at("group_quarters") != true || r.at("size") != 13.0 {
		t.Errorf("%d people in a dormitory: %s", len(names), r.Body)
	}
	if _, r := w.housemates(nomad, 5); r.at("household") != nil || r.at("address") != nil || len(r.list("members")) != 0 {
		t.Errorf("somebody without an address lives at %s", r.Body)
	}
	w.get("/api/profiles/"+w.account.String()+"/household", w.read).problem(404)

	ask := func(body map[string]any) reply {
		body["settled"] = true
		return w.do("POST", "/api/segments/query", w.read, body)
	}
	everybody := json.RawMessage(`{"all":[]}`)
	got := ask(map[string]any{"tree": everybody, "count": "households", "charts": []any{map[string]any{"by": "last_name", "top": 1}}}).ok()
	want := map[string]any{"count": 2.0, "group_quarters": 13.0, "unknown": 1.0}
	if diff := cmp.Diff(want, got.at("households")); diff != "" || got.at("count") != 17.0 {
		t.Errorf("households (-want +got):\n%s%s", diff, got.Body)
	}
	if b := got.at("charts", 0, "buckets", 0); cmp.Diff(map[string]any{"value": "Lopez", "count": 2.0, "households": 2.0, "tree": map[string]any{"category": "last_name", "in": []any{"Lopez"}}}, b) != "" {
		t.Errorf("a bucket is %v", b)
	}
	one := ask(map[string]any{"tree": everybody, "charts": []any{map[string]any{"by": "city", "count": "households"}, map[string]any{"by": "city"}}}).ok()
	if one.at("households") != nil || one.at("charts", 0, "buckets", 0, "households") != 2.0 || one.at("charts", 1, "buckets", 0, "households") != nil {
		t.Errorf("got %s, want households in the first chart only", one.Body)
	}
	ask(map[string]any{"tree": everybody, "count": "homes"}).problem(400)
	ask(map[string]any{"tree": everybody, "charts": []any{map[string]any{"by": "city", "count": 3}}}).problem(400)
}
