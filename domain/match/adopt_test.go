package match_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"github.com/google/go-cmp/cmp"
)

// Defends: a matcher that adopts a model, strict or not, is a fresh one with
// that model, whatever it went through before.
func TestAdoptEqualsAFreshMatcher(t *testing.T) {
	records, _ := matchtest.Split(matchtest.Households(8, 1500))
	nodes := match.NormaliseAll(records, 2)
	for name, choice := range map[string]match.Choice{"balanced": {}, "strict": {Strict: true}} {
		t.Run(name, func(t *testing.T) {
			x := newMatcher(t, match.DefaultModel())
			hs := x.Load(nodes)
			x.Settle(nil)
			for _, h := range hs[:len(hs)/3] {
				x.Remove(h)
			}
			kept := nodes[len(hs)/3:]
			model := choice.Calibrate(x.Nodes)
			if want := choice.CalibrateRecords(kept); model.Hash() != want.Hash() {
				t.Fatalf("model %s, of the records alone %s", model.Hash(), want.Hash())
			}
			if x.Valued() != int(model.Nodes()) {
				t.Errorf("%d nodes with values, the calibration counted %d", x.Valued(), model.Nodes())
			}
			x.Adopt(model)
			fresh, err := match.NewMatcher(model, match.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := partitionOf(t, fresh, fresh.Load(kept))
			if got := partitionOf(t, x, hs[len(hs)/3:]); got != want {
				t.Errorf("partition %s, want %s", got[:12], want[:12])
			}
		})
	}
}

// Defends: the bits an explanation asks for are those the account chose.
func TestExplainAsksForTheAccountsBits(t *testing.T) {
	a := match.Normalise(rec("Edith", "Hargrove", born("1980-03-14"), elm))
	balanced, strict := match.DefaultModel().Explain(&a, &a), match.DefaultModel().ExplainAt(match.StrictAuto, &a, &a)
	if strict.Auto <= balanced.Auto {
		t.Errorf("strict asks for %s, balanced for %s", strict.Auto, balanced.Auto)
	}
}

// Defends: Component tells what Settle told.
func TestComponentRepeatsSettle(t *testing.T) {
	records, _ := matchtest.Split(matchtest.Households(8, 300))
	x := newMatcher(t, match.DefaultModel())
	x.Load(match.NormaliseAll(records, 2))
	var told []match.Outcome
	x.Settle(func(o match.Outcome) {
		if o.Changed {
			told = append(told, o)
		}
	})
	if len(told) < 50 {
		t.Fatalf("only %d components changed", len(told))
	}
	for _, want := range told {
		got := x.Component(want.Clusters[0][0])
		want.Before, want.Changed = nil, false
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("component (-want +got):\n%s", diff)
		}
	}
}

// Defends: whole sets are parted, also those that come back into a set's
// component, until the division is taken back.
func TestDividePartsSets(t *testing.T) {
	same := rec("Edith", "Hargrove", born("1980-03-14"), elm, mail("e@rarehost.net"))
	near := same
	near.Phones = []string{"7045550191"}
	x := newMatcher(t, match.DefaultModel())
	var left, right []match.Handle
	for range 40 {
		left, right = append(left, x.Add(same)), append(right, x.Add(near))
	}
	clusters := func() int {
		x.Settle(nil)
		labels := map[int]bool{}
		for _, h := range append(append([]match.Handle{}, left...), right...) {
			labels[x.Label(h)] = true
		}
		return len(labels)
	}
	if got := clusters(); got != 1 {
		t.Fatalf("%d clusters of one person", got)
	}
	d := x.Divide(left, right)
	if got := clusters(); got != 2 {
		t.Errorf("%d clusters after parting, want 2", got)
	}
	x.Remove(right[0])
	right = right[1:]
	x.Undivide(d)
	if got := clusters(); got != 1 {
		t.Errorf("%d clusters after taking it back, want 1", got)
	}
}
