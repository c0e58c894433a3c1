package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// folding is the life of one subscription: where the read model is and what is
// parked. One goroutine owns it.
type folding struct {
	*Runner
	at       Checkpoint // in memory; may be ahead of the stored one by filtered events and parked ones
	stored   Checkpoint
	storedAt time.Time
	parked   *parkedKeys
	halving  int // how deep in halves commit is
}

func (r *Runner) newFolding(ctx context.Context) (*folding, error) {
	c, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	list, err := r.cfg.Parking.Load(ctx)
	if err != nil {
		return nil, &Error{Op: "check", Projector: r.name, Err: err}
	}
	f := &folding{Runner: r, at: c, stored: c, storedAt: r.cfg.Clock.Now(), parked: parkedUntil(list, c.Position)}
	r.opened(c, f.parked.list())
	r.readers.set(r.visible())
	return f, nil
}

// fold applies one batch as read.
func (f *folding) fold(ctx context.Context, b Batch) error {
	if err := f.pieces(ctx, b.Events); err != nil {
		return err
	}
	// Moving over filtered events costs no transaction each time.
	f.at.Position = b.Position
	if f.cfg.Clock.Now().Sub(f.storedAt) >= f.cfg.StoreEvery {
		if err := f.store(ctx); err != nil {
			return err
		}
	}
	if f.parked.dirty { // counted; durable before the checkpoint passes it
		f.setParked(f.parked.list())
	}
	f.passed(f.at, b.CaughtUp)
	f.readers.set(f.visible())
	return nil
}

// pieces applies events, leaving out those of parked keys. Each Apply gets
// neighbours only, so that ordinals follow from the checkpoint.
func (f *folding) pieces(ctx context.Context, events []Event) error {
	from := 0
	for i, e := range events {
		key := f.key(e)
		if !f.parked.holds(key) || e.Type == event.TypeRecordErased {
			continue
		}
		if err := f.commit(ctx, events[from:i]); err != nil {
			return err
		}
		f.parked.behind(key, e.Position)
		f.pass(e)
		from = i + 1
	}
	return f.commit(ctx, events[from:])
}

// pass moves over an event that is parked.
func (f *folding) pass(e Event) {
	f.at.Position, f.at.Ordinal = e.Position, f.at.Ordinal+1
}

// commit applies neighbours, if need be in halves down to the one event that
// cannot be applied.
func (f *folding) commit(ctx context.Context, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	attempts := f.cfg.Attempts
	if f.halving > 0 && len(events) > 1 {
		attempts = 1 // the whole was tried often enough
	}
	err := f.try(ctx, events, attempts)
	if err == nil || ctx.Err() != nil {
		return err
	}
	f.setError(err)
	if len(events) == 1 {
		return f.poison(ctx, events[0], err)
	}
	// The second half may hold later events of a key that the first one parks.
	f.halving++
	defer func() { f.halving-- }()
	mid := len(events) / 2
	if err := f.pieces(ctx, events[:mid]); err != nil {
		return err
	}
	return f.pieces(ctx, events[mid:])
}

// try applies events as one transaction, several times when that may help.
func (f *folding) try(ctx context.Context, events []Event, attempts int) error {
	to := f.at
	to.Position = events[len(events)-1].Position
	to.Ordinal += int64(len(events))
	wait := f.cfg.BackOff
	for attempt := 1; ; attempt++ {
		err := f.apply(ctx, events, to)
		if err == nil {
			f.at = to
			f.applied(to, events)
			f.readers.set(f.visible())
			return nil
		}
		if attempt >= attempts || errors.Is(err, ErrPoison) {
			return err
		}
		f.setError(err)
		if err := f.cfg.Clock.Wait(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, f.cfg.MaxBackOff)
	}
}

// apply is one transaction. Stopping does not interrupt it, for StopWithin. The
// parked keys are durable before any checkpoint passes them.
func (f *folding) apply(ctx context.Context, events []Event, to Checkpoint) error {
	if f.parked.dirty {
		if err := f.cfg.Parking.Save(ctx, f.parked.list()); err != nil {
			return err
		}
		f.parked.dirty = false
		f.setParked(f.parked.list())
	}
	finishing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		if f.cfg.Clock.Wait(finishing, f.cfg.StopWithin) == nil {
			cancel()
		}
	})
	defer stop()
	if err := f.projector.Apply(finishing, events, to); err != nil {
		return fmt.Errorf("apply %d events: %w", len(events), err)
	}
	f.stored, f.storedAt = to, f.cfg.Clock.Now()
	return nil
}

func (f *folding) key(e Event) string {
	if k, ok := f.projector.(Keyer); ok {
		return k.Key(e)
	}
	return e.Stream.String()
}

// store writes the checkpoint when it moved without events.
func (f *folding) store(ctx context.Context) error {
	if f.at == f.stored && !f.parked.dirty {
		return nil
	}
	return f.apply(ctx, nil, f.at)
}

// end stores how far it went and passes the reason on.
func (f *folding) end(ctx context.Context, why error) error {
	if ctx.Err() == nil && !errors.Is(why, errDone) {
		return why
	}
	if err := f.store(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("store the last checkpoint: %w", err)
	}
	return why
}
