package projections

import (
	"context"
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// waiters lets readers wait for a position. Nobody polls: whoever moves the
// position wakes those it has reached.
type waiters struct {
	mu   sync.Mutex
	at   eventstore.Position
	dead error // set while nothing will move the position
	wait map[*waiter]struct{}
}

type waiter struct {
	want eventstore.Position
	done chan error // holds the one answer
}

func newWaiters(dead error) *waiters {
	return &waiters{dead: dead, wait: map[*waiter]struct{}{}}
}

// set moves the position (a rebuilt read model may move it back) and wakes.
func (w *waiters) set(at eventstore.Position) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = at
	for one := range w.wait {
		if !at.Before(one.want) {
			w.answer(one, nil)
		}
	}
}

// live says that the position may move from now on.
func (w *waiters) live() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = nil
}

// end answers everybody with err, and who comes later too.
func (w *waiters) end(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = err
	for one := range w.wait {
		w.answer(one, err)
	}
}

func (w *waiters) answer(one *waiter, err error) {
	delete(w.wait, one)
	one.done <- err
}

// position is where readers are now.
func (w *waiters) position() eventstore.Position {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// reach waits until the position is at want or behind it. The error is ctx's or
// the one given to end.
func (w *waiters) reach(ctx context.Context, want eventstore.Position) error {
	one := &waiter{want: want, done: make(chan error, 1)}
	w.mu.Lock()
	if !w.at.Before(want) || w.dead != nil {
		err := w.dead
		if !w.at.Before(want) {
			err = nil
		}
		w.mu.Unlock()
		return err
	}
	w.wait[one] = struct{}{}
	w.mu.Unlock()
	select {
	case err := <-one.done:
		return err
	case <-ctx.Done():
		w.mu.Lock()
		delete(w.wait, one)
		w.mu.Unlock()
		return ctx.Err()
	}
}
