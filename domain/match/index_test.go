package match_test

import (
	"slices"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestIndexAgainstModel compares the index with a plain map under random
// additions and removals.
func TestIndexAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const limit = 20
		x := match.NewIndex(limit)
		model := map[uint64][]uint32{}
		for range rapid.IntRange(1, 400).Draw(t, "steps") {
			key := uint64(rapid.IntRange(0, 12).Draw(t, "key"))<<40 | 7
			node := uint32(rapid.IntRange(0, 40).Draw(t, "node"))
			at := slices.Index(model[key], node)
			if at < 0 {
				model[key] = append(model[key], node)
				if got := x.Add(key, node); got != len(model[key]) {
					t.Fatalf("count %d after add, want %d", got, len(model[key]))
				}
			} else {
				model[key] = slices.Delete(model[key], at, at+1)
				if got := x.Remove(key, node); got != len(model[key]) {
					t.Fatalf("count %d after remove, want %d", got, len(model[key]))
				}
			}
		}
		for key, want := range model {
			got := x.Members(key, nil)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("members %v, want %v", got, want)
			}
			if active := len(want) > 0 && len(want) <= limit; x.Active(key) != active || (len(x.Candidates(key, nil)) > 0) != active {
				t.Fatalf("%d nodes: active %v", len(want), x.Active(key))
			}
		}
	})
}

func TestEvaluate(t *testing.T) {
	got := match.Evaluate([]int{1, 1, 1, 2, 2}, []string{"a", "a", "b", "b", "c"})
	want := match.Quality{
		Records: 5, TruePairs: 2, PredictedPairs: 4, CorrectPairs: 1, Clusters: 2,
		Precision: 0.25, Recall: 0.5, F1: 1.0 / 3, B3F1: got.B3F1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("quality (-want +got):\n%s", diff)
	}
	// B-cubed: precision (2/3+2/3+1/3+1/2+1/2)/5, recall (1+1+1/2+1/2+1)/5.
	p, r := (2.0/3+2.0/3+1.0/3+0.5+0.5)/5, 0.8
	if f := 2 * p * r / (p + r); got.B3F1 < f-1e-9 || got.B3F1 > f+1e-9 {
		t.Errorf("B3 F1 %v, want %v", got.B3F1, f)
	}
}

func TestPartitionHashKnowsNoOrder(t *testing.T) {
	var keys []match.ContentKey
	for _, name := range []string{"Ada", "Bea", "Cyd"} {
		n := match.Normalise(match.Record{Given: name})
		keys = append(keys, n.Key())
	}
	one := match.PartitionHash([]int{1, 1, 2}, keys)
	slices.Reverse(keys)
	if two := match.PartitionHash([]int{9, 4, 4}, keys); one != two {
		t.Error("the order of rows shows in the hash")
	}
	if other := match.PartitionHash([]int{9, 9, 4}, keys); one == other {
		t.Error("another partition has the same hash")
	}
}
