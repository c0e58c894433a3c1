package node

import (
	"context"
	"errors"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/domain/category"
)

// openOutbound starts the webhooks, the reactor of this process.
func (n *Node) openOutbound(ctx context.Context) error {
	state, err := outbound.OpenState(outbound.StateConfig{Dir: n.folder.path("outbound"), Logger: n.Logger})
	if err != nil {
		return err
	}
	n.closers = append(n.closers, state.Close)
	metrics, err := outbound.NewMetrics(n.Metrics, n.Now)
	if err != nil {
		return err
	}
	hooks, err := webhook.New(webhook.Config{
		Journal: n.Journal, Catalogue: category.BuiltIn(), State: state, Policy: n.Webhooks, Metrics: metrics, Now: n.Now, Logger: n.Logger,
	})
	if err != nil {
		return err
	}
	n.goUntilClose(ctx, "webhooks", hooks.Run)
	return nil
}

// goUntilClose runs a part of the process until Close and waits for its end
// there. Parts end in the reverse order of their start.
func (n *Node) goUntilClose(ctx context.Context, name string, run func(context.Context) error) {
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := run(running); err != nil && !errors.Is(err, context.Canceled) {
			n.Logger.Error("a part of the process stopped", "part", name, "err", err)
		}
	}()
	n.closers = append(n.closers, func() error {
		stop()
		<-done
		return nil
	})
}
