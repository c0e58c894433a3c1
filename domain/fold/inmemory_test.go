package fold_test

import (
	"encoding/binary"
	"runtime"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// TestPartitionFindsIDs: records are found by their ids and by their own ids,
// and no others are, however alike the ids are and whether or not there was
// room for them. The check is a map.
func TestPartitionFindsIDs(t *testing.T) {
	alike := rapid.Custom(func(t *rapid.T) uuid.UUID {
		var id uuid.UUID // few bits in either half, so that hashes meet
		binary.LittleEndian.PutUint64(id[:8], rapid.SampledFrom([]uint64{0, 1, 1 << 32, 1 << 63}).Draw(t, "low"))
		binary.LittleEndian.PutUint64(id[8:], rapid.Uint64Range(0, 60).Draw(t, "high")<<rapid.SampledFrom([]int{0, 32, 58}).Draw(t, "by"))
		return id
	})
	rapid.Check(t, func(t *rapid.T) {
		p := fold.NewPartition(account)
		known := map[uuid.UUID]fold.Ordinal{}
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			if rapid.IntRange(0, 20).Draw(t, "grow") == 0 {
				p.Grow(rapid.IntRange(0, 100).Draw(t, "by"))
			}
			id := alike.Draw(t, "id")
			want, there := known[id]
			if n, ok := p.Lookup(id); ok != there || n != want {
				t.Fatalf("%s is found as %d, %v; want %d, %v", id, n, ok, want, there)
			}
			if n, ok, _ := p.Resolve(fold.OwnID(account, id)); ok != there || n != want {
				t.Fatalf("the own id of %s is found as %d, %v; want %d, %v", id, n, ok, want, there)
			}
			if !there {
				want = fold.Ordinal(len(known))
			}
			if n, _ := p.Record(id); n != want {
				t.Fatalf("%s is given %d, want %d", id, n, want)
			}
			known[id] = want
		}
	})
}

// BenchmarkPartition registers records; -benchtime=1000000x tells what a large
// account takes.
func BenchmarkPartition(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	p := people(0)
	n := 0
	for b.Loop() {
		n++
		p.Apply(event.Event{Envelope: event.Envelope{Record: id('r', n), Account: account}, Payload: &event.RecordObserved{}})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(p.Len()), "bytes/record")
}
