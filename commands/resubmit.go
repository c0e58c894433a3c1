package commands

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// held is a datum in quarantine.
type held struct {
	event.DatumRejected
	source, imp uuid.UUID
	rejected    time.Time
}

func (s *Service) heldDatum(ctx context.Context, c Caller, id string) (held, error) {
	datum, err := uuid.Parse(id)
	if err != nil {
		return held{}, Refuse(Invalid, "GET /api/quarantine lists what is held", "%q is not the id of a datum", id)
	}
	var h held
	for e, err := range s.Journal.ReadStream(ctx, event.QuarantineStream(c.Account, datum), 0) {
		if err != nil {
			return held{}, unavailable(err)
		}
		switch p := e.Payload.(type) {
		case *event.DatumRejected:
			h = held{*p, e.Source, e.Import, e.RecordedAt}
		case *event.DatumResubmitted:
			return held{}, Refuse(Conflict, "", "the datum was taken in already")
		case event.Erased:
			return held{}, Refuse(NotFound, "", "the datum has expired or was erased")
		}
	}
	if h.Datum == uuid.Nil {
		return held{}, Refuse(NotFound, "GET /api/quarantine lists what is held", "there is no datum %s in quarantine", datum)
	}
	return h, nil
}

// readHeld reads a quarantined datum again by the rules of its door; an object
// of Eventbrite makes several. Rows of files are resubmitted in the shape of
// observe-records.
func (s *Service) readHeld(c Caller, h held, source fold.Source, raw []byte) ([]ingest.Datum, error) {
	if h.Door == doorEventbrite {
		return heldEventbrite(eventbrite.Reading{Source: source.ID, Language: s.language(c.Account, source)}, raw)
	}
	d, err := s.readHeldDatum(c, h, source, raw)
	return []ingest.Datum{d}, err
}

func (s *Service) readHeldDatum(c Caller, h held, source fold.Source, raw []byte) (ingest.Datum, error) {
	// A datum means what it meant when it came: its clock is read against then.
	r := &reading{source: source, lang: s.language(c.Account, source), now: h.rejected}
	if h.Door == doorTracking {
		call, err := tracking.Parse("", raw)
		if err != nil {
			return ingest.Datum{}, err
		}
		if err := call.Items[0].Err; err != nil {
			return ingest.Datum{}, err
		}
		return s.tracked(r, &call.Items[0].Message, "", r.now)
	}
	var shape struct {
		Facts json.RawMessage `json:"facts"`
	}
	if err := json.Unmarshal(raw, &shape); err != nil {
		return ingest.Datum{}, &Error{Code: Invalid, Detail: "the body is not a JSON object", Err: err}
	}
	if shape.Facts != nil {
		return s.observedRecord(r, raw)
	}
	return s.recordedActivity(r, raw)
}
