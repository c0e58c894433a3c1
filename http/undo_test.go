package http_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// happening is one thing that a test states: facts or an activity of a record.
type happening struct {
	key      string
	facts    map[string]any
	activity string
	at       string
}

// history makes few records with few values, so that they meet.
func history(r *rand.Rand, keys []string, from, n int) []happening {
	pick := func(of ...any) any { return of[r.IntN(len(of))] }
	var out []happening
	for i := range n {
		h := happening{key: keys[r.IntN(len(keys))], at: fmt.Sprintf("2026-05-%02dT10:%02d:00Z", 1+(from+i)/60, (from+i)%60)}
		if r.IntN(4) == 0 {
			h.activity = "page_view"
			out = append(out, h)
			continue
		}
		h.facts = map[string]any{}
		raleigh := map[string]any{"kind": "home", "street": "12 Oak Ridge Rd", "city": "Raleigh", "state": "NC", "postcode": "27601"}
		durham := map[string]any{"kind": "home", "street": "4 Elm St", "city": "Durham", "state": "NC", "postcode": "27701"}
		for _, f := range [][]any{
			{"first_name", "John", "John", "Jon", "Mary"}, {"last_name", "Abernathy", "Abernathy", "Zimmermann"},
			{"birth_date", "1961-03-04", "1961-03-04", "1990-12-30"}, {"email", nil, "ja@abernathy-family.net", "home@abernathy-family.net"},
			{"address", raleigh, durham}, {"email_opt_in", "subscribed", "unsubscribed"}, {"user_id", nil, nil, nil, "u1", "u2"},
		} {
			if v := pick(f[1:]...); v != nil && r.IntN(3) > 0 {
				h.facts[f[0].(string)] = v
			}
		}
		if h.facts["email"] == nil {
			delete(h.facts, "email_opt_in")
		}
		if len(h.facts) > 0 {
			out = append(out, h)
		}
	}
	return out
}

// play states what happened, and notes what the records are called.
func (w *world) play(n namesOf, hs []happening) {
	w.t.Helper()
	for _, h := range hs {
		var r reply
		if h.activity != "" {
			r = w.command("record-activities", map[string]any{"source": "crm", "activities": []any{map[string]any{"key": h.key, "type": h.activity, "occurred_at": h.at}}}).ok()
		} else {
			r = w.command("observe-records", map[string]any{"source": "crm", "records": []any{map[string]any{"key": h.key, "facts": h.facts, "occurred_at": h.at}}}).ok()
		}
		if r.text("items", 0, "status") == "rejected" {
			w.t.Fatalf("%+v: %s", h, r.Body)
		}
		if id, ok := r.at("items", 0, "record").(string); ok {
			n.record(w.account, id, h.key)
		}
	}
}

// undoSome undoes a merge that stands, after it was foreseen, and answers its
// sides by the keys of the records; none when nothing is merged.
func (w *world) undoSome(r *rand.Rand, n namesOf) (sides [2][]string) {
	w.t.Helper()
	var merges []string
	members := w.do("POST", "/api/segments/members", w.read, map[string]any{"tree": map[string]any{"all": []any{}}, "settled": true}).ok()
	for _, id := range members.list("members") {
		merges = append(merges, w.mergesOf(id.(string))...)
	}
	if len(merges) == 0 {
		return sides
	}
	merge := merges[r.IntN(len(merges))]
	before := w.dump(n)
	foreseen := w.command("undo-merge", map[string]any{"event": merge, "preview": true}).ok()
	if diff := cmp.Diff(before, w.dump(n)); diff != "" {
		w.t.Fatalf("a preview changed something (-before +after):\n%s", diff)
	}
	w.command("undo-merge", map[string]any{"event": merge, "reason": "two people"}).ok()
	w.cameTrue(foreseen, before)
	for i, side := range [2]string{"a", "b"} {
		for _, record := range foreseen.list("preview", side) {
			sides[i] = append(sides[i], n[record.(string)][len("record "):])
		}
	}
	return sides
}

// cameTrue holds what a preview foresaw against what is there.
func (w *world) cameTrue(foreseen reply, before map[string]any) {
	w.t.Helper()
	for i, part := range foreseen.list("preview", "parts") {
		id := part.(map[string]any)["id"].(string)
		p := w.settled("/api/profiles/" + id)
		var records []any
		for _, r := range p.list("records") {
			records = append(records, r.(map[string]any)["id"])
		}
		if diff := cmp.Diff(foreseen.list("preview", "parts", i, "records"), records); diff != "" || p.text("id") != id {
			w.t.Errorf("part %s is %s (-foreseen +there):\n%s", id, p.text("id"), diff)
		}
	}
	if got := w.countOf(`{"all":[]}`); float64(got) != foreseen.at("preview", "counts", "profiles", "after") {
		w.t.Errorf("%d profiles, foreseen were %v", got, foreseen.at("preview", "counts", "profiles"))
	}
	changed := map[string]float64{}
	for _, s := range foreseen.list("preview", "counts", "segments") {
		s := s.(map[string]any)
		changed[s["segment"].(string)] = s["after"].(float64)
	}
	for _, s := range w.get("/api/segments", w.read).ok().list("segments") {
		s := s.(map[string]any)
		n, err := strconv.Atoi(s["name"].(string))
		must(w.t, err)
		want := before[dumpedTrees[n]].(map[string]any)["count"]
		if after, ok := changed[s["id"].(string)]; ok {
			want = after
		}
		if got := float64(w.countOf(dumpedTrees[n])); got != want {
			w.t.Errorf("%s counts %v, foreseen was %v", dumpedTrees[n], got, want)
		}
	}
}

// TestUndoIsAsIfKeptApartFromTheStart defends rule 4 on a whole node: profiles,
// timelines, counts and charts after merges and their undos are those of an
// account where the two sides were kept apart before anything was known of
// them; later records, and what a preview foresaw, included.
func TestUndoIsAsIfKeptApartFromTheStart(t *testing.T) {
	first := newWorld(t)
	seeds := 12
	if testing.Short() {
		seeds = 3
	}
	undone := 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		keys := []string{"k0", "k1", "k2", "k3", "k4"}[:2+r.IntN(4)]
		var known []happening // before there is anything to match
		for i, k := range keys {
			known = append(known, happening{key: k, facts: map[string]any{"tag": "t" + k}, at: fmt.Sprintf("2026-04-01T10:00:%02dZ", i)})
		}
		early, later := history(r, keys, 0, 3*len(keys)), history(r, keys, 100, 6)
		begin := func() (*world, namesOf) {
			w := first.second()
			// Identifiers of digital sources share a space that has one name in
			// every account, so that ties fall the same way.
			n := namesOf{w.source("crm", "digital"): "crm"}
			for i, tree := range dumpedTrees {
				w.saved(fmt.Sprint(i), tree)
			}
			w.play(n, known)
			return w, n
		}
		one, names := begin()
		one.play(names, early)
		var kept [][2][]string
		for range 1 + r.IntN(2) {
			if sides := one.undoSome(r, names); len(sides[0]) > 0 {
				kept = append(kept, sides)
				undone++
			}
		}
		one.play(names, later)

		other, same := begin()
		record := func(key string) string {
			for id, name := range same {
				if name == "record "+key {
					return id
				}
			}
			return ""
		}
		for _, sides := range kept {
			for _, a := range sides[0] {
				for _, b := range sides[1] {
					other.command("keep-apart", map[string]any{"a": record(a), "b": record(b)}).ok()
				}
			}
		}
		other.play(same, slices.Concat(early, later))
		if diff := cmp.Diff(other.dump(same), one.dump(names)); diff != "" {
			t.Errorf("seed %d, kept apart %v (-from the start +undone):\n%s", seed, kept, diff)
		}
	}
	if undone < seeds/2 {
		t.Errorf("only %d merges were undone", undone)
	}
}
