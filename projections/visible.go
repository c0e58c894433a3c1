package projections

import (
	"context"
	"errors"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// watchVisible passes on what a late publisher has published.
func (r *Runner) watchVisible(ctx context.Context) {
	for r.late != nil {
		select {
		case <-ctx.Done():
			return
		case <-r.moved:
			r.readers.set(r.visible())
		}
	}
}

// visible is the position that readers see.
func (r *Runner) visible() eventstore.Position {
	r.mu.Lock()
	seen, applied := r.state.seen, r.state.applied
	r.mu.Unlock()
	if r.late == nil {
		return seen
	}
	// Behind the last applied event only filtered ones have passed.
	if at := r.late.Visible(); at.Before(applied) {
		return at
	}
	return seen
}

// WaitFor waits until readers see everything up to want: nil, or *NotYetError
// after timeout (0 waits as long as ctx), or ctx's error, or *Error around
// ErrStopped when the runner does not run.
func (r *Runner) WaitFor(ctx context.Context, want eventstore.Position, timeout time.Duration) error {
	waiting := ctx
	if timeout > 0 {
		var cancel context.CancelFunc
		waiting, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	err := r.readers.reach(waiting, want)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case waiting.Err() != nil && errors.Is(err, waiting.Err()):
		return &NotYetError{Projector: r.name, Want: want, At: r.readers.position(), Cause: r.lastError()}
	}
	return &Error{Op: "wait", Projector: r.name, Err: err, Hint: "see /api/projections for why it stopped"}
}
