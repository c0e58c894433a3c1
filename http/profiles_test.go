package http_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProfile: one person of three sources: the winner of each category with
// its source, all values of many-valued ones, every fact, and every old id.
func TestProfile(t *testing.T) {
	w := newWorld(t)
	shop, crm := w.source("shop", "form"), w.source("crm", "manual")
	rob := map[string]any{
		"first_name": "Robert", "last_name": "Lopez", "birth_date": "1980-02-03", "email": []string{"rob@lopez-family.net", "rl@gmail.com"},
		"address": map[string]any{"kind": "home", "street": "12 Elm St", "city": "Raleigh", "state": "NC", "postcode": "27601"},
	}
	first := w.person("shop", "a-1", rob)
	rob["first_name"], rob["phone"] = "Bob", "919-555-0142"
	second := w.person("crm", "77", rob)
	p := w.settled("/api/profiles/" + first)
	if p.text("id") != first || len(p.list("records")) != 2 {
		t.Fatalf("the two records are not one person: %s", w.get("/api/explain?a="+first+"&b="+second, w.read).Body)
	}
	if again := w.settled("/api/profiles/" + second); again.text("id") != first {
		t.Errorf("the other id leads to %s, want %s", again.text("id"), first)
	}
	if len(p.list("aliases")) != 1 || len(p.list("merges")) != 1 || p.text("position") == "" {
		t.Errorf("got aliases %v, merges %v, position %q", p.at("aliases"), p.at("merges"), p.at("position"))
	}
	type shown struct{ value, source string }
	for category, want := range map[string]shown{
		"first_name": {"Bob", crm}, "birth_date": {"1980-02-03", crm}, "city": {"Raleigh", crm}, "state": {"NC", crm}, "phone": {"+19195550142", crm},
	} {
		if diff := cmp.Diff(want, shown{p.text("view", category, "value"), p.text("view", category, "source")}, cmp.AllowUnexported(shown{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", category, diff)
		}
	}
	if got := p.text("view", "first_name", "others", 0, "source"); got != shop {
		t.Errorf("the first name that lost is of %s, want %s", got, shop)
	}
	if got := len(p.list("view", "email", "values")); got != 2 {
		t.Errorf("%d e-mails, want 2", got)
	}
	if got := p.text("view", "address", "value"); got != "12 Elm St, Raleigh, NC 27601, US" && got != "12 Elm St, Raleigh, NC 27601" {
		t.Errorf("the address is %q", got)
	}
	facts := map[string]int{}
	for _, f := range p.list("facts") {
		facts[f.(map[string]any)["category"].(string)]++
	}
	if facts["first_name"] != 2 || facts["city"] != 2 || facts["email"] != 4 {
		t.Errorf("facts: %v", facts)
	}
}

// TestFind: people are found by what they are known by, in pages, each once.
func TestFind(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	var ids []string
	for i := range 5 {
		ids = append(ids, w.person("list", fmt.Sprint(i), map[string]any{
			"first_name": []string{"Ana", "Bo", "Cy", "Dee", "Eli"}[i], "last_name": "Lopez", "birth_date": fmt.Sprintf("19%d0-0%d-03", i+4, i+1),
			"email": fmt.Sprintf("p%d@example.org", i), "phone": fmt.Sprintf("919555012%d", i), "city": []string{"Raleigh", "Durham"}[i%2], "tag": "x",
		}))
	}
	for query, want := range map[string][]string{
		"q=ana+lopez": ids[:1], "q=LOP": ids, "q=p3@example.org": ids[3:4], "q=(919)+555-0121": ids[1:2], "email=P2@Example.org": ids[2:3],
		"phone=919-555-0124": ids[4:], "category=email&value=p1@example.org": ids[1:2], "category=city&value=durham": {ids[1], ids[3]},
		"tag=x": ids, "q=nobody": nil, "": ids, "q=" + ids[2]: ids[2:3], "external_id=9": nil,
	} {
		for _, limit := range []int{1, 2, 50} {
			got := map[string]int{}
			for cursor, pages := "", 0; pages < 20; pages++ {
				page := w.settled(fmt.Sprintf("/api/profiles?%s&limit=%d&cursor=%s", query, limit, cursor))
				for _, p := range page.list("profiles") {
					got[p.(map[string]any)["id"].(string)]++
				}
				next, more := page.at("next").(string)
				if !more {
					break
				}
				cursor = next
			}
			expected := map[string]int{}
			for _, id := range want {
				expected[id] = 1
			}
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("%q in pages of %d (-want +got):\n%s", query, limit, diff)
			}
		}
	}
	w.get("/api/profiles?category=donation_total&value=30", w.read).problem(400)
}

// TestExplain: the bits of an explanation add up to its total to the
// thousandth, whoever the two are.
func TestExplain(t *testing.T) {
	w := newWorld(t)
	list := w.source("list", "import")
	crm := w.source("crm", "manual")
	a := w.person("list", "1", map[string]any{"first_name": "Robert", "last_name": "Lopez", "birth_date": "1980-02-03", "email": "rob@lopez-family.net", "city": "Raleigh"})
	b := w.person("crm", "1", map[string]any{"first_name": "Bob", "last_name": "Lopez", "birth_date": "1980-02-03", "email": "rob@lopez-family.net", "city": "Raleigh"})
	c := w.person("list", "2", map[string]any{"first_name": "Bo", "last_name": "Chen", "birth_date": "1955-11-30", "phone": "9195550177"})
	for name, pair := range map[string][2]string{"one person": {a, b}, "two people": {a, c}} {
		e := w.settled("/api/explain?a=" + pair[0] + "&b=" + pair[1])
		sum := thousandths(e.at("prior_bits"))
		for _, f := range append(e.list("fields"), e.list("gates")...) {
			sum += thousandths(f.(map[string]any)["bits"])
		}
		if total := thousandths(e.at("total_bits")); sum != total {
			t.Errorf("%s: the parts add up to %d, the total is %d: %s", name, sum, total, e.Body)
		}
	}
	w.get("/api/explain?a="+c+"&b="+c, w.read).problem(400)
	if p := w.get("/api/explain?a="+a+"&b="+list, w.read).problem(404); !strings.Contains(p.Detail, list) {
		t.Errorf("got %q, want the id that is unknown", p.Detail)
	}
	one := w.settled("/api/explain?a=" + a + "&b=" + b)
	merge := w.settled("/api/profiles/"+a).text("merges", 0)
	if one.at("same_profile") != true || one.at("merged_by") != merge || one.text("decision") != "same" || len(one.list("fields")) < 4 {
		t.Errorf("got %s, want the merge %s", one.Body, merge)
	}
	p := w.settled("/api/profiles/" + a)
	recA, recB := p.text("records", 0, "id"), p.text("records", 1, "id")
	records := w.settled("/api/explain?a=" + recA + "&b=" + recB)
	back := w.settled("/api/explain?a=" + recB + "&b=" + recA)
	for i, e := range []reply{records, back} {
		want := [2]string{list, crm}
		values := map[string]string{list: "robert", crm: "bob"}
		if i == 1 {
			want = [2]string{crm, list}
		}
		for _, f := range append(e.list("fields"), e.list("merge", "fields")...) {
			f := f.(map[string]any)
			if !strings.EqualFold(f["field"].(string), "given_name") {
				continue
			}
			if a, b := f["a"].(string), f["b"].(string); !strings.EqualFold(a, values[f["source_a"].(string)]) || !strings.EqualFold(b, values[f["source_b"].(string)]) {
				t.Errorf("%s of %s, %s of %s", a, f["source_a"], b, f["source_b"])
			}
		}
		if e.text("fields", 0, "source_a") != want[0] || e.text("fields", 0, "source_b") != want[1] {
			t.Errorf("got %s, want the sources %v", e.Body, want)
		}
		if !strings.Contains(e.text("words", 0), "Given names: Bob is a short form of Robert") || e.text("merge", "event") != merge || e.text("summary") == "" {
			t.Errorf("got %s, want it in words and the merge told", e.Body)
		}
	}
	w.command("undo-merge", map[string]any{"event": merge, "preview": true}).ok().at("preview", "a")
	undone := w.command("undo-merge", map[string]any{"event": merge, "reason": "two sisters"}).ok()
	apart := w.settled("/api/explain?a=" + recA + "&b=" + recB)
	if apart.at("same_profile") != false || apart.at("kept_apart_by") != undone.text("event") || apart.text("decision") != "kept_apart" ||
		apart.text("decided_by", "reason") != "two sisters" || apart.at("merge") != nil {
		t.Errorf("got %s, want them kept apart by %s", apart.Body, undone.text("event"))
	}
	if two := w.settled("/api/profiles/" + recB); two.text("id") == a {
		t.Error("the two are still one after the undo")
	}
	w.command("merge-profiles", map[string]any{"a": a, "b": c, "reason": "told so"}).ok()
	if got := w.settled("/api/profiles/" + c).text("id"); got != a {
		t.Errorf("merged by a person, yet %s is not %s", got, a)
	}
}

func thousandths(v any) int64 { return int64(math.Round(v.(float64) * 1000)) }

// TestMinPosition: a read that names the position of a write shows it, without
// waiting for anything else.
func TestMinPosition(t *testing.T) {
	w := newWorld(t)
	for i := range 20 {
		r := w.do("POST", "/api/commands/observe-records", w.write, map[string]any{"records": []any{map[string]any{"key": fmt.Sprint(i), "facts": map[string]any{"first_name": "Ana"}}}}).ok()
		at := "?min_position=" + r.text("position")
		w.get("/api/profiles/"+r.text("items", 0, "record")+at, w.read).ok()
		q := w.do("POST", "/api/segments/query", w.read, map[string]any{"min_position": r.text("position")}).ok()
		if got := q.at("count"); got != float64(i+1) {
			t.Errorf("%v people after %d", got, i+1)
		}
	}
}
