package http

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

const defaultPage = 100

// requestOf reads a segment request from the parameters of a GET: tree, scope
// and columns as JSON, cursor, limit, min_position, settled.
func requestOf(r *http.Request, req *segmentRequest) error {
	q := r.URL.Query()
	req.Tree, req.Scope = json.RawMessage(q.Get("tree")), json.RawMessage(q.Get("scope"))
	req.Cursor, req.AsOf, req.MinPosition = q.Get("cursor"), q.Get("as_of"), q.Get("min_position")
	req.Settled, _ = strconv.ParseBool(q.Get("settled"))
	if id := q.Get("segment"); id != "" {
		req.Tree, _ = json.Marshal(map[string]string{"segment": id})
	}
	var err error
	req.Limit, err = limitOf(r)
	return err
}

// limitOf reads the parameter limit, 0 when it is absent.
func limitOf(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > segments.MaxPage {
		return 0, commands.Refuse(commands.Invalid, "limit is a number from 1 to "+strconv.Itoa(segments.MaxPage), "limit %.20q cannot be had", text)
	}
	return n, nil
}

// segmentMembers is GET and POST /api/segments/members: a page of profile ids.
func (s *Server) segmentMembers(w http.ResponseWriter, r *http.Request) error {
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
	if req.Limit == 0 {
		req.Limit = defaultPage
	}
	page, err := s.Segments.Members(r.Context(), q, req.Cursor, min(max(req.Limit, 1), segments.MaxPage))
	if err != nil {
		return segmentProblem(err)
	}
	members := page.Profiles
	if members == nil {
		members = []uuid.UUID{}
	}
	answer(w, map[string]any{"members": members, "next": nullable(page.Next), "position": s.Commands.PositionToken(c.Account, page.Position), "now": q.Now})
	return nil
}

// nullable makes an empty cursor null.
func nullable(cursor string) any {
	if cursor == "" {
		return nil
	}
	return cursor
}
