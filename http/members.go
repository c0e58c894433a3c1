package http

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

const (
	membersPage       = 100
	maxShownMembers   = 1000 // of a page with columns
	maxMembersColumns = 100
)

// requestOf reads a segment request from the parameters of a GET: tree and
// scope as JSON (or segment, the id of a saved one), columns joined by commas,
// cursor, limit, min_position, settled.
func requestOf(r *http.Request, req *segmentRequest) error {
	q := r.URL.Query()
	req.Tree, req.Scope = json.RawMessage(q.Get("tree")), json.RawMessage(q.Get("scope"))
	req.Cursor, req.AsOf, req.Columns = q.Get("cursor"), q.Get("as_of"), values(q, "columns")
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
	req.Limit, err = limitOf(r, membersPage, segments.MaxPage)
	return err
}

// segmentMembers is GET and POST /api/segments/members: a page of profile ids
// and, with columns, of what their profiles show; or all of them as CSV.
func (s *Server) segmentMembers(w http.ResponseWriter, r *http.Request) error {
	c, req, err := s.segmentRequest(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.Timeout)
	defer cancel()
	q, err := s.question(c, req)
	if err != nil {
		return err
	}
	wait := []string{segmentsModel}
	csv := wantsCSV(r)
	if len(req.Columns) > 0 || csv && s.Profiles != nil {
		wait = append(wait, profilesModel)
	}
	if err := s.fresh(ctx, c, freshness{req.MinPosition, req.Settled}, wait...); err != nil {
		return err
	}
	if csv {
		return s.membersCSV(w, r, c, q, req.Columns)
	}
	return s.membersPage(ctx, w, c, q, req)
}

func (s *Server) membersPage(ctx context.Context, w http.ResponseWriter, c commands.Caller, q segments.Query, req segmentRequest) error {
	if req.Limit == 0 {
		req.Limit = membersPage
	}
	most := segments.MaxPage
	if len(req.Columns) > 0 {
		most = maxShownMembers
	}
	if req.Limit < 1 || req.Limit > most {
		return commands.Refuse(commands.Invalid, "ask for a smaller page and go on with its cursor", "a page has 1 to %d members", most)
	}
	columns, err := s.columns(c, req.Columns)
	if err != nil {
		return err
	}
	page, err := s.Segments.Members(ctx, q, req.Cursor, req.Limit)
	if err != nil {
		return segmentProblem(err)
	}
	out := map[string]any{
		"members": append([]uuid.UUID{}, page.Profiles...), "next": nullable(page.Next),
		"position": s.Commands.PositionToken(c.Account, page.Position), "now": q.Now,
	}
	if len(columns) > 0 {
		if out["rows"], err = s.memberRows(ctx, c, columns, page.Profiles); err != nil {
			return err
		}
	}
	answer(w, out)
	return nil
}

// columns finds the categories that members are shown with.
func (s *Server) columns(c commands.Caller, names []string) ([]category.Category, error) {
	if len(names) > 0 && s.Profiles == nil {
		return nil, commands.Refuse(commands.Unavailable, "start the role projector:profiles, or leave columns out", "profiles are not served here")
	}
	if len(names) > maxMembersColumns {
		return nil, commands.Refuse(commands.Invalid, "leave some out", "%d columns, at most %d are shown", len(names), maxMembersColumns)
	}
	catalogue := s.Directory.Catalogue(c.Account)
	var out []category.Category
	for _, name := range names {
		cat, ok := catalogue.Named(name)
		if !ok {
			return nil, unknownParameter(catalogue, name)
		}
		out = append(out, cat)
	}
	return out, nil
}

// memberRow is what a member's profile shows of the chosen categories.
type memberRow struct {
	ID     uuid.UUID           `json:"id"`
	Values map[string][]string `json:"values"`
}

func (s *Server) memberRows(ctx context.Context, c commands.Caller, columns []category.Category, ids []uuid.UUID) ([]memberRow, error) {
	rows := []memberRow{}
	for _, id := range ids {
		p, err := s.Profiles.Profile(ctx, s.sight(c), id)
		if err := profileProblem(err); err != nil && commands.CodeOf(err) != commands.NotFound {
			return nil, err
		}
		// One that the other read model does not show yet, or no more, has
		// empty columns, so that there are as many rows as members.
		row := memberRow{id, map[string][]string{}}
		for _, col := range columns {
			row.Values[col.Name] = shownValues(p, col)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// shownValues are the values that the view shows of a category.
func shownValues(p profiles.Profile, col category.Category) []string {
	out := []string{}
	e, _ := p.View.Of(col.Number)
	for _, v := range e.Values {
		if col.Number == fold.AddressCategory {
			continue // its parts are columns of their own
		}
		out = append(out, v.Value)
		if col.Single() {
			break
		}
	}
	return out
}
