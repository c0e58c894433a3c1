package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// check compares a stored checkpoint with the log it is about to be continued
// from.
func check(c Checkpoint, store uuid.UUID, head eventstore.Position, version int) (hint string, err error) {
	switch {
	case c.Store != store:
		return "the log was restored or replaced; rebuild the read model with `cerebro replay %s`",
			fmt.Errorf("%w: it was folded from log %s, this one is %s", ErrOtherStore, c.Store, store)
	case head.Before(c.Position):
		return "the log lost its end (an old copy of the data folder?); bring the newer log back, or `cerebro replay %s`",
			fmt.Errorf("%w: it is at %s, the log ends at %s", ErrAhead, c.Position, head)
	case c.Version != version:
		return "the program was changed; rebuild the read model with `cerebro replay %s`",
			fmt.Errorf("%w: the rows are of version %d, this program writes %d", ErrOtherVersion, c.Version, version)
	}
	return "", nil
}

// Check tells whether the projector may run on this log, without running it.
// The error is *Error around ErrOtherStore, ErrAhead or ErrOtherVersion, or what
// the log or the projector answered.
func (r *Runner) Check(ctx context.Context) error {
	_, err := r.open(ctx)
	return err
}

// open reads where the projector stands and checks it against the log.
func (r *Runner) open(ctx context.Context) (Checkpoint, error) {
	fail := func(err error, hint string) (Checkpoint, error) {
		return Checkpoint{}, &Error{Op: "check", Projector: r.name, Err: err, Hint: hint}
	}
	store, err := r.feed.StoreID(ctx)
	if err != nil {
		return fail(fmt.Errorf("read the log's id: %w", err), "")
	}
	c, ok, err := r.projector.Checkpoint(ctx)
	if err != nil {
		return fail(fmt.Errorf("read the checkpoint: %w", err), "")
	}
	if !ok {
		return Checkpoint{Store: store, Version: r.projector.Version()}, nil
	}
	// The head is read after the checkpoint: it can only have grown since.
	head, err := r.feed.Head(ctx)
	if err != nil {
		return fail(fmt.Errorf("read the log's head: %w", err), "")
	}
	if hint, err := check(c, store, head, r.projector.Version()); err != nil {
		return fail(err, fmt.Sprintf(hint, r.name))
	}
	return c, nil
}
