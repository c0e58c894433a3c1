package node

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/projections"
)

// models are the read models that this process holds.
type models struct{}

// feed gives the runners the journal's shared tail.
type feed struct {
	log  eventstore.Log
	tail *journal.Tail
}

func (f feed) StoreID(ctx context.Context) (uuid.UUID, error)        { return f.log.StoreID(ctx) }
func (f feed) Head(ctx context.Context) (eventstore.Position, error) { return f.log.Head(ctx) }

func (f feed) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (projections.Subscription, error) {
	return f.tail.Subscribe(ctx, from, filter)
}

// openModels opens the read models and starts their runners.
func (n *Node) openModels(ctx context.Context) error {
	group, err := projections.NewGroup()
	if err != nil {
		return err
	}
	n.Models = group
	return group.Start(ctx)
}

func (n *Node) httpConfig() http.Config {
	return http.Config{
		Commands: n.Commands, Directory: n.Directory, Models: n.Models, Settle: n.settle,
		Head: n.Log.Head, Logger: n.Logger, Metrics: n.Metrics, Now: n.Now,
	}
}
