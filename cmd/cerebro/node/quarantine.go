package node

import (
	"context"

	"github.com/cerebro-cdp/cerebro/commands"
)

// followQuarantine starts the list of what is in quarantine. Nothing waits for
// it: it may be long.
func (n *Node) followQuarantine(ctx context.Context) error {
	n.Quarantine = commands.NewQuarantine(0, n.Now)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := n.Quarantine.Follow(running, n.Journal); running.Err() == nil {
			n.Logger.Error("the list of quarantined data stopped", "err", err)
		}
	}()
	n.closers = append(n.closers, func() error {
		stop()
		<-done
		return nil
	})
	return nil
}
