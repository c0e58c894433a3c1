package projections

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Event is an event as projectors see it: opened, decoded and brought up to
// date, with its place in the log.
type Event struct {
	event.Event
	Stream   event.Stream
	Revision eventstore.Revision
	Position eventstore.Position
}

// Batch is what a Subscription delivers at once.
type Batch struct {
	Events   []Event
	Position eventstore.Position // looked through up to here
	CaughtUp bool                // Position was the head
}

// Subscription follows the log; see eventstore.Subscription.
type Subscription interface {
	Next(ctx context.Context) (Batch, error)
	Close() error
}

// Feed is what a Runner needs of the journal.
type Feed interface {
	StoreID(ctx context.Context) (uuid.UUID, error)
	Head(ctx context.Context) (eventstore.Position, error)
	Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (Subscription, error)
}
