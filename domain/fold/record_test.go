package fold_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

func newRecord(events ...event.Event) *fold.Record {
	r := fold.NewRecord(id('r', 1), account, id('s', 1))
	for _, e := range events {
		r.Apply(e)
	}
	return r
}

// What operations come to, one rule a case.
func TestCurrent(t *testing.T) {
	set, add, remove, clear := event.Set, event.Add, event.Remove, event.Clear
	home := func(op event.Op, kind, city string) []event.Fact {
		return grouped(1, fact(op, "address", kind), fact(op, "city", city))
	}
	late := at(observed(9, fact(set, "party", "DEM")), -100, 100)
	cases := map[string]struct {
		events []event.Event
		want   map[string][]string
	}{
		"set starts anew":           {[]event.Event{observed(1, fact(set, "tag", "a"), fact(add, "tag", "b")), observed(2, fact(set, "tag", "c"))}, map[string][]string{"tag": {"c"}}},
		"add and remove change":     {[]event.Event{observed(1, fact(set, "tag", "a")), observed(2, fact(add, "tag", "b")), observed(3, fact(remove, "tag", "a"))}, map[string][]string{"tag": {"b"}}},
		"clear leaves nothing":      {[]event.Event{observed(1, fact(set, "tag", "a")), observed(2, fact(clear, "tag", ""))}, map[string][]string{}},
		"an empty set says nothing": {[]event.Event{observed(1, fact(set, "tag", "a")), observed(2, fact(set, "tag", ""))}, map[string][]string{"tag": {"a"}}},
		"occurred before recorded":  {[]event.Event{observed(1, fact(set, "party", "REP")), late}, map[string][]string{"party": {"REP"}}},
		"a home replaces the home":  {[]event.Event{observed(1, append(home(set, "home", "Raleigh"), grouped(2, fact(set, "address", "mail"))...)...), observed(2, home(set, "home", "Durham")...)}, map[string][]string{"address": {"mail", "home"}}},
		"clear of one address":      {[]event.Event{observed(1, append(home(set, "home", "Raleigh"), grouped(2, fact(set, "address", "mail"))...)...), observed(2, fact(clear, "address", "home"))}, map[string][]string{"address": {"mail"}}},
		"parts are no operations":   {[]event.Event{observed(1, home(set, "home", "Raleigh")...)}, map[string][]string{"address": {"home"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := map[string][]string{}
			for n, v := range values(newRecord(c.events...).Current(fold.Filter{})) {
				got[category.BuiltIn().Name(n)] = v
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPartsOfAValueStatedAgain(t *testing.T) {
	r := newRecord(
		observed(1, grouped(1, fact(event.Set, "phone", "+1"), fact(event.Set, "phone_type", "mobile"))...),
		observed(2, grouped(1, fact(event.Add, "phone", "+1"), fact(event.Add, "sms_opt_in", "true"))...))
	v, _ := r.Current(fold.Filter{}).Newest(cat("phone"))
	if v.Part(cat("phone_type")) != "mobile" || v.Part(cat("sms_opt_in")) != "true" {
		t.Errorf("parts: %+v", v.Parts)
	}
	r = newRecord(
		observed(1, grouped(1, fact(event.Set, "address", "home"), fact(event.Set, "unit", "4"))...),
		observed(2, grouped(1, fact(event.Set, "address", "home"), fact(event.Set, "city", "Cary"))...))
	if v, _ := r.Current(fold.Filter{}).Newest(cat("address")); v.Part(cat("unit")) != "" {
		t.Error("an old unit stayed with a new address")
	}
}

// Current is what the obvious fold gives, in any order of arrival, and events
// that come twice change nothing.
func TestCurrentInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := history(t, 8)
		r := newRecord(causal(t, events)...)
		before := r.AppendBinary(nil)
		for _, e := range rapid.Permutation(events).Draw(t, "again") {
			if r.Apply(e) {
				t.Fatalf("%s applied twice changed something", e.Type)
			}
		}
		if !bytes.Equal(before, r.AppendBinary(nil)) {
			t.Fatal("stored form changed")
		}
		for _, out := range []uuid.UUID{uuid.Max, id('i', 1), id('i', 2)} {
			if d := cmp.Diff(plain(events, out), values(r.Current(retract(out))), cmpopts.EquateEmpty(), ignoreEmpty); d != "" {
				t.Fatalf("without import %s: %s", out, d)
			}
		}
		if d := cmp.Diff(newRecord(events...).Current(fold.Filter{}), r.Current(fold.Filter{})); d != "" {
			t.Fatal(d)
		}
	})
}

var ignoreEmpty = cmpopts.IgnoreMapEntries(func(_ category.Number, v []string) bool { return len(v) == 0 })

func TestRecordIsStoredAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRecord(history(t, 6)...)
		stored := r.AppendBinary(nil)
		got, err := fold.DecodeRecord(r.ID, r.Account, r.Source, stored)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(stored, got.AppendBinary(nil)) {
			t.Fatal("stored differently the second time")
		}
		if d := cmp.Diff(r.Current(retract(id('i', 1))), got.Current(retract(id('i', 1)))); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(r.ContactStatements(fold.Filter{}), got.ContactStatements(fold.Filter{})); d != "" {
			t.Fatal(d)
		}
	})
}

func TestErasedStaysErased(t *testing.T) {
	r := newRecord(observed(1, fact(event.Set, "tag", "a")))
	if !r.Apply(event.Event{Payload: &event.RecordErased{}}) {
		t.Fatal("erasure changed nothing")
	}
	if r.Apply(observed(2, fact(event.Set, "tag", "a"))) || r.InForce(fold.Filter{}) || r.Key != "" {
		t.Error("a value came back")
	}
	if bytes.Contains(r.AppendBinary(nil), []byte("a")) {
		t.Error("a value is still stored")
	}
}

// A record of a page that states the same at every load stays small, and the
// dropped observations make no difference.
func TestPruned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []event.Event
		n := rapid.IntRange(120, 300).Draw(t, "observations")
		for i := range n {
			e := observed(i, fact(event.Op(rapid.IntRange(1, 4).Draw(t, "op")), "tag", rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "tag")),
				fact(event.Set, "first_name", fmt.Sprint(i%7)))
			events = append(events, at(e, rapid.IntRange(0, 500).Draw(t, "occurred"), i))
		}
		r := newRecord(events...)
		if d := cmp.Diff(plain(events, uuid.Max), values(r.Current(fold.Filter{})), cmpopts.EquateEmpty(), ignoreEmpty); d != "" {
			t.Fatal(d)
		}
		if got := len(r.Observations()); got > 140 {
			t.Fatalf("%d of %d observations are kept", got, n)
		}
	})
}

// Consent outlives superseded statements and pruning.
func TestConsentSurvivesPruning(t *testing.T) {
	r := newRecord(observed(0, grouped(1, fact(event.Set, "email", "a@b.c"), fact(event.Set, "email_opt_in", "unsubscribed"))...))
	for i := range 400 {
		r.Apply(observed(i+1, fact(event.Set, "email", fmt.Sprintf("%d@b.c", i%3))))
	}
	var c fold.Contact
	for _, s := range r.ContactStatements(fold.Filter{}) {
		if s.Point.Value == "a@b.c" {
			c.Add(s)
		}
	}
	if c.CanEmail() {
		t.Error("the opt-out was lost")
	}
	if len(r.Observations()) > 200 {
		t.Errorf("%d observations", len(r.Observations()))
	}
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add(newRecord(observed(1, fact(event.Set, "tag", "a")), observed(2, grouped(1, fact(event.Add, "phone", "+1"), fact(event.Add, "phone_type", "mobile"))...)).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := fold.DecodeRecord(id('r', 1), account, id('s', 1), b)
		if err != nil {
			if !errors.Is(err, fold.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		r.Current(fold.Filter{})
		again, err := fold.DecodeRecord(r.ID, r.Account, r.Source, r.AppendBinary(nil))
		if err != nil || len(again.Observations()) != len(r.Observations()) {
			t.Fatalf("not read back: %v", err)
		}
	})
}

// TestRecordLearnsItsKeyFromActivities: one that was never observed is shown
// under its key all the same.
func TestRecordLearnsItsKeyFromActivities(t *testing.T) {
	r := fold.NewRecord(uuid.New(), uuid.New(), uuid.New())
	did := event.Event{Payload: &event.ActivityRecorded{Key: "k", Name: "donation"}}
	if !r.Apply(did) || r.Key != "k" {
		t.Errorf("key %q after an activity", r.Key)
	}
	if r.Apply(did) {
		t.Error("the second activity changed something")
	}
	if r.InForce(fold.Filter{}) {
		t.Error("an activity is no observation")
	}
	r.Apply(event.Event{Payload: &event.RecordErased{}})
	if r.Apply(did) || r.Key != "" {
		t.Errorf("key %q after the erasure", r.Key)
	}
}
