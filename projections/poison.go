package projections

import (
	"context"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// errTooManyParked: see MaxParkedKeys.
var errTooManyParked = errors.New("too many keys are parked")

// poison decides about an event that fails alone: is it the event or the store?
func (f *folding) poison(ctx context.Context, e Event, why error) error {
	wait := f.cfg.BackOff
	for {
		storeAnswers := f.probe(ctx) == nil
		bad := &PoisonError{Event: e.ID, Type: e.Type, Stream: e.Stream.String(), Position: e.Position, Err: why}
		if storeAnswers && f.cfg.Mode == Rebuild {
			return &Error{Op: "rebuild", Projector: f.name, Err: bad, Hint: "this program cannot fold that event; nothing was switched, the live read model goes on"}
		}
		if storeAnswers && e.Type != event.TypeRecordErased {
			return f.park(e, why)
		}
		if err := f.cfg.Clock.Wait(ctx, wait); err != nil {
			return err
		}
		wait = min(2*wait, f.cfg.MaxBackOff)
		if why = f.try(ctx, []Event{e}, f.cfg.Attempts); why == nil || ctx.Err() != nil {
			return why
		}
		f.setError(bad)
	}
}

// probe writes the checkpoint that stands already.
func (f *folding) probe(ctx context.Context) error {
	return f.projector.Apply(ctx, nil, f.stored)
}

func (f *folding) park(e Event, why error) error {
	if len(f.parked.byKey) >= MaxParkedKeys {
		return fmt.Errorf("%w (%d), the last because of: %w", errTooManyParked, MaxParkedKeys, why)
	}
	key := f.key(e)
	f.cfg.Logger.Error("event parked", "projection", f.name, "event", e.ID, "type", string(e.Type), "key", key, "err", why)
	f.parked.add(Parked{Key: key, Event: e.ID, Type: e.Type, Stream: e.Stream.String(),
		Position: e.Position, At: f.cfg.Clock.Now(), Reason: why.Error()})
	f.pass(e)
	f.setParked(f.parked.list())
	return nil
}
