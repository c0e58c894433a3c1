package projections

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Group runs several runners side by side. One that fails does not stop the
// others: it shows in Status.
type Group struct {
	runners []*Runner // in the order given
	byName  map[string]*Runner

	mu     sync.Mutex
	stop   context.CancelFunc
	done   chan struct{}
	failed error
}

// NewGroup makes a group; names must differ.
func NewGroup(runners ...*Runner) (*Group, error) {
	g := &Group{runners: runners, byName: map[string]*Runner{}}
	for _, r := range runners {
		if g.byName[r.Name()] != nil {
			return nil, fmt.Errorf("projections: %w: two projections are named %s", ErrInvalid, r.Name())
		}
		g.byName[r.Name()] = r
	}
	return g, nil
}

// Check checks every runner's checkpoint against the log, running none.
func (g *Group) Check(ctx context.Context) error {
	var all []error
	for _, r := range g.runners {
		all = append(all, r.Check(ctx))
	}
	return errors.Join(all...)
}

// Start runs every runner until Stop. ctx only carries values: its end stops
// nothing.
func (g *Group) Start(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stop != nil {
		return &Error{Op: "start", Projector: "group", Err: ErrRunning}
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	g.stop, g.done, g.failed = stop, make(chan struct{}), nil
	errs := make([]error, len(g.runners))
	var all sync.WaitGroup
	for i, r := range g.runners {
		// Begun here, so that whoever waits after Start waits and is not told
		// that nothing runs.
		if err := r.begin(); err != nil {
			errs[i] = err
			continue
		}
		all.Go(func() {
			errs[i] = r.run(running)
			r.finish(errs[i])
		})
	}
	go func() {
		all.Wait()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.failed = errors.Join(errs...)
		close(g.done)
	}()
	return nil
}

// Stop finishes the batches in flight and waits for them, or until ctx ends.
// The error joins those that runners ended with.
func (g *Group) Stop(ctx context.Context) error {
	g.mu.Lock()
	stop, done := g.stop, g.done
	g.mu.Unlock()
	if stop == nil {
		return nil
	}
	stop()
	select {
	case <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stop = nil
	return g.failed
}

// Runner finds a runner by name.
func (g *Group) Runner(name string) (*Runner, bool) {
	r, ok := g.byName[name]
	return r, ok
}

// WaitFor waits until all the named projections (all of the group when none is
// named) show what stands at position; together at most timeout. Errors are
// those of Runner.WaitFor, or ErrUnknown.
func (g *Group) WaitFor(ctx context.Context, names []string, position eventstore.Position, timeout time.Duration) error {
	runners := g.runners
	if len(names) > 0 {
		runners = nil
	}
	for _, name := range names {
		r, ok := g.byName[name]
		if !ok {
			return &Error{Op: "wait", Projector: name, Err: ErrUnknown}
		}
		runners = append(runners, r)
	}
	errs := make([]error, len(runners))
	var all sync.WaitGroup
	for i, r := range runners {
		all.Go(func() { errs[i] = r.WaitFor(ctx, position, timeout) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Status lists how all stand, in the order given to NewGroup.
func (g *Group) Status() []Status {
	out := make([]Status, len(g.runners))
	for i, r := range g.runners {
		out[i] = r.Status()
	}
	return out
}
