package identity_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

var (
	john  = []string{"first_name=John", "last_name=Abernathy", "birth_date=1961-03-04", "home=12 Oak Ridge Rd|Raleigh|NC|27601", "email=jabernathy@example.org"}
	johnV = []string{"first_name=Jon", "last_name=Abernathy", "birth_date=1961-03-04", "home=12 Oak Ridge Rd|Raleigh|NC|27601"}
	mary  = []string{"first_name=Mary", "last_name=Abernathy", "birth_date=1963-09-21", "home=12 Oak Ridge Rd|Raleigh|NC|27601"}
)

// people is a world with John twice and his wife, settled.
func people(t *testing.T) (*world, map[uuid.UUID]string) {
	t.Helper()
	w := newWorld(t)
	names := map[uuid.UUID]string{w.observe("1", john...): "john", w.observe("2", johnV...): "jon", w.observe("3", mary...): "mary"}
	if diff := cmp.Diff([]string{"john+jon", "mary"}, w.settle(names)); diff != "" {
		t.Fatalf("partition (-want +got):\n%s", diff)
	}
	return w, names
}

func recordNamed(names map[uuid.UUID]string, name string) uuid.UUID {
	for id, n := range names {
		if n == name {
			return id
		}
	}
	return uuid.Nil
}

func merges(w *world) (ids []uuid.UUID, all []*event.ProfilesMerged) {
	for _, e := range w.consequences() {
		if m, ok := e.Payload.(*event.ProfilesMerged); ok {
			ids, all = append(ids, e.ID), append(all, m)
		}
	}
	return ids, all
}

// Defends: a merge carries its whole evidence, which adds up and points at
// facts that exist.
func TestMergeCarriesEvidenceThatAddsUp(t *testing.T) {
	w, _ := people(t)
	_, all := merges(w)
	if len(all) != 1 {
		t.Fatalf("%d merges, want 1", len(all))
	}
	e := all[0].Evidence
	sum := e.PriorBits
	for _, f := range e.Fields {
		sum += f.Bits
	}
	for _, g := range e.Gates {
		sum += g.Bits
	}
	if sum != e.TotalBits || e.TotalBits < e.AutoBits {
		t.Errorf("fields add up to %d, total %d, auto %d", sum, e.TotalBits, e.AutoBits)
	}
	facts := map[uuid.UUID]int{}
	for _, record := range []uuid.UUID{e.RecordA, e.RecordB} {
		for got, err := range w.journal.ReadStream(t.Context(), event.RecordStream(w.account, record), 0) {
			if err != nil {
				t.Fatal(err)
			}
			facts[got.ID] = len(got.Payload.(*event.RecordObserved).Facts)
		}
	}
	for _, f := range e.Fields {
		for _, ref := range []*event.ValueRef{f.A, f.B} {
			if ref == nil || ref.Fact >= facts[ref.Event] {
				t.Errorf("field %s points at %+v, which is no fact", f.Field, ref)
			}
		}
	}
}

// Defends rule 4 in its simplest form: what a person parted stays apart, also
// when more is learned, until it is lifted.
func TestUndoneMergeStaysApartUntilLifted(t *testing.T) {
	w, names := people(t)
	ids, _ := merges(w)
	a, b, ok, err := w.matcher.Sides(t.Context(), w.account, ids[0])
	if err != nil || !ok {
		t.Fatalf("sides: %v %v", ok, err)
	}
	decision := w.append(event.IdentityStream(w.account), event.MergeUndone{Merge: ids[0], RecordA: a, RecordB: b})[0]
	apart := []string{"john", "jon", "mary"}
	if diff := cmp.Diff(apart, w.settle(names)); diff != "" {
		t.Fatalf("after undo (-want +got):\n%s", diff)
	}
	w.observe("2", append(johnV, "email=jabernathy@example.org")...)
	if diff := cmp.Diff(apart, w.settle(names)); diff != "" {
		t.Fatalf("after more evidence (-want +got):\n%s", diff)
	}
	w.append(event.IdentityStream(w.account), event.KeptApartLifted{Decision: decision})
	if diff := cmp.Diff([]string{"john+jon", "mary"}, w.settle(names)); diff != "" {
		t.Fatalf("after lifting (-want +got):\n%s", diff)
	}
}

// Defends: a person's merge outranks every score, and says so.
func TestForcedMergeNamesItsDecision(t *testing.T) {
	w, names := people(t)
	decision := w.append(event.IdentityStream(w.account), event.MergeForced{
		RecordA: []uuid.UUID{recordNamed(names, "john")}, RecordB: []uuid.UUID{recordNamed(names, "mary")},
	})[0]
	if diff := cmp.Diff([]string{"john+jon+mary"}, w.settle(names)); diff != "" {
		t.Fatalf("partition (-want +got):\n%s", diff)
	}
	_, all := merges(w)
	last := all[len(all)-1]
	if last.Cause != event.CauseForced || last.Evidence.Decision != decision {
		t.Errorf("cause %s by %s, want forced by %s", last.Cause, last.Evidence.Decision, decision)
	}
}

// Defends: a correction parts what an error joined.
func TestCorrectedRecordLeavesItsProfile(t *testing.T) {
	w, names := people(t)
	w.observe("2", "first_name=Peter", "last_name=Zimmermann", "birth_date=1990-12-30", "home=4 Elm St|Durham|NC|27701")
	if diff := cmp.Diff([]string{"john", "jon", "mary"}, w.settle(names)); diff != "" {
		t.Fatalf("partition (-want +got):\n%s", diff)
	}
}

// Defends: a matcher that starts again, or anew from the log, sees the same
// profiles and has nothing to add.
func TestRestartAndRebuildAddNothing(t *testing.T) {
	for name, folder := range map[string]string{"restart": "identity", "rebuild": "another"} {
		t.Run(name, func(t *testing.T) {
			w, names := people(t)
			before := len(w.consequences())
			w.stop()
			w.start("/" + folder)
			if diff := cmp.Diff([]string{"john+jon", "mary"}, w.settle(names)); diff != "" {
				t.Errorf("partition (-want +got):\n%s", diff)
			}
			names[w.observe("4", "first_name=Jonathan", "last_name=Abernathy", "birth_date=1961-03-04", "email=jabernathy@example.org")] = "jonathan"
			if diff := cmp.Diff([]string{"john+jon+jonathan", "mary"}, w.settle(names)); diff != "" {
				t.Errorf("partition after one more (-want +got):\n%s", diff)
			}
			if after := len(w.consequences()); after != before+1 {
				t.Errorf("%d consequences before, %d after one more merge", before, after)
			}
		})
	}
}

// Defends: a decision that comes in between a recompute and its append wins.
func TestDecisionBeatsTheMatcher(t *testing.T) {
	w := newWorld(t)
	names := map[uuid.UUID]string{w.observe("1", john...): "john"}
	w.settle(names)
	jon := w.observe("3", mary...) // a record to name in the decision; not the pair yet
	names[jon] = "mary"
	w.settle(names)
	w.mu.Lock()
	w.before = func() error {
		w.append(event.IdentityStream(w.account), event.ProfilesKeptApart{
			RecordA: []uuid.UUID{recordNamed(names, "john")}, RecordB: []uuid.UUID{jon},
		})
		return nil
	}
	w.mu.Unlock()
	w.observe("3", johnV...)
	if diff := cmp.Diff([]string{"john", "mary"}, w.settle(names)); diff != "" {
		t.Fatalf("partition (-want +got):\n%s", diff)
	}
	if ids, _ := merges(w); len(ids) != 0 {
		t.Errorf("%d merges were appended against the decision", len(ids))
	}
}

// Defends: after an erasure the matcher is as if the record had not been.
func TestErasedRecordLeaves(t *testing.T) {
	w, names := people(t)
	jon := recordNamed(names, "jon")
	if err := w.vault.Erase(t.Context(), w.account, []uuid.UUID{jon}, false); err != nil {
		t.Fatal(err)
	}
	w.append(event.RecordStream(w.account, jon), event.RecordErased{})
	if diff := cmp.Diff([]string{"john", "jon", "mary"}, w.settle(names)); diff != "" {
		t.Fatalf("partition (-want +got):\n%s", diff)
	}
}

// Defends: strong identifiers join, and a shared cookie of two known people
// joins nobody.
func TestStrongLinksAndSharedDevice(t *testing.T) {
	w := newWorld(t)
	names := map[uuid.UUID]string{
		w.observe("u1", "user_id=u1", "anonymous_id=c1"): "known",
		w.observe("c1", "anonymous_id=c1"):               "bare",
		w.observe("other", "user_id=u1"):                 "same user",
	}
	if diff := cmp.Diff([]string{"bare+known+same user"}, w.settle(names)); diff != "" {
		t.Fatalf("one person (-want +got):\n%s", diff)
	}
	names[w.observe("u2", "user_id=u2", "anonymous_id=c1")] = "second user"
	if diff := cmp.Diff([]string{"bare", "known+same user", "second user"}, w.settle(names)); diff != "" {
		t.Fatalf("shared device (-want +got):\n%s", diff)
	}
}
