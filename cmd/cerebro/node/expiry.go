package node

import (
	"context"
	"time"
)

// expireEvery is how often what has had its time is destroyed.
const expireEvery = time.Hour

// startExpiry destroys, now and every hour, the keys of quarantined data whose
// time is over.
func (n *Node) startExpiry(ctx context.Context) error {
	n.goUntilClose(ctx, "expiry", func(ctx context.Context) error {
		tick := time.NewTicker(expireEvery)
		defer tick.Stop()
		for {
			if gone, err := n.Vault.ExpireData(ctx, n.Now()); err != nil {
				n.Logger.Warn("expired data could not be destroyed; trying again later", "err", err)
			} else if gone > 0 {
				n.Logger.Info("expired data was destroyed", "count", gone)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	return nil
}
