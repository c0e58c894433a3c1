package node

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// counting has the read models answer what previews of commands ask.
type counting struct {
	engine segments.Engine
	people profiles.Reader
}

func (c counting) Count(ctx context.Context, account uuid.UUID, visible *fold.Trust, tree *segment.Node, now time.Time) (int64, error) {
	a, err := c.engine.Query(ctx, segments.Query{Account: account, Visible: visible, Tree: tree, Now: now})
	return a.Count, err
}

func (c counting) Contact(ctx context.Context, account uuid.UUID, p fold.Point) (fold.Contact, error) {
	return c.people.Contact(ctx, profiles.Sight{Account: account}, p)
}

func (c counting) Confirmed(ctx context.Context, account, observation uuid.UUID) (bool, error) {
	return c.people.Confirmed(ctx, profiles.Sight{Account: account}, observation)
}
