package http

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

const (
	housePage    = 50
	maxHousePage = 500
)

// householdAnswer is everybody who lives where a profile lives. It joins
// nobody: the members stay profiles of their own.
type householdAnswer struct {
	Profile       uuid.UUID     `json:"profile"`
	Household     *uuid.UUID    `json:"household"` // null: no residence is known
	Address       *homeAddress  `json:"address"`
	Size          int64         `json:"size"`
	GroupQuarters bool          `json:"group_quarters"` // too many for a household
	Members       []houseMember `json:"members"`
	Next          any           `json:"next"`
	Position      string        `json:"position"`
}

// homeAddress is the residence, in one line and in parts.
type homeAddress struct {
	Text  string            `json:"text"`
	Parts map[string]string `json:"parts"`
}

// houseMember is one profile of a household.
type houseMember struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// household is GET /api/profiles/{id}/household.
func (s *Server) household(w http.ResponseWriter, r *http.Request) error {
	if s.Segments == nil {
		return commands.Refuse(commands.Unavailable, "start the role projector:segments", "households are not served here")
	}
	c, err := s.profileReader(r, profilesModel, segmentsModel)
	if err != nil {
		return err
	}
	limit, err := limitOf(r, housePage, maxHousePage)
	if err != nil {
		return err
	}
	out := householdAnswer{Members: []houseMember{}, Position: s.shown(c, segmentsModel)}
	p, err := s.profileOf(r.Context(), c, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	out.Profile = p.ID
	catalogue := s.Directory.Catalogue(c.Account)
	home, known := p.View.Of(segment.HouseholdCategory().Number)
	if !known {
		answer(w, out)
		return nil
	}
	out.Address = addressOf(catalogue, p.View)
	id := uuid.MustParse(home.Values[0].Value) // derived, never stated
	out.Household = &id
	if err := s.housemates(r.Context(), c, &out, r.URL.Query().Get("cursor"), limit); err != nil {
		return err
	}
	answer(w, out)
	return nil
}

// housemates lists who is shown with a household.
func (s *Server) housemates(ctx context.Context, c commands.Caller, out *householdAnswer, cursor string, limit int) error {
	q := segments.Query{Account: c.Account, Now: s.Now().UTC(), Tree: &segment.Node{Kind: segment.KindCategory, Category: &segment.CategoryLeaf{
		Name: "household", Op: segment.OpIn, Values: []string{out.Household.String()}, Category: segment.HouseholdCategory(),
	}}}
	all, err := s.Segments.Query(ctx, q)
	if err != nil {
		return segmentProblem(err)
	}
	page, err := s.Segments.Members(ctx, q, cursor, limit)
	if err != nil {
		return segmentProblem(err)
	}
	out.Size, out.GroupQuarters = all.Count, all.Count > fold.MaxHousehold
	out.Next, out.Position = nullable(page.Next), s.Commands.PositionToken(c.Account, page.Position)
	catalogue := s.Directory.Catalogue(c.Account)
	for _, id := range page.Profiles {
		m := houseMember{ID: id}
		if p, err := s.Profiles.Profile(ctx, s.sight(c), id); err == nil { // it may be shown a moment later
			m.ID, m.Name = p.ID, nameOf(catalogue, p)
		}
		out.Members = append(out.Members, m)
	}
	return nil
}

// nameOf is what a profile is called: its name, else a contact point.
func nameOf(c *category.Catalogue, p profiles.Profile) string {
	var words []string
	for _, part := range [...]string{"first_name", "middle_name", "last_name", "suffix"} {
		if v := p.View.Value(c.Number(part)); v != "" {
			words = append(words, v)
		}
	}
	for _, point := range [...]string{"email", "phone"} {
		if len(words) == 0 && p.View.Value(c.Number(point)) != "" {
			words = append(words, p.View.Value(c.Number(point)))
		}
	}
	return strings.Join(words, " ")
}

// addressOf is the residence that a view shows.
func addressOf(c *category.Catalogue, v fold.View) *homeAddress {
	parts := map[string]string{}
	for _, name := range [...]string{"street", "unit", "city", "state", "postcode", "postcode4", "country", "county"} {
		if value := v.Value(c.Number(name)); value != "" {
			parts[name] = value
		}
	}
	return &homeAddress{oneLine(parts), parts}
}
