package match

import (
	"sync"
	"sync/atomic"
)

// batchStep is how many values a goroutine of parallel takes at a time.
const batchStep = 64

// parallel runs f for every i below n; f learns which worker runs it. Workers
// take what comes next, so that none waits for one that was held up.
func parallel(n, workers int, f func(worker, i int)) {
	workers = max(1, min(workers, n/256))
	if workers == 1 {
		for i := 0; i < n; i++ {
			f(0, i)
		}
		return
	}
	var wg sync.WaitGroup
	var next atomic.Int64
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				to := int(next.Add(batchStep))
				for i := to - batchStep; i < min(to, n); i++ {
					f(w, i)
				}
				if to >= n {
					return
				}
			}
		}()
	}
	wg.Wait()
}

// fill adds the keys of nodes numbered from first on. Each goroutine has shards
// of its own and walks all nodes in order, so that lists come out as if there
// were one.
func (x *Index) fill(keys [][]Key, first uint32, workers int) {
	var wg sync.WaitGroup
	for w := range max(1, workers) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i, list := range keys {
				for _, k := range list {
					if s, print := split(k.Hash); int(s)%max(1, workers) == w {
						x.shards[s].add(print, first+uint32(i))
					}
				}
			}
		}()
	}
	wg.Wait()
}
