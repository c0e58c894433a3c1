package projections

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Runner keeps one read model up with the log.
type Runner struct {
	name      string
	projector Projector
	feed      Feed
	cfg       Config
	readers   *waiters
	late      LatePublisher // nil when readers see what is applied
	moved     chan struct{} // late publishing moved

	mu      sync.Mutex
	running bool
	state   state
}

// NewRunner makes a Runner. It does nothing until Run.
func NewRunner(p Projector, feed Feed, cfg Config) (*Runner, error) {
	if p == nil || feed == nil || p.Name() == "" {
		return nil, fmt.Errorf("projections: %w: a runner needs a named projector and a feed", ErrInvalid)
	}
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Runner{
		name: p.Name(), projector: p, feed: feed, cfg: cfg.withDefaults(),
		readers: newWaiters(ErrStopped), moved: make(chan struct{}, 1), state: state{phase: Stopped},
	}
	if late, ok := p.(LatePublisher); ok {
		r.late = late
		late.OnVisible(func() { signal(r.moved) })
	}
	return r, nil
}

// Name is the projector's.
func (r *Runner) Name() string { return r.name }

// Run folds until ctx ends, which is no error: the batch in flight is finished
// first. In Rebuild mode it ends by itself at the head that stood when it began.
// The error is *Error around what no retry will mend: ErrOtherStore, ErrAhead,
// ErrOtherVersion, and in Rebuild mode whatever stopped it.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.begin(); err != nil {
		return err
	}
	err := r.run(ctx)
	r.finish(err)
	return err
}

func (r *Runner) begin() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running {
		return &Error{Op: "run", Projector: r.name, Err: ErrRunning}
	}
	r.running = true
	r.state = state{phase: Starting}
	r.readers.live()
	return nil
}

func (r *Runner) finish(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running = false
	r.state.phase, r.state.queue = Stopped, nil
	why := ErrStopped
	if err != nil {
		r.state.phase, r.state.err = Failed, err
		why = fmt.Errorf("%w: %w", ErrStopped, err)
	}
	r.readers.end(why)
}

// run follows the log, and follows it again after what may pass.
func (r *Runner) run(ctx context.Context) error {
	watch, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { r.watchVisible(watch) })
	defer watching.Wait()
	defer cancel()

	goal, err := r.goal(ctx)
	wait := r.cfg.BackOff
	for err == nil {
		var progress bool
		progress, err = r.follow(ctx, goal)
		if errors.Is(err, errDone) || ctx.Err() != nil {
			return nil
		}
		if r.final(err) {
			break
		}
		r.setError(err)
		r.cfg.Logger.Warn("projection interrupted", "projection", r.name, "err", err)
		if progress {
			wait = r.cfg.BackOff
		}
		err = r.cfg.Clock.Wait(ctx, wait)
		wait = min(2*wait, r.cfg.MaxBackOff)
	}
	if ctx.Err() != nil {
		return nil
	}
	var ours *Error
	if errors.As(err, &ours) {
		return err
	}
	return &Error{Op: "follow", Projector: r.name, Err: err}
}

// errDone: a rebuild has reached its goal.
var errDone = errors.New("done")

// goal is where a rebuild ends; a live runner never does.
func (r *Runner) goal(ctx context.Context) (eventstore.Position, error) {
	if r.cfg.Mode == Live {
		return eventstore.EndPosition, nil
	}
	return r.feed.Head(ctx)
}

// final tells errors that trying again cannot mend.
func (r *Runner) final(err error) bool {
	return r.cfg.Mode == Rebuild || errors.Is(err, ErrOtherStore) || errors.Is(err, ErrAhead) ||
		errors.Is(err, ErrOtherVersion) || errors.Is(err, errTooManyParked) ||
		errors.Is(err, eventstore.ErrClosed)
}

// follow opens one subscription and folds what it brings. progress tells
// whether anything was applied.
func (r *Runner) follow(ctx context.Context, goal eventstore.Position) (progress bool, err error) {
	f, err := r.newFolding(ctx)
	if err != nil {
		return false, err
	}
	if !f.at.Position.Before(goal) {
		return false, f.end(ctx, errDone)
	}
	sub, err := r.feed.Subscribe(ctx, f.at.Position, r.projector.Filter())
	if err != nil {
		return false, fmt.Errorf("subscribe: %w", err)
	}
	q := newQueue(r.cfg.MaxEvents, r.cfg.MaxBytes)
	r.setQueue(q)
	reading, cancel := context.WithCancel(ctx)
	var reader sync.WaitGroup
	reader.Go(func() { q.fill(reading, sub) })
	defer func() {
		cancel()
		reader.Wait()
		err = errors.Join(err, sub.Close())
	}()
	for {
		b, err := q.take(ctx)
		if err == nil {
			err = f.fold(ctx, b)
		}
		if err == nil {
			progress = true
			if !f.at.Position.Before(goal) || (r.cfg.Mode == Rebuild && b.CaughtUp) {
				err = errDone
			}
		}
		if err != nil {
			return progress, f.end(ctx, err)
		}
	}
}
