package match_test

import (
	"runtime"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

func BenchmarkNormalise(b *testing.B) {
	records, _ := matchtest.Split(matchtest.Households(1, 2000))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		match.Normalise(records[i%len(records)])
	}
}

func BenchmarkKeys(b *testing.B) {
	records, _ := matchtest.Split(matchtest.Households(1, 2000))
	nodes := match.NormaliseAll(records, 1)
	var buf []match.Key
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = nodes[i%len(nodes)].Keys(buf)
	}
}

func BenchmarkScore(b *testing.B) {
	records, _ := matchtest.Split(matchtest.Households(1, 2000))
	nodes := match.NormaliseAll(records, 1)
	model := match.DefaultModel()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		model.Score(&nodes[i%len(nodes)], &nodes[(i+1)%len(nodes)])
	}
}

// BenchmarkBatch matches 50,000 generated records at once.
func BenchmarkBatch(b *testing.B) {
	records, _ := matchtest.Split(matchtest.Households(1, 50_000))
	for b.Loop() {
		nodes := match.NormaliseAll(records, 2)
		model := match.CalibrateRecords(nodes)
		x, err := match.NewMatcher(model, match.Options{Workers: 2})
		if err != nil {
			b.Fatal(err)
		}
		x.Load(nodes)
		x.Settle(nil)
	}
	b.ReportMetric(float64(len(records)*b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkLive adds 50,000 generated records one by one.
func BenchmarkLive(b *testing.B) {
	records, _ := matchtest.Split(matchtest.Households(1, 50_000))
	for b.Loop() {
		x, err := match.NewMatcher(match.DefaultModel(), match.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range records {
			x.Add(r)
			x.Settle(nil)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/float64(len(records)), "B/record")
		runtime.KeepAlive(x)
	}
	b.ReportMetric(float64(len(records)*b.N)/b.Elapsed().Seconds(), "records/s")
}
