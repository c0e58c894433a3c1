package commands

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// LiftKeepApart takes a keep-apart, an undone merge or a declined review back.
type LiftKeepApart struct {
	Decision string `json:"decision"`
	Reason   string `json:"reason,omitempty"`
}

// LiftKeepApart carries the command out.
func (s *Service) LiftKeepApart(ctx context.Context, c Caller, cmd LiftKeepApart, idempotencyKey string) (Answer, error) {
	if err := s.mayDecide(c); err != nil {
		return Answer{}, err
	}
	id, err := uuid.Parse(cmd.Decision)
	if err != nil {
		return Answer{}, Refuse(Invalid, "use the event id that keep-apart or undo-merge answered", "%q is not the id of a decision", cmd.Decision)
	}
	return s.settle(ctx, s.begin(c, "lift-keep-apart", idempotencyKey), func() (event.Payload, error) {
		apart, ok, err := s.Profiles.Decision(ctx, c.Account, id)
		switch {
		case err != nil:
			return nil, unavailable(err)
		case !ok:
			return nil, Refuse(NotFound, "GET /api/explain?a=&b= names the decision that keeps two apart", "there is no keep-apart %s in force in this account", id)
		case !apart:
			return nil, Refuse(Conflict, `undo-merge {"event":"`+id.String()+`"} takes it back`, "%s joined profiles, it keeps none apart", id)
		}
		return event.KeptApartLifted{Decision: id, Reason: cmd.Reason}, nil
	})
}
