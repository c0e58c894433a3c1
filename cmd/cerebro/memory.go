package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// While little is in use the collector may let the heap grow to three times of
// it between two runs, from smallHeap on to twice: the CPU that a run takes
// follows what is in use, so half as many runs are half the CPU. From heapLimit
// on it runs more often instead, unless what is really in use needs more: then
// the limit follows it with some room.
const (
	smallHeap     = 256 << 20
	smallGrowth   = 200 // percent
	growth        = 100
	heapLimit     = 2100 << 20
	heapRoom      = 1.35
	limitEvery    = 5 * time.Second
	liveHeapBytes = "/gc/heap/live:bytes"
)

// boundMemory keeps the collector in step with what is in use until ctx ends.
// GOMEMLIMIT or GOGC in the environment leave everything to the operator.
func boundMemory(ctx context.Context) {
	if os.Getenv("GOMEMLIMIT") != "" || os.Getenv("GOGC") != "" {
		return
	}
	sample := []metrics.Sample{{Name: liveHeapBytes}}
	tick := time.NewTicker(limitEvery)
	defer tick.Stop()
	at := 0
	for {
		metrics.Read(sample)
		live := uint64(0)
		if v := sample[0].Value; v.Kind() == metrics.KindUint64 {
			live = v.Uint64()
		}
		limit, percent := heapBounds(live)
		debug.SetMemoryLimit(limit)
		if percent != at { // the world stops for it
			debug.SetGCPercent(percent)
			at = percent
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// heapBounds are the memory limit and the growth between two runs of the
// collector for so many bytes in use.
func heapBounds(live uint64) (limit int64, percent int) {
	limit = max(heapLimit, int64(float64(live)*heapRoom))
	if live < smallHeap {
		return limit, smallGrowth
	}
	return limit, growth
}
