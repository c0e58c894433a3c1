package pebblelog

import "sync"

// queue is what callers put and the committer takes. It also counts the groups
// that are syncing, because the committer waits for both.
type queue struct {
	mu       sync.Mutex
	changed  sync.Cond
	waiting  []*request
	inFlight int
	closed   bool
}

func (q *queue) init() { q.changed.L = &q.mu }

func (q *queue) put(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.waiting = append(q.waiting, r)
	if len(q.waiting) == 1 {
		q.changed.Signal()
	}
	return true
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Signal()
}

// take waits for requests and moves them to into. With idle it also returns,
// empty-handed, as soon as nothing is syncing. It is over when the queue is
// closed and empty.
func (q *queue) take(into []*request, idle bool) (requests []*request, over bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed && (!idle || q.inFlight > 0) {
		q.changed.Wait()
	}
	into = append(into, q.waiting...)
	clear(q.waiting)
	q.waiting = q.waiting[:0]
	return into, q.closed && len(into) == 0
}

// takeNow is take without waiting.
func (q *queue) takeNow(into []*request) []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	into = append(into, q.waiting...)
	clear(q.waiting)
	q.waiting = q.waiting[:0]
	return into
}

func (q *queue) syncing() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.inFlight
}

func (q *queue) started() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.inFlight++
}

func (q *queue) finished() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.inFlight--
	q.changed.Signal()
}
