package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The collector may let the heap double between two runs, which is fast while
// it is small. From heapLimit on it runs more often instead, unless what is
// really in use needs more: then the limit follows it with some room.
const (
	heapLimit     = 2300 << 20
	heapRoom      = 1.35
	limitEvery    = 5 * time.Second
	liveHeapBytes = "/gc/heap/live:bytes"
)

// boundMemory keeps the memory limit in step with what is in use until ctx
// ends. GOMEMLIMIT or GOGC in the environment leave everything to the operator.
func boundMemory(ctx context.Context) {
	if os.Getenv("GOMEMLIMIT") != "" || os.Getenv("GOGC") != "" {
		return
	}
	sample := []metrics.Sample{{Name: liveHeapBytes}}
	tick := time.NewTicker(limitEvery)
	defer tick.Stop()
	for {
		metrics.Read(sample)
		limit := int64(heapLimit)
		if v := sample[0].Value; v.Kind() == metrics.KindUint64 {
			limit = max(limit, int64(float64(v.Uint64())*heapRoom))
		}
		debug.SetMemoryLimit(limit)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
