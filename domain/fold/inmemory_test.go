package fold_test

import (
	"runtime"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

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
