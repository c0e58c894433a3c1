package http

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// segmentsModel is the read model behind segments.
const segmentsModel = "segments"

// maxSegmentBytes bounds the body of a query: a tree, charts and their frame.
const maxSegmentBytes = 2 * segment.MaxBytes

// segmentRequest is the body of a segment query.
type segmentRequest struct {
	Tree        json.RawMessage `json:"tree"`
	Scope       json.RawMessage `json:"scope"`
	Charts      json.RawMessage `json:"charts"`
	Sample      int             `json:"sample"`
	Now         time.Time       `json:"now"`
	AsOf        string          `json:"as_of"`
	MinPosition string          `json:"min_position"`
	Settled     bool            `json:"settled"`
	Cursor      string          `json:"cursor"` // of members
	Limit       int             `json:"limit"`  // of members
	Columns     []string        `json:"columns"`
	Channel     fold.Channel    `json:"channel"` // of members: only whom it may reach
	Format      string          `json:"format"`  // of members
	Count       string          `json:"count"`   // "households": beside persons, charts included
}

// segmentAnswer is the answer of a segment query.
type segmentAnswer struct {
	Text     string         `json:"text"` // the tree as a sentence
	Count    int64          `json:"count"`
	Homes    *homesAnswer   `json:"households,omitempty"`
	Charts   []chartAnswer  `json:"charts"`
	Sample   []uuid.UUID    `json:"sample"`
	Position string         `json:"position"`
	Now      time.Time      `json:"now"`
	Linking  map[string]int `json:"linking"`
}

// homesAnswer is how the people counted live.
type homesAnswer struct {
	Count    int64 `json:"count"`          // distinct households
	Quarters int64 `json:"group_quarters"` // people who live with too many for one
	Unknown  int64 `json:"unknown"`        // people without a known residence
}

// segmentQuery is POST /api/segments/query.
func (s *Server) segmentQuery(w http.ResponseWriter, r *http.Request) error {
	c, req, err := s.segmentRequest(w, r)
	if err != nil {
		return err
	}
	q, err := s.question(c, req)
	if err != nil {
		return err
	}
	if err := s.fresh(r.Context(), c, freshness{req.MinPosition, req.Settled}, segmentsModel); err != nil {
		return err
	}
	a, err := s.Segments.Query(r.Context(), q)
	if err != nil {
		return segmentProblem(err)
	}
	names, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	text := ""
	if err := s.Directory.Read(c.Account, func(a *fold.Account) { text = words(a, req.Tree) }); err != nil {
		return err
	}
	out := segmentAnswer{
		Text: text, Count: a.Count, Charts: chartAnswers(q.Charts, a.Charts, names.day(q.Now), names.sources), Sample: a.Sample,
		Position: s.Commands.PositionToken(c.Account, a.Position), Now: q.Now, Linking: map[string]int{"done": 0, "total": 0},
	}
	if q.Households {
		out.Homes = &homesAnswer{a.Homes.Households, a.Homes.Quarters, a.Homes.Unknown}
	}
	if out.Sample == nil {
		out.Sample = []uuid.UUID{}
	}
	answer(w, out)
	return nil
}

// segmentRequest reads the body, for GET the parameter q, of a segment query.
func (s *Server) segmentRequest(w http.ResponseWriter, r *http.Request) (commands.Caller, segmentRequest, error) {
	var req segmentRequest
	c, err := s.reader(r)
	if err != nil {
		return c, req, err
	}
	if s.Segments == nil {
		return c, req, commands.Refuse(commands.Unavailable, "start the role projector:segments", "segments are not served here")
	}
	if r.Method == http.MethodGet {
		return c, req, requestOf(r, &req)
	}
	body, err := s.readBody(w, r, maxSegmentBytes)
	if err != nil {
		return c, req, err
	}
	return c, req, decode(body, &req)
}

// question makes the engine's query of a request.
func (s *Server) question(c commands.Caller, req segmentRequest) (segments.Query, error) {
	q := segments.Query{Account: c.Account, Sample: req.Sample, Now: req.Now}
	if q.Now.IsZero() {
		q.Now = s.Now().UTC()
	}
	if err := notPast(req.AsOf); err != nil {
		return q, err
	}
	if q.Sample < 0 || q.Sample > segments.MaxSample {
		return q, commands.Refuse(commands.Invalid, "ask for at most 1000; POST /api/segments/members lists all", "a sample of %d cannot be had", q.Sample)
	}
	counted, err := segment.ParseCounted(req.Count)
	if err != nil {
		return q, segmentProblem(err)
	}
	var bad error
	if err = s.Directory.Read(c.Account, func(a *fold.Account) { bad = ask(a, req, &q) }); err == nil {
		err = bad
	}
	if q.Households = counted == segment.Households; q.Households {
		for i := range q.Charts {
			q.Charts[i].Households = true
		}
	}
	return q, segmentProblem(err)
}

// ask fills in what depends on the account's state.
func ask(a *fold.Account, req segmentRequest, q *segments.Query) error {
	schema, scope := segment.SchemaOf(a), req.Scope
	if len(req.Tree) > 0 && string(req.Tree) != "null" {
		n, err := segment.Parse(req.Tree)
		if err != nil {
			return err
		}
		if n.Kind == segment.KindSegment && len(scope) == 0 {
			scope = savedScope(a, n.Segment)
		}
		if n, err = segment.Inline(n, commands.SavedTrees(a)); err != nil {
			return err
		}
		if q.Tree, err = segment.Check(n, schema); err != nil {
			return err
		}
	}
	if len(req.Charts) > 0 && string(req.Charts) != "null" {
		charts, err := segment.ParseCharts(req.Charts)
		if err != nil {
			return err
		}
		if q.Charts, err = segment.CheckCharts(charts, schema); err != nil {
			return err
		}
	}
	var err error
	q.Visible, err = commands.Scope(a, scope)
	return err
}

// savedScope is the scope that a saved segment was defined with: it keeps it
// where it is asked by itself, and takes that of the question as a part of
// another tree.
func savedScope(a *fold.Account, id string) json.RawMessage {
	u, err := uuid.Parse(id)
	if g, ok := a.Segment(u); err == nil && ok {
		return g.Scope
	}
	return nil
}

// segmentProblem turns the errors of trees and engines into refusals.
func segmentProblem(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*segment.Error](err); ok {
		code := commands.Invalid
		if errors.Is(err, segment.ErrTooLarge) {
			code = commands.TooLarge
		}
		hint := e.Hint
		if hint == "" {
			hint = "GET /openapi.json shows trees and charts; GET /api/categories and /api/activity-types list what they may name"
		}
		return &commands.Error{Code: code, Detail: "the segment cannot be asked", Hint: hint, Err: err}
	}
	switch {
	case errors.Is(err, segments.ErrTooMany):
		return &commands.Error{Code: commands.TooLarge, Detail: "the histogram has too many bars", Hint: "choose a larger interval", Err: err}
	case errors.Is(err, segments.ErrCursor):
		return &commands.Error{Code: commands.Invalid, Detail: "the cursor is not of this list", Hint: `use "next" of the last page`, Err: err}
	case errors.Is(err, segments.ErrClosed):
		return &commands.Error{Code: commands.Unavailable, Detail: "segments are being stopped", Err: err}
	}
	return err
}
