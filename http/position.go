package http

import (
	"context"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// position is the place in the log that an answer has to show; the zero
// Position when any will do.
func (s *Server) position(ctx context.Context, c commands.Caller, f freshness) (eventstore.Position, error) {
	if f.MinPosition == "" && !f.Settled {
		return eventstore.Position{}, nil
	}
	at, err := s.Commands.ParsePosition(c.Account, f.MinPosition)
	if err != nil {
		return at, err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return at, &commands.Error{Code: commands.Unavailable, Detail: "the log cannot be read", Err: err}
	}
	if head.Before(at) {
		return at, commands.Refuse(commands.Invalid, "use the position that an earlier answer of this account gave", "min_position lies ahead of the log")
	}
	if at.IsZero() {
		at = head
	}
	return at, nil
}
