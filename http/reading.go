package http

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
)

// waitAtMost bounds min_position and settled.
const waitAtMost = 5 * time.Second

// reader finds the caller of a query and demands a read key.
func (s *Server) reader(r *http.Request) (commands.Caller, error) {
	c, err := s.caller(r, "")
	if err == nil && !c.May(event.RoleRead) {
		err = commands.Refuse(commands.Forbidden, "use a read key", "a %s key reads nothing", c.Role)
	}
	return c, err
}

// freshness is what a read asks for about the state it is answered from.
type freshness struct {
	MinPosition string
	Settled     bool
}

func freshnessOf(r *http.Request) freshness {
	q := r.URL.Query()
	settled, _ := strconv.ParseBool(q.Get("settled"))
	return freshness{q.Get("min_position"), settled}
}

// fresh waits, bounded, until the read models show what was asked for.
func (s *Server) fresh(ctx context.Context, c commands.Caller, f freshness, models ...string) error {
	if f.MinPosition == "" && !f.Settled {
		return nil
	}
	at, err := s.Commands.ParsePosition(c.Account, f.MinPosition)
	if err != nil {
		return err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return &commands.Error{Code: commands.Unavailable, Detail: "the log cannot be read", Err: err}
	}
	if head.Before(at) {
		return commands.Refuse(commands.Invalid, "use the position that an earlier answer of this account gave", "min_position lies ahead of the log")
	}
	ctx, cancel := context.WithTimeout(ctx, waitAtMost)
	defer cancel()
	if f.Settled && s.Settle != nil {
		if at.IsZero() {
			at = head
		}
		settled, err := s.Settle(ctx, c.Account, at)
		if err != nil {
			return behind(err)
		}
		if at.Before(settled) {
			at = settled
		}
	}
	return behind(s.Models.WaitFor(ctx, models, at, waitAtMost))
}

// behind is the answer when a read model does not get there in time.
func behind(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, projections.ErrNotYet) {
		return &commands.Error{Code: commands.Unavailable, Detail: "the answer is not ready yet: the read models are still behind that position", Hint: "try again after a second, or ask without min_position and settled", Err: err}
	}
	return &commands.Error{Code: commands.Unavailable, Detail: "a read model is not running", Hint: "GET /readyz says which and why", Err: err}
}
