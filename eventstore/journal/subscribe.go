package journal

import (
	"context"
	"fmt"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Subscription follows the log, decoded.
type Subscription struct {
	log    eventstore.Subscription
	decode decoder
}

// Subscribe follows the log strictly after a position: first what is there,
// then, without a gap or a repeat, what is appended. Readers that run in one
// process near each other subscribe through a Tail instead.
func (j *Journal) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (*Subscription, error) {
	return subscribe(ctx, j.log, from, filter, j.Decode)
}

func subscribe(ctx context.Context, log eventstore.Log, from eventstore.Position, filter eventstore.Filter, decode decoder) (*Subscription, error) {
	s, err := log.Subscribe(ctx, from, filter)
	if err != nil {
		return nil, fmt.Errorf("journal: subscribe: %w", err)
	}
	return &Subscription{s, decode}, nil
}

// Next waits for more. A batch may be empty when only Position moved. With an
// error comes what could be read before it: apply those events if you like,
// their last Position is the checkpoint. After an error the subscription is
// over.
func (s *Subscription) Next(ctx context.Context) (Batch, error) {
	b, err := s.log.Next(ctx)
	if err != nil {
		return Batch{}, fmt.Errorf("journal: %w", err)
	}
	events, err := s.decode(ctx, b.Events)
	if err != nil {
		return Batch{Events: events, Position: lastPosition(events)}, err
	}
	return Batch{Events: events, Position: b.Position, CaughtUp: b.CaughtUp}, nil
}

// Close ends the subscription.
func (s *Subscription) Close() error { return s.log.Close() }
