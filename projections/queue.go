package projections

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// queue holds what was read ahead while a batch is applied. That is what makes
// batches grow under load: whoever takes gets all that came in the meantime, up
// to the bounds.
type queue struct {
	maxEvents, maxBytes int

	mu      sync.Mutex
	pending Batch // Events not taken yet; Position and CaughtUp after the last
	moved   bool  // pending says something not taken yet
	bytes   int
	err     error // why no more will come

	ready, room chan struct{} // each holds at most one signal
}

func newQueue(maxEvents, maxBytes int) *queue {
	return &queue{maxEvents: maxEvents, maxBytes: maxBytes,
		ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// fill reads the subscription into the queue until either ends.
func (q *queue) fill(ctx context.Context, sub Subscription) {
	for {
		b, err := sub.Next(ctx)
		// With an error may come the events in front of it.
		if err == nil || len(b.Events) > 0 {
			err = errors.Join(err, q.put(ctx, b))
		}
		if err != nil {
			q.mu.Lock()
			q.err = err
			q.mu.Unlock()
			signal(q.ready)
			return
		}
	}
}

// put appends a batch, waiting while the queue is full.
func (q *queue) put(ctx context.Context, b Batch) error {
	for !q.tryPut(b) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-q.room:
		}
	}
	signal(q.ready)
	return nil
}

func (q *queue) tryPut(b Batch) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.pending.Events) >= q.maxEvents || q.bytes >= q.maxBytes {
		return false
	}
	for _, e := range b.Events {
		q.bytes += weight(e)
	}
	if len(q.pending.Events) == 0 {
		q.pending.Events = slices.Clip(b.Events) // as it is: nothing was waiting
	} else {
		q.pending.Events = append(q.pending.Events, b.Events...)
	}
	q.pending.Position, q.pending.CaughtUp, q.moved = b.Position, b.CaughtUp, true
	return true
}

// take waits for something and gives as much of it as fits in one batch. What
// was read before an error is given before the error.
func (q *queue) take(ctx context.Context) (Batch, error) {
	for {
		b, ok, err := q.tryTake()
		if ok || err != nil {
			signal(q.room)
			return b, err
		}
		select {
		case <-ctx.Done():
			return Batch{}, ctx.Err()
		case <-q.ready:
		}
	}
}

func (q *queue) tryTake() (Batch, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.moved {
		return Batch{}, false, q.err
	}
	n, bytes := 0, 0
	for n < len(q.pending.Events) && n < q.maxEvents && (n == 0 || bytes < q.maxBytes) {
		bytes += weight(q.pending.Events[n])
		n++
	}
	q.bytes -= bytes
	if n == len(q.pending.Events) {
		b := q.pending
		q.pending.Events, q.moved = nil, false
		return b, true, nil
	}
	b := Batch{Events: q.pending.Events[:n:n], Position: q.pending.Events[n-1].Position}
	q.pending.Events = q.pending.Events[n:]
	return b, true, nil
}

// waiting is how many events were read and not taken, and whether the reader
// stands at the head, so that there are no others.
func (q *queue) waiting() (n int, all bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.pending.Events), q.pending.CaughtUp
}

// signal leaves one signal in a channel that holds at most one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
