package activity

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Filter is what the projector wants to see: activities and what ends them.
func Filter() eventstore.Filter {
	return eventstore.Filter{TypePrefixes: []string{
		string(event.TypeActivityRecorded), string(event.TypeRecordErased), string(event.TypeAccountClosed),
	}}
}

// Of makes the document of an event; false when its payload was erased. The
// error, for an event that is no activity, wraps projections.ErrPoison.
func Of(e projections.Event, ordinal int64) (Activity, bool, error) {
	switch p := e.Payload.(type) {
	case event.Erased:
		return Activity{}, false, nil
	case *event.ActivityRecorded:
		id := p.Activity
		if id == uuid.Nil {
			id = e.ID
		}
		return Activity{
			ID: id, Account: e.Stream.Account, Record: e.Stream.ID, Source: e.Source, Import: e.Import,
			Event: e.ID, Ordinal: ordinal, Type: p.Name, Label: p.Label,
			OccurredAt: e.OccurredAt.UTC(), RecordedAt: e.RecordedAt.UTC(),
			Properties: p.Properties, Withdrawn: p.Withdrawn,
		}, true, nil
	}
	return Activity{}, false, fmt.Errorf("activity: %w: an event %s with a payload of type %T", projections.ErrPoison, e.Type, e.Payload)
}

// ShowsSource tells whether a source may be seen.
func (v View) ShowsSource(source uuid.UUID) bool {
	return v.Sources == nil || slices.Contains(v.Sources, source)
}

// Counts tells whether what an import made counts.
func (v View) Counts(imp uuid.UUID) bool {
	return imp == uuid.Nil || !slices.Contains(v.Retracted, imp)
}

// HasType tells whether the query wants activities of this type.
func (q *Query) HasType(name string) bool {
	return len(q.Types) == 0 || slices.ContainsFunc(q.Types, func(t string) bool { return strings.EqualFold(t, name) })
}

// Normal gives the query with its defaults, without doubled records, or what is
// wrong with it.
func (q Query) Normal() (Query, error) {
	switch {
	case q.Account == uuid.Nil:
		return q, fmt.Errorf("activity: %w: no account", ErrInvalid)
	case !q.After.IsZero() && !q.Before.IsZero():
		return q, fmt.Errorf("activity: %w: after and before exclude each other", ErrInvalid)
	case q.Limit < 0:
		return q, fmt.Errorf("activity: %w: a negative limit", ErrInvalid)
	case q.Limit == 0:
		q.Limit = DefaultLimit
	}
	q.Limit = min(q.Limit, MaxLimit)
	q.Records = slices.Clone(q.Records)
	slices.SortFunc(q.Records, func(a, b uuid.UUID) int { return strings.Compare(string(a[:]), string(b[:])) })
	q.Records = slices.Compact(q.Records)
	return q, nil
}
