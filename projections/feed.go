package projections

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// Event is an event as projectors see it: opened, decoded and brought up to
// date, with its place in the log. Events are shared between readers; nobody
// changes them.
type Event = journal.Event

// Batch is what a Subscription delivers at once.
type Batch = journal.Batch

// Subscription follows the log; see eventstore.Subscription.
type Subscription interface {
	// Next waits for more. With an error may come the events before it.
	Next(ctx context.Context) (Batch, error)
	Close() error
}

// Feed is what a Runner needs of the journal.
type Feed interface {
	StoreID(ctx context.Context) (uuid.UUID, error)
	Head(ctx context.Context) (eventstore.Position, error)
	Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (Subscription, error)
}

// subscriber is a journal, or what shares one journal's reading between runners.
type subscriber[S Subscription] interface {
	Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (S, error)
}

type feed[S Subscription] struct {
	log  eventstore.Log
	from subscriber[S]
}

// FeedOf makes a Feed of a log and what opens its events, such as a
// *journal.Journal.
func FeedOf[S Subscription](log eventstore.Log, from subscriber[S]) Feed {
	return feed[S]{log, from}
}

func (f feed[S]) StoreID(ctx context.Context) (uuid.UUID, error) { return f.log.StoreID(ctx) }

func (f feed[S]) Head(ctx context.Context) (eventstore.Position, error) { return f.log.Head(ctx) }

func (f feed[S]) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (Subscription, error) {
	s, err := f.from.Subscribe(ctx, from, filter)
	if err != nil {
		return nil, err // not s: a nil pointer in an interface is not nil
	}
	return s, nil
}
