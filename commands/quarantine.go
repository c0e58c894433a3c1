package commands

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// maxRaw bounds what is kept of a rejected datum.
const maxRaw = 64 << 10

// rejection is a datum that could not be taken in.
type rejection struct {
	id     uuid.UUID // made when uuid.Nil
	source uuid.UUID
	door   string
	raw    []byte
	err    error
}

// reject puts data into quarantine, each under a key of its own, and fills in
// their ids.
func (s *Service) reject(ctx context.Context, c Caller, imp uuid.UUID, data []rejection) (eventstore.Position, error) {
	expires := s.Now().UTC().Add(s.KeepRejected)
	ids := make([]uuid.UUID, len(data))
	for i := range data {
		if data[i].id == uuid.Nil {
			data[i].id = s.NewID()
		}
		ids[i] = data[i].id
	}
	if err := s.Vault.MakeDatumKeys(ctx, c.Account, ids, expires); err != nil {
		return eventstore.Position{}, unavailable(err)
	}
	writes := make([]journal.Write, len(data))
	for i, r := range data {
		reason, hint := reasonOf(r.err)
		p := event.DatumRejected{Datum: r.id, Door: r.door, Reason: reason, Hint: hint, Raw: r.raw[:min(len(r.raw), maxRaw)], Expires: expires}
		e := event.Event{Envelope: s.envelope(c, p.EventType(), derive(r.id, "rejected")), Payload: p}
		e.Source, e.Import = r.source, imp
		writes[i] = journal.Write{Stream: event.QuarantineStream(c.Account, r.id), Expected: eventstore.Any, SkipKnown: true, Entries: []event.Event{e}}
	}
	results, err := s.Journal.Append(ctx, writes...)
	if err != nil {
		return eventstore.Position{}, unavailable(err)
	}
	var at eventstore.Position
	for _, r := range results {
		if journal.IsErased(r.Err) {
			continue // it was here before, and has expired
		}
		if r.Err != nil {
			return at, unavailable(r.Err)
		}
		if at.Before(r.Position) {
			at = r.Position
		}
	}
	return at, nil
}

// reasonOf says why a datum was refused, and what to do about it.
func reasonOf(err error) (reason, hint string) {
	reason = strings.ToValidUTF8(err.Error(), "?")
	if e, ok := errors.AsType[*Error](err); ok {
		hint = e.Hint
	}
	return reason[:min(len(reason), 1000)], hint
}

// ResubmitDatum takes a quarantined datum in again, mended: Body is the whole
// datum in the shape of its door, or nothing to try the first one again.
type ResubmitDatum struct {
	Datum string          `json:"datum"`
	Body  json.RawMessage `json:"body,omitempty"`
}

// ResubmitDatum carries the command out.
func (s *Service) ResubmitDatum(ctx context.Context, c Caller, cmd ResubmitDatum) (DataAnswer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return DataAnswer{}, err
	}
	held, err := s.heldDatum(ctx, c, cmd.Datum)
	if err != nil {
		return DataAnswer{}, err
	}
	raw := []byte(cmd.Body)
	if len(raw) == 0 {
		raw = held.Raw
	}
	source, ok := s.Directory.Source(c.Account, held.source)
	if !ok {
		return DataAnswer{}, Refuse(NotFound, "", "the datum's source is gone")
	}
	data, err := s.readHeld(c, held, source, raw)
	if err != nil {
		return DataAnswer{}, &Error{Code: Invalid, Detail: "the datum still cannot be taken in", Hint: hintOf(err), Err: err}
	}
	if data[0].Message == "" {
		data[0].Fallback = "resubmitted\x00" + held.Datum.String()
	}
	taken, err := s.Take(ctx, c, uuid.Nil, data)
	if err != nil {
		return DataAnswer{}, err
	}
	answer := DataAnswer{Position: taken.Position, Items: taken.Outcomes}
	p := event.DatumResubmitted{Datum: held.Datum}
	for _, out := range taken.Outcomes {
		p.Events = append(p.Events, out.Events...)
	}
	e := event.Event{Envelope: s.envelope(c, p.EventType(), derive(held.Datum, "resubmitted")), Payload: p}
	e.Source = held.source
	at, err := s.appendOne(ctx, journal.Write{Stream: event.QuarantineStream(c.Account, held.Datum), Expected: eventstore.Any, SkipKnown: true, Entries: []event.Event{e}})
	if answer.Position.Before(at) {
		answer.Position = at
	}
	return answer, err
}

func hintOf(err error) string {
	_, hint := reasonOf(err)
	return hint
}
