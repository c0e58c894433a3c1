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
			return nil, s.oneAlready(ctx, c, cmd)
		}
		if err := s.notApart(ctx, c, a, b); err != nil {
			return nil, err
		}
		return event.MergeForced{A: a.profile, B: b.profile, RecordA: a.records, RecordB: b.records, Reason: cmd.Reason}, nil
	})
}

// notApart refuses to join what a person keeps apart.
func (s *Service) notApart(ctx context.Context, c Caller, a, b side) error {
	decision, _, err := s.Profiles.KeptApart(ctx, c.Account, a.records, b.records)
	switch {
	case err != nil:
		return unavailable(err)
	case decision != uuid.Nil:
		return Refuse(Conflict, `lift-keep-apart {"decision":"`+decision.String()+`"} takes that back`,
			"a person keeps %s and %s apart, by decision %s", a.profile, b.profile, decision)
	}
	return nil
}

// oneAlready says of two names of one profile what made it one.
func (s *Service) oneAlready(ctx context.Context, c Caller, cmd Pair) error {
	if cmd.A == cmd.B {
		return Refuse(Invalid, "name two profiles, or two records", "a and b are the same: %s", cmd.A)
	}
	a, b := uuid.MustParse(cmd.A), uuid.MustParse(cmd.B) // side has read them
	merge, err := s.Profiles.Joined(ctx, c.Account, a, b)
	if err != nil {
		return unavailable(err)
	}
	hint := "GET /api/profiles/{id} lists its records and its merges"
	if merge != uuid.Nil {
		hint = `undo-merge {"event":"` + merge.String() + `"} parts them, and they stay apart`
	}
	return Refuse(Conflict, hint, "%s and %s are one profile already", a, b)
}

// KeepApart says that two profiles are two people. Where a person has said so
// already, that decision is the answer.
func (s *Service) KeepApart(ctx context.Context, c Caller, cmd Pair, idempotencyKey string) (Answer, error) {
	return s.decidePair(ctx, c, "keep-apart", cmd, idempotencyKey, func(a, b side) (event.Payload, error) {
		if a.profile == b.profile {
			return nil, s.oneAlready(ctx, c, cmd)
		}
		decision, whole, err := s.Profiles.KeptApart(ctx, c.Account, a.records, b.records)
		switch {
		case err != nil:
			return nil, unavailable(err)
		case whole:
			return nil, &standing{decision}
		}
		return event.ProfilesKeptApart{A: a.profile, B: b.profile, RecordA: a.records, RecordB: b.records, Reason: cmd.Reason}, nil
	})
}

// standing ends a command whose decision is in force already.
type standing struct{ decision uuid.UUID }

func (e *standing) Error() string { return "decided already: " + e.decision.String() }

func (s *Service) decidePair(ctx context.Context, c Caller, name string, cmd Pair, idempotencyKey string, rule func(a, b side) (event.Payload, error)) (Answer, error) {
	if err := s.mayDecide(c); err != nil {
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

// mayDecide demands an admin, and a matcher that knows who is whom.
func (s *Service) mayDecide(c Caller) error {
	if err := c.need(event.RoleAdmin); err != nil {
		return err
	}
	if s.Profiles == nil {
		return Refuse(Unavailable, "start the role matcher", "decisions about profiles need the matcher")
	}
	return nil
}

// seen waits, bounded, until whoever knows the profiles has seen all that is in
// the log now: who states a record and then decides about it finds it, and who
// decides twice meets the first decision.
func (s *Service) seen(ctx context.Context) error {
	head, err := s.Log.Head(ctx)
	if err != nil {
		return unavailable(err)
	}
	bounded, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	err = s.Profiles.WaitFor(bounded, head)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return Refuse(Unavailable, "ask again when it has caught up; GET /api/projections shows how far it is", "the matcher is behind")
	}
	return err
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
		if err := s.seen(ctx); err != nil {
			return Answer{}, err
		}
		p, err := rule()
		if already, ok := errors.AsType[*standing](err); ok {
			answer.Events, err = []uuid.UUID{already.decision}, nil
			answer.Position = s.Directory.Position()
			return answer, err
		}
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
