package http

import (
	"context"
	"encoding/json"
	"math"
	"net/http"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

const (
	membersPage       = 100
	maxShownMembers   = 1000 // of a page with columns
	maxMembersColumns = 100
)

// requestOf reads a segment request from the parameters of a GET: tree and
// scope as JSON (or segment, the id of a saved one), columns joined by commas,
// channel, format, cursor, limit, min_position, settled.
func requestOf(r *http.Request, req *segmentRequest) error {
	q := r.URL.Query()
	req.Tree, req.Scope = json.RawMessage(q.Get("tree")), json.RawMessage(q.Get("scope"))
	req.Cursor, req.AsOf, req.Columns = q.Get("cursor"), q.Get("as_of"), values(q, "columns")
	req.Channel, req.Format = fold.Channel(q.Get("channel")), q.Get("format")
	if id := q.Get("segment"); id != "" {
		if len(req.Tree) > 0 {
			return commands.Refuse(commands.Invalid, "give one of them", "tree and segment exclude each other")
		}
		req.Tree, _ = json.Marshal(map[string]string{"segment": id}) // of a text
	}
	f, err := freshnessOf(r)
	if err != nil {
		return err
	}
	req.MinPosition, req.Settled = f.MinPosition, f.Settled
	req.Limit, err = limitOf(r, 0, math.MaxInt32)
	return err
}

// segmentMembers is GET and POST /api/segments/members: a page of profile ids
// and, with columns, of what their profiles show; or all of them as a file.
func (s *Server) segmentMembers(w http.ResponseWriter, r *http.Request) error {
	c, req, err := s.segmentRequest(w, r)
	if err != nil {
		return err
	}
	format, file, err := formatOf(r, req.Format)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.Timeout)
	defer cancel()
	q, err := s.question(c, req)
	if err != nil {
		return err
	}
	if file && len(req.Columns) == 0 && s.Profiles != nil || req.Channel != "" && len(req.Columns) == 0 {
		req.Columns = usualColumns(req.Channel)
	}
	shown, err := s.showing(c, q, req)
	if err != nil {
		return err
	}
	wait := []string{segmentsModel}
	if len(shown.columns) > 0 {
		wait = append(wait, profilesModel)
	}
	if err := s.fresh(ctx, c, freshness{req.MinPosition, req.Settled}, wait...); err != nil {
		return err
	}
	if file {
		return s.exportMembers(w, r, format, shown, req)
	}
	return s.membersPage(ctx, w, shown, req)
}

func (s *Server) membersPage(ctx context.Context, w http.ResponseWriter, shown *showing, req segmentRequest) error {
	if req.Limit == 0 {
		req.Limit = membersPage
	}
	most := segments.MaxPage
	if len(shown.columns) > 0 {
		most = maxShownMembers
	}
	if req.Limit < 1 || req.Limit > most {
		return commands.Refuse(commands.Invalid, "ask for a smaller page and go on with its cursor", "a page has 1 to %d members", most)
	}
	reached, err := shown.reached(ctx)
	if err != nil {
		return err
	}
	page, err := s.Segments.Members(ctx, shown.query, req.Cursor, req.Limit)
	if err != nil {
		return segmentProblem(err)
	}
	out := map[string]any{
		"members": append([]uuid.UUID{}, page.Profiles...), "next": nullable(page.Next),
		"position": s.Commands.PositionToken(shown.caller.Account, page.Position), "now": shown.query.Now,
	}
	if reached != nil {
		out["reach"] = reached
	}
	if len(shown.columns) > 0 {
		if out["rows"], err = shown.rows(ctx, page.Profiles); err != nil {
			return err
		}
	}
	answer(w, out)
	return nil
}
