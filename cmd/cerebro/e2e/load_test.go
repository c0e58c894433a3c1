package e2e_test

import (
	"math/rand/v2"
	"sync"
)

// mergeJob is the number of the job that merges two profiles.
const mergeJob = 26

// load is what is sent, and what became of it.
type load struct {
	merge map[string]any // the body of a person's decision
	mu    sync.Mutex
	next  int
	limit int
	open  []int // sent and not acknowledged
	acked []int
}

// job makes job n. One of them is a decision about two profiles.
func (l *load) job(n int) job {
	if n == mergeJob {
		return job{path: "/api/commands/merge-profiles", kind: "application/json", idem: "merge", body: body(l.merge)}
	}
	return jobOf(n)
}

// take gives the number of the next job: a new one, or now and then one that
// was not acknowledged.
func (l *load) take() (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.open) > 0 && (rand.IntN(4) == 0 || l.next >= l.limit) {
		n := l.open[0]
		l.open = l.open[1:]
		return n, true
	}
	if l.next >= l.limit {
		return 0, false
	}
	l.next++
	return l.next - 1, true
}

func (l *load) done(n int, acked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if acked {
		l.acked = append(l.acked, n)
	} else {
		l.open = append(l.open, n)
	}
}

// counts are the activities of what was acknowledged, and of all that was sent.
func (l *load) counts() (least, most map[string]int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	least, most = map[string]int64{}, map[string]int64{}
	for _, n := range l.acked {
		for a, c := range l.job(n).counts {
			least[a] += c
			most[a] += c
		}
	}
	for _, n := range l.open {
		for a, c := range l.job(n).counts {
			most[a] += c
		}
	}
	return least, most
}
