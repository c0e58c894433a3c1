package commands

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// settleWithin bounds how long a decision waits for its consequences.
const settleWithin = 30 * time.Second

// Pair names two profiles (or records) and why they are decided on.
type Pair struct {
	A      string `json:"a"`
	B      string `json:"b"`
	Reason string `json:"reason,omitempty"`
}

// side is one of two profiles that are decided on.
type side struct {
	profile uuid.UUID
	records []uuid.UUID
}

func (s *Service) sides(ctx context.Context, c Caller, cmd Pair) (a, b side, err error) {
	if s.Profiles == nil {
		return a, b, Refuse(Unavailable, "start the matcher", "decisions about profiles need the matcher")
	}
	if a, err = s.side(ctx, c, cmd.A); err != nil {
		return a, b, err
	}
	b, err = s.side(ctx, c, cmd.B)
	return a, b, err
}

func (s *Service) side(ctx context.Context, c Caller, text string) (side, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return side{}, Refuse(Invalid, "use the id that a profile page shows", "%q is not the id of a profile", text)
	}
	profile, records, ok, err := s.Profiles.Members(ctx, c.Account, id)
	switch {
	case err != nil:
		return side{}, unavailable(err)
	case !ok:
		return side{}, Refuse(NotFound, "GET /api/profiles?q= finds profiles", "there is no profile %s in this account", id)
	}
	return side{profile, records}, nil
}

// MergeProfiles makes two profiles one by a person's decision.
func (s *Service) MergeProfiles(ctx context.Context, c Caller, cmd Pair, idempotencyKey string) (Answer, error) {
	return s.decidePair(ctx, c, "merge-profiles", cmd, idempotencyKey, func(a, b side) (event.Payload, error) {
		if a.profile == b.profile {
			return nil, Refuse(Conflict, "", "the two are one profile already: %s", a.profile)
		}
		return event.MergeForced{A: a.profile, B: b.profile, RecordA: a.records, RecordB: b.records, Reason: cmd.Reason}, nil
	})
}

// KeepApart says that two profiles are two people.
func (s *Service) KeepApart(ctx context.Context, c Caller, cmd Pair, idempotencyKey string) (Answer, error) {
	return s.decidePair(ctx, c, "keep-apart", cmd, idempotencyKey, func(a, b side) (event.Payload, error) {
		if a.profile == b.profile {
			return nil, Refuse(Conflict, "use undo-merge with the merge that joined them; GET /api/profiles/{id} lists the merges", "the two are one profile: %s", a.profile)
		}
		return event.ProfilesKeptApart{A: a.profile, B: b.profile, RecordA: a.records, RecordB: b.records, Reason: cmd.Reason}, nil
	})
}

func (s *Service) decidePair(ctx context.Context, c Caller, name string, cmd Pair, idempotencyKey string, rule func(a, b side) (event.Payload, error)) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	return s.settle(ctx, s.begin(c, name, idempotencyKey), func() (event.Payload, error) {
		a, b, err := s.sides(ctx, c, cmd)
		if err != nil {
			return nil, err
		}
		return rule(a, b)
	})
}

// UndoMerge takes a merge back: its two record sets part and stay apart.
type UndoMerge struct {
	Event   string `json:"event"` // of the ProfilesMerged, or the decision behind it
	Reason  string `json:"reason,omitempty"`
	Preview bool   `json:"preview,omitempty"`
}

// UndoMerge carries the command out.
func (s *Service) UndoMerge(ctx context.Context, c Caller, cmd UndoMerge, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if s.Profiles == nil {
		return Answer{}, Refuse(Unavailable, "start the matcher", "decisions about profiles need the matcher")
	}
	id, err := uuid.Parse(cmd.Event)
	if err != nil {
		return Answer{}, Refuse(Invalid, "a profile lists its merges", "%q is not the id of an event", cmd.Event)
	}
	a, b, ok, err := s.Profiles.Sides(ctx, c.Account, id)
	switch {
	case err != nil:
		return Answer{}, unavailable(err)
	case !ok:
		return Answer{}, Refuse(NotFound, "a profile lists its merges", "there is no merge %s in this account", id)
	case cmd.Preview:
		return Answer{IDs: map[string]any{"preview": map[string]any{"a": a, "b": b}}}, nil
	}
	return s.settle(ctx, s.begin(c, "undo-merge", idempotencyKey), func() (event.Payload, error) {
		return event.MergeUndone{Merge: id, RecordA: a, RecordB: b, Reason: cmd.Reason}, nil
	})
}

// LiftKeepApart takes a keep-apart, or an undone merge, back.
type LiftKeepApart struct {
	Decision string `json:"decision"`
	Reason   string `json:"reason,omitempty"`
}

// LiftKeepApart carries the command out.
func (s *Service) LiftKeepApart(ctx context.Context, c Caller, cmd LiftKeepApart, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	id, err := uuid.Parse(cmd.Decision)
	if err != nil {
		return Answer{}, Refuse(Invalid, "use the event id that keep-apart or undo-merge answered", "%q is not the id of a decision", cmd.Decision)
	}
	return s.settle(ctx, s.begin(c, "lift-keep-apart", idempotencyKey), func() (event.Payload, error) {
		return event.KeptApartLifted{Decision: id, Reason: cmd.Reason}, nil
	})
}

// DecideReview answers a proposal of the matcher.
type DecideReview struct {
	Review   string `json:"review"`
	Decision string `json:"decision"` // "accept" or "decline"
}

// DecideReview carries the command out.
func (s *Service) DecideReview(ctx context.Context, c Caller, cmd DecideReview, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if cmd.Decision != "accept" && cmd.Decision != "decline" {
		return Answer{}, Refuse(Invalid, `"decision" is "accept" or "decline"`, "there is no decision %q", cmd.Decision)
	}
	id, err := uuid.Parse(cmd.Review)
	if err != nil || s.Profiles == nil {
		return Answer{}, Refuse(Invalid, "GET /api/reviews lists them", "%q is not the id of a review", cmd.Review)
	}
	return s.settle(ctx, s.begin(c, "decide-review", idempotencyKey), func() (event.Payload, error) {
		a, b, ok, err := s.Profiles.Review(ctx, c.Account, id)
		if err != nil {
			return nil, unavailable(err)
		}
		if !ok {
			return nil, Refuse(NotFound, "GET /api/reviews lists the open ones", "there is no open review %s", id)
		}
		left, err := s.side(ctx, c, a.String())
		if err != nil {
			return nil, err
		}
		right, err := s.side(ctx, c, b.String())
		if err != nil {
			return nil, err
		}
		return event.ReviewDecided{Review: id, Accept: cmd.Decision == "accept", RecordA: left.records, RecordB: right.records, Decision: cmd.Decision}, nil
	})
}

// settle appends a decision to the identity stream and waits, bounded, until
// its consequences are in the log. A decision stands whatever the matcher does
// meanwhile, so any revision will do.
func (s *Service) settle(ctx context.Context, d deciding, rule func() (event.Payload, error)) (Answer, error) {
	answer := Answer{Events: []uuid.UUID{d.event}}
	at, done, err := s.repeated(ctx, d)
	if err != nil {
		return Answer{}, err
	}
	if !done {
		p, err := rule()
		if err != nil {
			return Answer{}, err
		}
		w := journal.Write{Stream: event.IdentityStream(d.caller.Account), Expected: eventstore.Any, SkipKnown: true, Entries: s.entries(d, []event.Payload{p})}
		if at, err = s.appendOne(ctx, w); err != nil {
			return Answer{}, err
		}
	}
	answer.Position = at
	return s.settled(ctx, d.caller, answer)
}

// settled waits, bounded, until the consequences of a decision are in the log;
// the answer's position then includes them.
func (s *Service) settled(ctx context.Context, c Caller, answer Answer) (Answer, error) {
	if s.Profiles == nil {
		return answer, nil
	}
	bounded, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	at, err := s.Profiles.Settle(bounded, c.Account, answer.Position)
	switch {
	case err == nil:
		answer.Position = at
	case ctx.Err() != nil:
		return answer, ctx.Err()
	case !errors.Is(err, context.DeadlineExceeded):
		s.Logger.Warn("the matcher did not settle", "err", err)
	}
	return answer, nil
}
