package http

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// Activities answers with what people did.
type Activities interface {
	Timeline(ctx context.Context, q activity.Query) (activity.Page, error)
}

// activityItem is one activity of a timeline.
type activityItem struct {
	ID         uuid.UUID      `json:"id"`
	Type       string         `json:"type"`
	Label      string         `json:"label,omitempty"` // as sent, when it differs
	OccurredAt time.Time      `json:"occurred_at"`
	RecordedAt time.Time      `json:"recorded_at"`
	Source     uuid.UUID      `json:"source"`
	SourceName string         `json:"source_name"`
	Record     uuid.UUID      `json:"record"`
	Import     *uuid.UUID     `json:"import"`
	Event      uuid.UUID      `json:"event"`
	Properties map[string]any `json:"properties"`
	Withdrawn  bool           `json:"withdrawn,omitempty"`
}

// timeline is GET /api/profiles/{id}/timeline, newest first.
func (s *Server) timeline(w http.ResponseWriter, r *http.Request) error {
	if s.Activities == nil {
		return commands.Refuse(commands.Unavailable, "start the role projector:activity", "timelines are not served here")
	}
	c, err := s.profileReader(r, profilesModel, activity.Name)
	if err != nil {
		return err
	}
	q, err := timelineQuery(r)
	if err != nil {
		return err
	}
	p, err := s.profileOf(r.Context(), c, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	q.Account, q.Records = c.Account, []uuid.UUID{}
	for _, rec := range p.Records {
		q.Records = append(q.Records, rec.ID)
	}
	if err := s.Directory.Read(c.Account, func(a *fold.Account) { q.View = viewOf(a) }); err != nil {
		return err
	}
	page, err := s.Activities.Timeline(r.Context(), q)
	if err != nil {
		return timelineProblem(err)
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	items, next := []activityItem{}, ""
	for _, a := range page.Activities {
		items = append(items, n.activity(a))
	}
	if page.More {
		next = page.Activities[len(page.Activities)-1].Cursor().String()
	}
	answer(w, map[string]any{
		"activities": items, "next": nullable(next), "profile": p.ID, "position": s.Commands.PositionToken(c.Account, page.Position),
	})
	return nil
}

func timelineQuery(r *http.Request) (q activity.Query, err error) {
	if q.Limit, err = limitOf(r, activity.DefaultLimit, activity.MaxLimit); err != nil {
		return q, err
	}
	params := r.URL.Query()
	for _, name := range values(params, "type") {
		q.Types = append(q.Types, fold.ActivityName(name))
	}
	q.After, err = activity.ParseCursor(params.Get("cursor"))
	return q, timelineProblem(err)
}

func timelineProblem(err error) error {
	if errors.Is(err, activity.ErrInvalid) {
		return &commands.Error{Code: commands.Invalid, Detail: "the timeline cannot be read like this", Hint: `for "cursor" use "next" of the last page`, Err: err}
	}
	return err
}

// viewOf leaves out what was retracted.
func viewOf(a *fold.Account) activity.View {
	v := activity.View{Retracted: a.RetractedImports()}
	all, kept := a.Sources(), []uuid.UUID{}
	for _, src := range all {
		if !src.Retracted {
			kept = append(kept, src.ID)
		}
	}
	if len(kept) < len(all) {
		v.Sources = kept
	}
	return v
}

func (n namer) activity(a activity.Activity) activityItem {
	it := activityItem{
		ID: a.ID, Type: a.Type, Label: a.Label, OccurredAt: a.OccurredAt, RecordedAt: a.RecordedAt, Source: a.Source,
		SourceName: n.sources[a.Source], Record: a.Record, Import: some(a.Import), Event: a.Event, Properties: map[string]any{}, Withdrawn: a.Withdrawn,
	}
	for _, p := range a.Properties {
		it.Properties[p.Name] = propertyValue(p)
	}
	return it
}

// propertyValue gives a property its JSON kind back.
func propertyValue(p event.Property) any {
	raw := json.RawMessage(p.Value)
	switch p.Kind {
	case event.PropertyNumber, event.PropertyJSON:
		if json.Valid(raw) {
			return raw
		}
	case event.PropertyBool:
		return p.Value == "true"
	}
	return p.Value
}
