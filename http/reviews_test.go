package http_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// askedPairs states pairs of rare names with nothing else in common, of which
// the matcher asks; the n-th has n records on its smaller side, and one more on
// the other. It answers a record of either side of each.
func (w *world) askedPairs() (pairs [][2]string) {
	w.t.Helper()
	w.source("list", "digital")
	for i, name := range [][2]string{{"Zebulon", "Quackenbush"}, {"Wilhelmina", "Zimmermann"}, {"Xiomara", "Castellanos"}} {
		sides := [2]map[string]any{
			{"address": map[string]any{"kind": "home", "street": "12 Oak Ridge Rd", "city": "Raleigh", "state": "NC", "postcode": "27601"}},
			{"phone": fmt.Sprintf("919 555 010%d", i)},
		}
		var pair [2]string
		for side, facts := range sides {
			facts["first_name"], facts["last_name"] = name[0], name[1]
			for k := range i + 1 + side {
				pair[side] = w.observe("list", fmt.Sprint(i, "-", side, "-", k), facts).text("items", 0, "record")
			}
		}
		pairs = append(pairs, pair)
	}
	return pairs
}

// reviewsOf lists the open reviews in pages.
func (w *world) reviewsOf(limit int) (out []map[string]any) {
	w.t.Helper()
	for cursor := ""; ; {
		page := w.settled(fmt.Sprintf("/api/reviews?limit=%d&cursor=%s", limit, cursor))
		for _, r := range page.list("reviews") {
			out = append(out, r.(map[string]any))
		}
		next, more := page.at("next").(string)
		if !more {
			return out
		}
		cursor = next
	}
}

// TestReviews: what would move the most comes first, whatever the pages; each
// question names both profiles and says why in words; it ends by an answer, or
// by data that decide.
func TestReviews(t *testing.T) {
	w := newWorld(t)
	pairs := w.askedPairs()
	all := w.reviewsOf(100)
	var moves []float64
	for _, r := range all {
		moves = append(moves, r["moves"].(float64))
	}
	if diff := cmp.Diff([]float64{3, 2, 1}, moves); diff != "" {
		t.Fatalf("records that would move (-want +got):\n%s\n%v", diff, all)
	}
	for limit := 1; limit <= 3; limit++ {
		if diff := cmp.Diff(all, w.reviewsOf(limit)); diff != "" {
			t.Errorf("pages of %d (-all +pages):\n%s", limit, diff)
		}
	}
	for i, r := range all {
		pair := pairs[2-i]
		a, b := w.settled("/api/profiles/"+pair[0]).text("id"), w.settled("/api/profiles/"+pair[1]).text("id")
		if got := map[any]bool{r["a"]: true, r["b"]: true}; !got[a] || !got[b] || a == b {
			t.Errorf("review %d is of %v, want %s and %s", i, got, a, b)
		}
		if words, _ := r["words"].([]any); len(words) < 2 || r["summary"] == "" || r["why"] != "score" {
			t.Errorf("got %v, want it in words", r)
		}
		e := w.settled("/api/explain?a=" + a + "&b=" + b)
		if e.at("review") != r["id"] || e.text("decision") != "review" {
			t.Errorf("explained as %s, want the review %s", e.Body, r["id"])
		}
	}
	answered := w.command("decide-review", map[string]any{"review": all[0]["id"], "decision": "accept", "reason": "one phone"}).ok()
	if a, b := w.settled("/api/profiles/"+pairs[2][0]).text("id"), w.settled("/api/profiles/"+pairs[2][1]).text("id"); a != b {
		t.Error("accepted, yet two")
	}
	e := w.settled("/api/explain?a=" + pairs[2][0] + "&b=" + pairs[2][1])
	if e.text("decided_by", "event") != answered.text("event") || e.text("decided_by", "reason") != "one phone" {
		t.Errorf("got %s, want the answer behind it", e.Body)
	}
	w.command("decide-review", map[string]any{"review": all[1]["id"], "decision": "decline", "reason": "father and son"}).ok()
	w.command("decide-review", map[string]any{"review": all[1]["id"], "decision": "accept"}).problem(404)
	if e := w.settled("/api/explain?a=" + pairs[1][0] + "&b=" + pairs[1][1]); e.text("decision") != "kept_apart" {
		t.Errorf("declined: %s", e.Body)
	}
	for _, record := range []string{"0-0-0", "0-1-0", "0-1-1"} {
		w.observe("list", record, map[string]any{"birth_date": "1961-03-04", "email": "zq@quackenbush-family.net"})
	}
	if left := w.reviewsOf(10); len(left) != 0 {
		t.Errorf("still asked: %v", left)
	}
	if a, b := w.settled("/api/profiles/"+pairs[0][0]).text("id"), w.settled("/api/profiles/"+pairs[0][1]).text("id"); a != b {
		t.Error("decided by data, yet two")
	}
}
