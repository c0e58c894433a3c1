package commands

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// DecideReview answers a proposal of the matcher.
type DecideReview struct {
	Review   string `json:"review"`
	Decision string `json:"decision"` // "accept" or "decline"
	Reason   string `json:"reason,omitempty"`
}

// DecideReview carries the command out.
func (s *Service) DecideReview(ctx context.Context, c Caller, cmd DecideReview, idempotencyKey string) (Answer, error) {
	if err := s.mayDecide(c); err != nil {
		return Answer{}, err
	}
	if cmd.Decision != "accept" && cmd.Decision != "decline" {
		return Answer{}, Refuse(Invalid, `"decision" is "accept" or "decline"`, "there is no decision %q", cmd.Decision)
	}
	id, err := uuid.Parse(cmd.Review)
	if err != nil {
		return Answer{}, Refuse(Invalid, "GET /api/reviews lists them", "%q is not the id of a review", cmd.Review)
	}
	accept := cmd.Decision == "accept"
	return s.settle(ctx, s.begin(c, "decide-review", idempotencyKey), func() (event.Payload, error) {
		a, b, ok, err := s.Profiles.Review(ctx, c.Account, id)
		if err != nil {
			return nil, unavailable(err)
		}
		if !ok {
			return nil, Refuse(NotFound, "GET /api/reviews lists the open ones", "there is no open review %s in this account", id)
		}
		left, right, err := s.sides(ctx, c, Pair{A: a.String(), B: b.String()})
		if err != nil {
			return nil, err
		}
		if accept {
			if err := s.notApart(ctx, c, left, right); err != nil {
				return nil, err
			}
		}
		return event.ReviewDecided{Review: id, Accept: accept, RecordA: left.records, RecordB: right.records, Decision: cmd.Decision, Reason: cmd.Reason}, nil
	})
}
