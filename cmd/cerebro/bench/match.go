package bench

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

// MatchResult is what the matching benchmark saw. Times hold the matcher alone:
// making the people is left out, and so are log, folding and read models.
type MatchResult struct {
	Batch         []MatchBatch `json:"batch"` // at a tenth of the scale and at the scale
	BatchFlatness float64      `json:"batch_flatness"`
	Live          MatchLive    `json:"live"`
	Keys          MatchKeys    `json:"keys"`
	SamePartition bool         `json:"live_and_batch_agree"`
	PeakRSSMB     float64      `json:"peak_rss_mb"`
}

// MatchBatch is one load at once: normalise, calibrate, key, compare, cluster.
type MatchBatch struct {
	Records           int     `json:"records"`
	People            int     `json:"people"`
	Profiles          int     `json:"profiles"`
	Seconds           float64 `json:"seconds"`
	PerSecond         float64 `json:"records_per_second"`
	CPUMicros         float64 `json:"cpu_us_per_record"`
	MetPerRecord      float64 `json:"pairs_met_per_record"` // share a key: outlines compared
	ComparedPerRecord float64 `json:"pairs_compared_per_record"`
	PeakRSSMB         float64 `json:"peak_rss_mb"` // so far
}

// MatchLive is the same records one by one: each is normalised, keyed, compared
// and its component clustered before the next comes. The model is that of the
// batch. A flatness is the rate at the scale against the rate at a tenth of it.
type MatchLive struct {
	Records           int     `json:"records"`
	Seconds           float64 `json:"seconds"`
	PerSecond         float64 `json:"records_per_second"`
	CPUMicros         float64 `json:"cpu_us_per_record"`
	P50Ms             float64 `json:"p50_ms"`
	P99Ms             float64 `json:"p99_ms"`
	MaxMs             float64 `json:"max_ms"`
	Over50Ms          int     `json:"over_50_ms"`
	ComparedPerRecord float64 `json:"pairs_compared_per_record"`
	TenthPerSecond    float64 `json:"records_per_second_at_a_tenth"` // the last tenth of the records until there
	FullPerSecond     float64 `json:"records_per_second_at_scale"`
	Flatness          float64 `json:"flatness"`
	FlatnessCPU       float64 `json:"flatness_by_cpu"`
}

// MatchKeys says how the blocking keys are spread.
type MatchKeys struct {
	PerRecord    float64 `json:"per_record"`
	MostOfRecord int     `json:"most_of_one_record"`
	OverCap      float64 `json:"share_over_cap"`
}

// Match matches generated people, about 1.3 records each, at once and one by
// one.
func Match(ctx context.Context, scale int) (MatchResult, error) {
	if scale < 1000 {
		return MatchResult{}, errors.New("the matching benchmark needs a scale of at least 1000")
	}
	var r MatchResult
	var model *match.Model
	var partition string
	for _, n := range []int{scale / 10, scale} {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		b, x, hs, err := matchBatch(n)
		if err != nil {
			return r, err
		}
		r.Batch = append(r.Batch, b)
		model, partition = x.Model(), partitionOf(x, hs)
		use := x.KeyUse()
		r.Keys = MatchKeys{PerRecord: ratio(use.Keys, use.Nodes), MostOfRecord: use.Most, OverCap: ratio(use.Generic, use.Keys)}
	}
	r.BatchFlatness = r.Batch[1].PerSecond / r.Batch[0].PerSecond
	debug.FreeOSMemory()
	l := live{batch: max(1, min(1000, scale/100)), scale: scale}
	if err := l.run(ctx, model); err != nil {
		return r, err
	}
	r.Live = l.result()
	r.SamePartition = partitionOf(l.x, l.handles) == partition
	r.PeakRSSMB = peakRSS()
	return r, nil
}

// matchSeed makes the people of every run.
const matchSeed = 17

// matchBatch matches n records at once.
func matchBatch(n int) (MatchBatch, *match.Matcher, []match.Handle, error) {
	b := MatchBatch{Records: n}
	var w stopwatch
	workers := runtime.GOMAXPROCS(0)
	people := map[int]struct{}{}
	nodes := make([]match.Node, 0, n)
	for records := range chunks(n, 10_000, people) {
		w.time(func() { nodes = append(nodes, match.NormaliseAll(records, workers)...) })
	}
	b.People = len(people)
	var x *match.Matcher
	var hs []match.Handle
	var err error
	w.time(func() {
		if x, err = match.NewMatcher(match.CalibrateRecords(nodes), match.Options{Workers: workers}); err != nil {
			return
		}
		hs = x.Load(nodes)
		x.Settle(nil)
	})
	if err != nil {
		return b, nil, nil, err
	}
	profiles := map[int]struct{}{}
	for _, h := range hs {
		profiles[x.Label(h)] = struct{}{}
	}
	effort := x.Effort()
	b.Profiles = len(profiles)
	b.Seconds, b.PerSecond, b.CPUMicros = w.wall.Seconds(), float64(n)/w.wall.Seconds(), micros(w.cpu, n)
	b.MetPerRecord, b.ComparedPerRecord = ratio(int(effort.Met), n), ratio(int(effort.Compared), n)
	b.PeakRSSMB = peakRSS()
	return b, x, hs, nil
}

// chunks hands out the first n records of the generated people, some at a time,
// and collects who they are of.
func chunks(n, size int, people map[int]struct{}) iter.Seq[[]match.Record] {
	return func(yield func([]match.Record) bool) {
		var out []match.Record
		left := n
		for l := range matchtest.Population(matchSeed) {
			out = append(out, l.Record)
			if people != nil {
				people[l.Person] = struct{}{}
			}
			if left--; len(out) == size || left == 0 {
				if !yield(out) || left == 0 {
					return
				}
				out = out[:0]
			}
		}
	}
}

func partitionOf(x *match.Matcher, hs []match.Handle) string {
	labels, keys := make([]int, len(hs)), make([]match.ContentKey, len(hs))
	for i, h := range hs {
		n, _ := x.Node(h)
		labels[i], keys[i] = x.Label(h), n.Key()
	}
	return match.PartitionHash(labels, keys)
}

// live is a run of records one by one.
type live struct {
	scale, batch int
	x            *match.Matcher
	handles      []match.Handle
	took         []time.Duration
	all          stopwatch
	tenth, full  stopwatch // of the last tenth before a tenth of the scale, and before the scale
}

func (l *live) run(ctx context.Context, model *match.Model) error {
	x, err := match.NewMatcher(model, match.Options{})
	if err != nil {
		return err
	}
	l.x, l.took = x, make([]time.Duration, 0, l.scale)
	l.handles = make([]match.Handle, 0, l.scale)
	for records := range chunks(l.scale, l.batch, nil) {
		if err := ctx.Err(); err != nil {
			return err
		}
		var w stopwatch
		w.time(func() { l.take(records) })
		l.all.add(w)
		switch done := len(l.handles); {
		case done > l.scale/10-l.scale/100 && done <= l.scale/10:
			l.tenth.add(w)
		case done > l.scale-l.scale/10:
			l.full.add(w)
		}
	}
	return nil
}

func (l *live) take(records []match.Record) {
	for i := range records {
		began := time.Now()
		l.handles = append(l.handles, l.x.Add(records[i]))
		l.x.Settle(nil)
		l.took = append(l.took, time.Since(began))
	}
}

func (l *live) result() MatchLive {
	slices.Sort(l.took)
	n := len(l.took)
	ms := func(d time.Duration) float64 { return float64(d) / 1e6 }
	over, _ := slices.BinarySearch(l.took, 50*time.Millisecond)
	return MatchLive{
		Records: n, Seconds: l.all.wall.Seconds(), PerSecond: float64(n) / l.all.wall.Seconds(), CPUMicros: micros(l.all.cpu, n),
		P50Ms: ms(l.took[n/2]), P99Ms: ms(l.took[n*99/100]), MaxMs: ms(l.took[n-1]), Over50Ms: n - over,
		ComparedPerRecord: ratio(int(l.x.Effort().Compared), n),
		TenthPerSecond:    float64(l.scale/100) / l.tenth.wall.Seconds(), FullPerSecond: float64(l.scale/10) / l.full.wall.Seconds(),
		Flatness:    10 * l.tenth.wall.Seconds() / l.full.wall.Seconds(),
		FlatnessCPU: 10 * l.tenth.cpu.Seconds() / l.full.cpu.Seconds(),
	}
}

func ratio(a, b int) float64 { return float64(a) / float64(max(b, 1)) }

func micros(d time.Duration, n int) float64 { return float64(d.Microseconds()) / float64(n) }
