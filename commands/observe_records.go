package commands

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/facts"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// maxItems bounds the items of one data command.
const maxItems = 10_000

// maxKey bounds a record's key in bytes.
const maxKey = 1024

// ObserveRecords states facts about records of a source.
type ObserveRecords struct {
	Source  string            `json:"source"`
	Records []json.RawMessage `json:"records"`
}

// ObservedRecord is one item of ObserveRecords; see INTERFACE for the shapes
// that facts may have.
type ObservedRecord struct {
	Key        string                     `json:"key"`
	MessageID  string                     `json:"message_id"`
	OccurredAt string                     `json:"occurred_at"`
	Facts      map[string]json.RawMessage `json:"facts"`
}

// ObserveRecords carries the command out: one outcome per record.
func (s *Service) ObserveRecords(ctx context.Context, c Caller, cmd ObserveRecords, idempotencyKey string) (DataAnswer, error) {
	return s.items(ctx, c, cmd.Source, "records", cmd.Records, idempotencyKey, s.observedRecord)
}

// RecordActivities records what people did.
type RecordActivities struct {
	Source     string            `json:"source"`
	Activities []json.RawMessage `json:"activities"`
}

// RecordedActivity is one item of RecordActivities.
type RecordedActivity struct {
	Key        string         `json:"key"`
	Type       string         `json:"type"`
	MessageID  string         `json:"message_id"`
	OccurredAt string         `json:"occurred_at"`
	Properties map[string]any `json:"properties"`
}

// RecordActivities carries the command out: one outcome per activity.
func (s *Service) RecordActivities(ctx context.Context, c Caller, cmd RecordActivities, idempotencyKey string) (DataAnswer, error) {
	return s.items(ctx, c, cmd.Source, "activities", cmd.Activities, idempotencyKey, s.recordedActivity)
}

// reading is what the items of one call have in common.
type reading struct {
	source fold.Source
	lang   facts.Language
	now    time.Time
}

// reader turns one item of a data command into a datum.
type reader func(r *reading, raw json.RawMessage) (ingest.Datum, error)

// items is the common way of the data commands.
func (s *Service) items(ctx context.Context, c Caller, sourceName, list string, raws []json.RawMessage, idempotencyKey string, read reader) (DataAnswer, error) {
	if err := c.need(event.RoleWrite); err != nil {
		return DataAnswer{}, err
	}
	if len(raws) == 0 {
		return DataAnswer{}, Refuse(Invalid, "send at least one item under \""+list+"\"", "there is nothing to take in")
	}
	if len(raws) > maxItems {
		return DataAnswer{}, Refuse(TooLarge, "send several calls", "%d items, at most %d are taken at once", len(raws), maxItems)
	}
	source, err := s.writable(c, sourceName)
	if err != nil {
		return DataAnswer{}, err
	}
	r := &reading{source: source, lang: s.language(c.Account, source), now: s.Now().UTC()}
	t := s.newTaking(c, source, "command", len(raws), idempotencyKey)
	for i, raw := range raws {
		d, err := read(r, raw)
		t.add(i, d, raw, err)
	}
	return t.take(ctx)
}

// writable finds the source of a data command, by name or id; a key bound to a
// source needs not name it.
func (s *Service) writable(c Caller, name string) (fold.Source, error) {
	if name == "" && c.Source.String() != "" {
		if source, ok := s.Directory.Source(c.Account, c.Source); ok {
			return source, nil
		}
	}
	source, ok := s.Directory.SourceByName(c.Account, name)
	if !ok {
		return fold.Source{}, Refuse(NotFound, "GET /api/sources lists the sources; register-source makes one", "there is no source %q in this account", name)
	}
	return source, c.mayWriteTo(source.ID)
}

// language is what values of a source are read by.
func (s *Service) language(account [16]byte, source fold.Source) facts.Language {
	region := source.Region
	if region == "" {
		region = s.Directory.Region(account)
	}
	return facts.Language{
		Catalogue: s.Directory.Catalogue(account),
		Clean:     clean.Options{Region: region, Now: s.Now().UTC()},
		Space:     source.IDSpace,
	}
}

func (s *Service) observedRecord(r *reading, raw json.RawMessage) (ingest.Datum, error) {
	var item ObservedRecord
	if err := strict(raw, &item); err != nil {
		return ingest.Datum{}, err
	}
	d, err := r.datum(item.Key, item.MessageID, item.OccurredAt)
	if err != nil {
		return d, err
	}
	if len(item.Facts) == 0 {
		return d, Refuse(Invalid, `give "facts": {"category": value}`, "the record states no facts")
	}
	set := facts.NewSet(r.lang)
	if err := set.Body(item.Facts); err != nil {
		hint := "see GET /openapi.json for the shapes that facts may have"
		if unknown, ok := errors.AsType[*facts.UnknownError](err); ok {
			hint = unknown.Hint()
		}
		return d, &Error{Code: Invalid, Detail: "the facts cannot be read", Hint: hint, Err: err}
	}
	for _, p := range set.Problems() {
		if !p.Kept {
			return d, &Error{Code: Invalid, Detail: "a value cannot be understood", Hint: "mend the value, or leave the category out", Err: p}
		}
	}
	d.Facts = set.Facts()
	return d, nil
}

func (s *Service) recordedActivity(r *reading, raw json.RawMessage) (ingest.Datum, error) {
	var item RecordedActivity
	if err := strict(raw, &item); err != nil {
		return ingest.Datum{}, err
	}
	d, err := r.datum(item.Key, item.MessageID, item.OccurredAt)
	if err != nil {
		return d, err
	}
	name := fold.ActivityName(clean.Text(item.Type, clean.Options{}))
	if name == "" || len(name) > maxName {
		return d, Refuse(Invalid, `give "type", such as "page_view" or an event's name`, "the activity has no type")
	}
	properties := ingest.NewProperties()
	properties.Flatten("", item.Properties, 0)
	d.Activity = &ingest.Activity{Name: name, Properties: properties.List()}
	if item.Type != name {
		d.Activity.Label = item.Type
	}
	return d, nil
}

// datum starts the datum of an item.
func (r *reading) datum(key, message, occurredAt string) (ingest.Datum, error) {
	d := ingest.Datum{Source: r.source.ID, Key: clean.Text(key, clean.Options{}), Message: message, Region: r.lang.Clean.Region}
	switch {
	case d.Key == "":
		return d, Refuse(Invalid, `give "key": the record's id in its source`, "the item has no key")
	case len(d.Key) > maxKey || len(message) > maxKey:
		return d, Refuse(Invalid, "use ids of at most 1024 bytes", "a key or message id is too long")
	case occurredAt == "":
		return d, nil
	}
	at, _, ok := clean.Timestamp(occurredAt, clean.Options{Now: r.now})
	if !ok {
		return d, Refuse(Invalid, `use RFC 3339, such as "2026-11-02T15:04:05Z"`, "occurred_at %q is no time", occurredAt)
	}
	d.OccurredAt = at
	return d, nil
}

// strict decodes one item and refuses members that are not known.
func strict(raw json.RawMessage, into any) error {
	if err := decodeStrict(raw, into); err != nil {
		return &Error{Code: Invalid, Detail: "the item cannot be read", Hint: "see GET /openapi.json for its shape", Err: err}
	}
	return nil
}
