package bench_test

import (
	"context"
	"testing"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/bench"
)

// Defends: the benchmark matches what it says it does, and one by one comes to
// the same profiles as at once.
func TestMatchBenchmark(t *testing.T) {
	r, err := bench.Match(context.Background(), 3_000)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Batch) != 2 || r.Batch[0].Records != 300 || r.Batch[1].Records != 3_000 || r.Live.Records != 3_000 {
		t.Fatalf("sizes %+v", r)
	}
	if !r.SamePartition {
		t.Error("live and batch disagree")
	}
	b := r.Batch[1]
	if each := float64(b.Records) / float64(b.People); each < 1.2 || each > 1.5 {
		t.Errorf("%.2f records a person, want about 1.3", each)
	}
	if b.Profiles < b.People*95/100 || b.Profiles > b.People*105/100 {
		t.Errorf("%d profiles of %d people", b.Profiles, b.People)
	}
	for name, v := range map[string]float64{
		"compared, batch": b.ComparedPerRecord, "compared, live": r.Live.ComparedPerRecord, "keys": r.Keys.PerRecord,
		"rate, batch": b.PerSecond, "rate, live": r.Live.PerSecond, "flatness": r.Live.Flatness, "p99": r.Live.P99Ms, "peak": r.PeakRSSMB,
	} {
		if v <= 0 {
			t.Errorf("%s is %v", name, v)
		}
	}
}

func TestMatchBenchmarkNeedsAScale(t *testing.T) {
	if _, err := bench.Match(context.Background(), 10); err == nil {
		t.Error("a scale of 10 was taken")
	}
}
