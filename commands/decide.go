package commands

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// Answer is what a command says when it is done.
type Answer struct {
	Position eventstore.Position
	Events   []uuid.UUID
	// IDs are the ids made and other results, by their name in the answer.
	IDs map[string]any
}

// deciding is one command on the account stream while it runs.
type deciding struct {
	caller Caller
	event  uuid.UUID // id of its first event; every id it makes derives from it
	repeat string    // the Idempotency-Key, "" without
}

// id makes an id that belongs to the command's first event: the same whenever
// the command is repeated under its Idempotency-Key.
func (d deciding) id(label string) uuid.UUID { return derive(d.event, label) }

// begin names a command's first event: by its Idempotency-Key where it has one,
// within the account and for this command.
func (s *Service) begin(c Caller, name, idempotencyKey string) deciding {
	d := deciding{caller: c, repeat: idempotencyKey}
	if idempotencyKey == "" {
		d.event = s.NewID()
		return d
	}
	h := s.Vault.Fingerprint(c.Account, []byte("command\x00"+name+"\x00"+idempotencyKey))
	d.event = uuid.NewSHA1(c.Account, h[:])
	return d
}

// repeated tells whether the command was carried out before, and where.
func (s *Service) repeated(ctx context.Context, d deciding) (eventstore.Position, bool, error) {
	if d.repeat == "" {
		return eventstore.Position{}, false, nil
	}
	at, err := s.Log.Known(ctx, []uuid.UUID{d.event})
	if err != nil {
		return eventstore.Position{}, false, unavailable(err)
	}
	return at[0], !at[0].IsZero(), nil
}

// decide carries out a command on the account's stream: rule looks at the state
// and gives the payloads to append, or refuses. When somebody else was faster,
// it is asked again on the new state. ids are the answer's.
func (s *Service) decide(ctx context.Context, d deciding, ids map[string]any, rule func(*fold.Account) ([]event.Payload, error)) (Answer, error) {
	answer := Answer{IDs: ids}
	if at, done, err := s.repeated(ctx, d); err != nil || done {
		answer.Position, answer.Events = at, []uuid.UUID{d.event}
		return answer, err
	}
	for {
		var payloads []event.Payload
		revision, err := s.Directory.readAt(d.caller.Account, func(a *fold.Account) (err error) {
			payloads, err = rule(a)
			return err
		})
		if err != nil {
			return Answer{}, err
		}
		if len(payloads) == 0 {
			answer.Position = s.Directory.Position() // it is so already
			return answer, nil
		}
		w := journal.Write{Stream: event.AccountStream(d.caller.Account), Expected: revision, Entries: s.entries(d, payloads)}
		at, err := s.appendOne(ctx, w)
		if wrong, ok := errors.AsType[*eventstore.WrongRevisionError](err); ok {
			if err := s.Directory.wait(ctx, func() bool { return s.Directory.revision[d.caller.Account] >= wrong.Actual }); err != nil {
				return Answer{}, err
			}
			continue
		}
		if err != nil {
			return Answer{}, err
		}
		answer.Position = at
		for _, e := range w.Entries {
			answer.Events = append(answer.Events, e.ID)
		}
		return answer, s.Directory.WaitFor(ctx, at)
	}
}

func (s *Service) entries(d deciding, payloads []event.Payload) []event.Event {
	out := make([]event.Event, len(payloads))
	for i, p := range payloads {
		id := d.event
		if i > 0 {
			id = derive(d.event, "event", i)
		}
		out[i] = event.Event{Envelope: s.envelope(d.caller, p.EventType(), id), Payload: p}
	}
	return out
}

// appendOne appends one write and turns the failures of either kind into one
// error; a *WrongRevisionError stays as it is.
func (s *Service) appendOne(ctx context.Context, w journal.Write) (eventstore.Position, error) {
	results, err := s.Journal.Append(ctx, w)
	switch {
	case err != nil:
		return eventstore.Position{}, unavailable(err)
	case errors.Is(results[0].Err, eventstore.ErrWrongRevision):
		return eventstore.Position{}, results[0].Err
	case errors.Is(results[0].Err, eventstore.ErrTooLarge):
		return eventstore.Position{}, &Error{Code: TooLarge, Detail: "the command is larger than 1 MiB", Err: results[0].Err}
	case results[0].Err != nil:
		return eventstore.Position{}, unavailable(results[0].Err)
	}
	return results[0].Position, nil
}
