package http

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

type segmentItem struct {
	ID    uuid.UUID       `json:"id"`
	Name  string          `json:"name"`
	Text  string          `json:"text"` // the tree as a sentence
	Tree  json.RawMessage `json:"tree"`
	Scope json.RawMessage `json:"scope,omitempty"`
	Count *int64          `json:"count,omitempty"` // of people, where asked for and possible
}

// listSegments is GET /api/segments; with counts=true each is counted now.
func (s *Server) listSegments(w http.ResponseWriter, r *http.Request) error {
	text := r.URL.Query().Get("counts")
	if counts, err := strconv.ParseBool(text); text != "" && err != nil {
		return commands.Refuse(commands.Invalid, "counts is true or false", "counts=%.20q cannot be read", text)
	} else if counts {
		return s.countedSegments(w, r)
	}
	return list(s, w, r, "segments", func(_ commands.Caller, a *fold.Account) []segmentItem { return savedSegments(a) })
}

func savedSegments(a *fold.Account) []segmentItem {
	out := []segmentItem{}
	for _, g := range a.Segments() {
		out = append(out, segmentItem{ID: g.ID, Name: g.Name, Text: words(a, g.Tree), Tree: g.Tree, Scope: g.Scope})
	}
	return out
}

// countedSegments lists saved segments with how many people each holds. One
// that cannot be asked any more, since what it names is gone, has no count.
func (s *Server) countedSegments(w http.ResponseWriter, r *http.Request) error {
	c, err := s.reader(r)
	if err != nil {
		return err
	}
	if s.Segments == nil {
		return commands.Refuse(commands.Unavailable, "start the role projector:segments, or leave counts out", "segments are not counted here")
	}
	if err := s.awaited(r, c, segmentsModel); err != nil {
		return err
	}
	position, now := s.shown(c, segmentsModel), s.Now().UTC()
	var items []segmentItem
	if err := s.Directory.Read(c.Account, func(a *fold.Account) { items = savedSegments(a) }); err != nil {
		return err
	}
	for i := range items {
		tree, err := json.Marshal(map[string]string{"segment": items[i].ID.String()})
		if err != nil {
			return err
		}
		q, err := s.question(c, segmentRequest{Tree: tree, Now: now})
		if _, gone := errors.AsType[*segment.Error](err); gone || commands.CodeOf(err) == commands.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		a, err := s.Segments.Query(r.Context(), q)
		if err != nil {
			return segmentProblem(err)
		}
		items[i].Count = &a.Count
	}
	answer(w, map[string]any{"segments": items, "next": nil, "position": position, "now": now})
	return nil
}
