package commands

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// doorEventbrite names the door in events.
const doorEventbrite = "eventbrite"

// hookWithin bounds a call, so that the caller gets an answer.
const hookWithin = 50 * time.Second

// HookAnswer is what became of a call.
type HookAnswer struct {
	Ignored  string // why nothing was looked at, "" when something was
	Items    []ingest.Outcome
	Position eventstore.Position
}

// EventbriteHook takes a call of Eventbrite: it fetches the object that the
// call names, as it is now, and takes in what this says. When the object cannot
// be fetched the error is Unavailable and wraps a *eventbrite.FetchError:
// Eventbrite calls again. An object that cannot be understood goes to
// quarantine.
func (s *Service) EventbriteHook(ctx context.Context, secret string, body []byte) (HookAnswer, error) {
	account, source, in, err := s.hooked(secret)
	if err != nil {
		return HookAnswer{}, err
	}
	if s.Eventbrite == nil {
		return HookAnswer{}, Refuse(Unavailable, "start a process with the tracking doors", "Eventbrite is not connected to here")
	}
	h, err := eventbrite.ParseHook(body)
	log := s.Logger.With("account", account, "source", source.ID, "action", h.Action)
	switch {
	case errors.Is(err, eventbrite.ErrUnknownKind):
		log.Info("a call of Eventbrite is about something that is not taken in")
		return HookAnswer{Ignored: "this kind of object is not taken in"}, nil
	case err != nil:
		return HookAnswer{}, &Error{Code: Invalid, Detail: "this is no call of Eventbrite", Hint: "let Eventbrite's webhook call this address", Err: err}
	case h.Test():
		return HookAnswer{Ignored: "this is a test"}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, hookWithin)
	defer cancel()
	// One call at a time: what is fetched later is appended later, so that an
	// older state never replaces a newer one.
	back, err := s.turns.take(ctx, source.ID)
	if err != nil {
		return HookAnswer{}, err
	}
	defer back()
	l := &looking{
		service: s, caller: Caller{Account: account, Source: source.ID, Role: event.RoleWrite}, source: source,
		api:     eventbrite.API{Fetcher: s.Eventbrite, Token: string(in.Token)},
		reading: eventbrite.Reading{Source: source.ID, Language: s.language(account, source)}, classes: map[string]bool{},
	}
	if err = l.at(ctx, h.Object); err == nil {
		return l.answer, nil
	}
	failed, ok := errors.AsType[*eventbrite.FetchError](err)
	switch {
	case !ok:
		return HookAnswer{}, err
	case failed.Gone():
		log.Info("an object of Eventbrite is not there any more", "kind", string(h.Object.Kind))
		l.answer.Ignored = "the object is not there"
		return l.answer, nil
	}
	log.Warn("Eventbrite cannot be asked", "kind", string(h.Object.Kind), "err", failed)
	hint := "call again after the time in Retry-After"
	if failed.Unwelcome() {
		hint = "connect-eventbrite with a token that is valid, then let Eventbrite call again"
	}
	return HookAnswer{}, &Error{Code: Unavailable, Detail: "Eventbrite cannot be asked", Hint: hint, Err: failed}
}

// contentID names what has no id of its own.
func contentID(raw []byte) string {
	h := sha256.Sum256(raw)
	return "content:" + hex.EncodeToString(h[:])
}

// heldEventbrite reads a quarantined object again. Whether its ticket was a
// donation is not asked again.
func heldEventbrite(r eventbrite.Reading, raw []byte) ([]ingest.Datum, error) {
	var shape struct {
		Profile json.RawMessage `json:"profile"`
	}
	if err := json.Unmarshal(raw, &shape); err == nil && shape.Profile == nil {
		o, err := eventbrite.ParseOrder(raw)
		if err != nil {
			return nil, err
		}
		d, ok := r.Buyer(o)
		if !ok {
			return nil, Refuse(Invalid, "an order needs a name or an e-mail address", "the order states nothing")
		}
		return []ingest.Datum{d}, nil
	}
	a, err := eventbrite.ParseAttendee(raw)
	if err != nil {
		return nil, err
	}
	return r.Attendee(a, false), nil
}
