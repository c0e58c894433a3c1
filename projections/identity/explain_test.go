package identity_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// explain asks about two records by name, and checks that the parts add up.
func (w *world) explain(t *testing.T, names map[uuid.UUID]string, a, b string) identity.Explained {
	t.Helper()
	e, err := w.matcher.Explain(t.Context(), w.account, recordNamed(names, a), recordNamed(names, b))
	if err != nil {
		t.Fatal(err)
	}
	sum := e.Prior
	for _, f := range e.Fields {
		sum += f.Bits
	}
	for _, g := range e.Gates {
		sum += g.Bits
	}
	if sum != e.Total {
		t.Errorf("%s and %s: the parts add up to %s, the total is %s", a, b, sum, e.Total)
	}
	return e
}

// Defends: an explanation says how two records stand, by which merge or
// decision, and on what grounds.
func TestExplainSaysHowTwoStand(t *testing.T) {
	w, names := people(t)
	ids, all := merges(w)
	e := w.explain(t, names, "john", "jon")
	if e.Verdict != match.VerdictSame || e.Merged != ids[0] || e.Margin != match.Bits(all[0].Evidence.MarginBits) {
		t.Errorf("merged: %q by %s with a margin of %s", e.Verdict, e.Merged, e.Margin)
	}
	if !slices.Contains(e.Keys, all[0].Evidence.Keys[0]) {
		t.Errorf("shared keys %q, the merge has %q", e.Keys, all[0].Evidence.Keys)
	}
	if e := w.explain(t, names, "john", "mary"); e.Verdict != match.VerdictApart || e.Merged != uuid.Nil {
		t.Errorf("strangers: %q by %s", e.Verdict, e.Merged)
	}
	a, b, _, err := w.matcher.Sides(t.Context(), w.account, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	decision := w.append(event.IdentityStream(w.account), event.MergeUndone{Merge: ids[0], RecordA: a, RecordB: b})[0]
	w.settle(names)
	if e := w.explain(t, names, "jon", "john"); e.Verdict != match.VerdictKeptApart || e.Decided != decision {
		t.Errorf("parted: %q by %s, want %s", e.Verdict, e.Decided, decision)
	}
	split := w.consequences()
	if s, ok := split[len(split)-1].Payload.(*event.ProfilesSplit); !ok || s.Cause != event.CauseUndo || s.Decision != decision {
		t.Errorf("the last event is %+v, want a split by the decision", split[len(split)-1].Payload)
	}
	if _, err := w.matcher.Explain(t.Context(), w.account, uuid.New(), recordNamed(names, "jon")); !errors.Is(err, identity.ErrUnknown) {
		t.Errorf("a stranger's id: %v", err)
	}
}

// Defends: in a chain of merges each is found by the two it joined, and has the
// sides it had then.
func TestEachMergeOfAChainIsFound(t *testing.T) {
	w := newWorld(t)
	names := map[uuid.UUID]string{}
	for _, n := range []string{"a", "b", "c", "d"} {
		names[w.observe(n, append(john, "phone=+1919555010"+string(n[0]-'a'+'0'))...)] = n
		w.wait(w.matcher)
	}
	ids, all := merges(w)
	if len(ids) != 3 {
		t.Fatalf("%d merges, want 3", len(ids))
	}
	for i, taken := range []string{"b", "c", "d"} {
		if e := w.explain(t, names, "a", taken); e.Merged != ids[i] {
			t.Errorf("a and %s: merged by %s, want %s", taken, e.Merged, ids[i])
		}
		a, b, ok, err := w.matcher.Sides(t.Context(), w.account, ids[i])
		if err != nil || !ok {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{i + 1, 1}, []int{len(a), len(b)}); diff != "" || names[b[0]] != taken {
			t.Errorf("sides of merge %d (-want +got):\n%s", i, diff)
		}
		if all[i].Evidence.Trigger != b[0] {
			t.Errorf("merge %d was set off by %s, want the record that came", i, all[i].Evidence.Trigger)
		}
	}
}

// Defends: what leaves because it was erased or retracted says so.
func TestSplitsNameTheirCause(t *testing.T) {
	tests := map[event.Cause]func(w *world, jon uuid.UUID){
		event.CauseErasure: func(w *world, jon uuid.UUID) {
			if err := w.vault.Erase(t.Context(), w.account, []uuid.UUID{jon}, false); err != nil {
				t.Fatal(err)
			}
			w.append(event.RecordStream(w.account, jon), event.RecordErased{})
		},
		event.CauseRetraction: func(w *world, _ uuid.UUID) {
			w.append(event.AccountStream(w.account), event.SourceRetracted{Source: w.crm})
		},
		event.CauseEvidence: func(w *world, _ uuid.UUID) {
			w.observe("2", "first_name=Peter", "last_name=Zimmermann", "birth_date=1990-12-30")
		},
	}
	for want, happen := range tests {
		t.Run(string(want), func(t *testing.T) {
			w, names := people(t)
			happen(w, recordNamed(names, "jon"))
			w.settle(names)
			all := w.consequences()
			if s, ok := all[len(all)-1].Payload.(*event.ProfilesSplit); !ok || s.Cause != want {
				t.Errorf("the last event is %+v, want a split because of %s", all[len(all)-1].Payload, want)
			}
		})
	}
}
