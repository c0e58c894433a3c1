package match_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Defends: what is foreseen of a keep-apart is what a matcher does with it, and
// to have asked leaves nothing behind.
func TestIfApartIsWhatWouldBe(t *testing.T) {
	m := match.DefaultModel()
	rapid.Check(t, func(r *rapid.T) {
		var nodes []match.Node
		for range rapid.IntRange(2, 14).Draw(r, "records") {
			nodes = append(nodes, match.Normalise(drawRecord(r)))
		}
		asked, done := newMatcher(t, m), newMatcher(t, m)
		hs := asked.Load(nodes)
		done.Load(nodes) // the same handles
		some := func(label string) match.Handle { return rapid.SampledFrom(hs).Draw(r, label) }
		for range rapid.IntRange(0, 3).Draw(r, "decisions") {
			if a, b := some("a"), some("b"); rapid.Bool().Draw(r, "force") {
				asked.Force(a, b)
				done.Force(a, b)
			} else if a != b {
				asked.KeepApart(a, b)
				done.KeepApart(a, b)
			}
		}
		asked.Settle(nil)
		before := everybody(asked, hs)
		var left, right []match.Handle
		for _, h := range hs {
			switch rapid.IntRange(0, 3).Draw(r, "side") {
			case 0:
				left = append(left, h)
			case 1:
				right = append(right, h)
			}
		}
		got := map[match.Handle][]match.Handle{}
		for _, o := range asked.IfApart(left, right) {
			for _, c := range o.Clusters {
				for _, h := range c {
					got[h] = c
				}
			}
		}
		done.Divide(left, right)
		done.Settle(nil)
		want := everybody(done, hs)
		for h, cluster := range want {
			if c, told := got[h]; told && !slices.Equal(c, cluster) || !told && !slices.Equal(before[h], cluster) {
				r.Fatalf("record %d: foreseen %v (%v), it became %v", h, c, told, cluster)
			}
		}
		if asked.Unsettled() {
			r.Fatal("asking left something to settle")
		}
		for _, h := range hs {
			asked.Touch(h)
		}
		asked.Settle(nil)
		if diff := cmp.Diff(before, everybody(asked, hs)); diff != "" {
			r.Fatalf("asking changed the clusters (-before +after):\n%s", diff)
		}
	})
}

// everybody is the cluster of each record.
func everybody(x *match.Matcher, hs []match.Handle) map[match.Handle][]match.Handle {
	by := map[int][]match.Handle{}
	for _, h := range hs {
		by[x.Label(h)] = append(by[x.Label(h)], h)
	}
	out := map[match.Handle][]match.Handle{}
	for _, c := range by {
		slices.Sort(c)
		for _, h := range c {
			out[h] = c
		}
	}
	return out
}
