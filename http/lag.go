package http

import (
	"sync"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/projections"
)

// lagEvery is how often the read models are looked at for their lag.
const lagEvery = time.Second

// brake refuses data while the read models follow the log too far behind: what
// cannot be shown in time had better wait where it is. A read model that is
// being rebuilt or has failed holds nobody up.
type brake struct {
	models Models
	most   time.Duration
	now    func() time.Time

	mu     sync.Mutex
	looked time.Time
	behind time.Duration
	name   string
}

// check is nil, or the refusal.
func (b *brake) check() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.now(); now.Sub(b.looked) >= lagEvery || now.Before(b.looked) {
		b.looked, b.behind, b.name = now, 0, ""
		for _, st := range b.models.Status() {
			if st.Phase == projections.Following && st.Lag > b.behind {
				b.behind, b.name = st.Lag, st.Name
			}
		}
	}
	if b.behind <= b.most {
		return nil
	}
	return &retryError{
		err: commands.Refuse(commands.Busy, "send it again after the time in Retry-After; nothing of it was taken in",
			"the read model %s is %s behind the log", b.name, b.behind.Round(time.Second)),
		after: min(max(b.behind-b.most, time.Second), time.Minute),
	}
}

// retryError is a refusal that knows when to come back.
type retryError struct {
	err   error
	after time.Duration
}

func (e *retryError) Error() string { return e.err.Error() }

func (e *retryError) Unwrap() error { return e.err }
