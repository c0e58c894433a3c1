package match_test

import (
	"runtime"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

// populations are two kinds of people to measure on: several sources of the
// same people, and one dense register.
func populations(n int) map[string][]match.Record {
	households, _ := matchtest.Split(matchtest.Households(1, n))
	return map[string][]match.Record{"households": households, "voters": matchtest.Voters(7, n)}
}

func BenchmarkNormalise(b *testing.B) {
	for name, records := range populations(2000) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				match.Normalise(records[i%len(records)])
			}
		})
	}
}

func BenchmarkKeys(b *testing.B) {
	for name, records := range populations(2000) {
		b.Run(name, func(b *testing.B) {
			nodes := match.NormaliseAll(records, 1)
			var buf []match.Key
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				buf = nodes[i%len(nodes)].Keys(buf)
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	for name, records := range populations(2000) {
		b.Run(name, func(b *testing.B) {
			nodes := match.NormaliseAll(records, 1)
			model := match.DefaultModel()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				model.Score(&nodes[i%len(nodes)], &nodes[(i+1)%len(nodes)])
			}
		})
	}
}

// BenchmarkLoad takes 50,000 normalised records into an empty matcher.
func BenchmarkLoad(b *testing.B) {
	for name, records := range populations(50_000) {
		b.Run(name, func(b *testing.B) {
			nodes := match.NormaliseAll(records, 2)
			model := match.CalibrateRecords(nodes)
			for b.Loop() {
				x, err := match.NewMatcher(model, match.Options{Workers: 2})
				if err != nil {
					b.Fatal(err)
				}
				x.Load(nodes)
			}
			b.ReportMetric(float64(len(records)*b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// BenchmarkBatch matches 50,000 generated records at once.
func BenchmarkBatch(b *testing.B) {
	for name, records := range populations(50_000) {
		b.Run(name, func(b *testing.B) {
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
		})
	}
}

// BenchmarkLive adds 50,000 normalised records one by one.
func BenchmarkLive(b *testing.B) {
	for name, records := range populations(50_000) {
		b.Run(name, func(b *testing.B) {
			nodes := match.NormaliseAll(records, 2)
			records = nil
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				x, err := match.NewMatcher(match.DefaultModel(), match.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for i := range nodes {
					x.AddNode(nodes[i])
					x.Settle(nil)
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(nodes)), "B/record")
				runtime.KeepAlive(x)
			}
			b.ReportMetric(float64(len(nodes)*b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
