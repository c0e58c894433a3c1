package http

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// Profiles answers with single views.
type Profiles interface {
	Profile(ctx context.Context, s profiles.Sight, id uuid.UUID) (profiles.Profile, error)
	ProfileOf(ctx context.Context, s profiles.Sight, record uuid.UUID) (uuid.UUID, error)
	Find(ctx context.Context, s profiles.Sight, q profiles.Query) (profiles.Page, error)
	Each(ctx context.Context, s profiles.Sight, ids []uuid.UUID, show profiles.Show) error
}

const (
	profilesModel   = "profiles"
	maxProfilesPage = 500
	profilesPage    = 50
)

// sight is what the caller sees: all of its own account.
func (s *Server) sight(c commands.Caller) profiles.Sight {
	return profiles.Sight{Account: c.Account, Now: s.Now()}
}

// profileOf finds the profile that a path or a parameter names: by its id, an
// earlier id, or the id of one of its records.
func (s *Server) profileOf(ctx context.Context, c commands.Caller, text string) (profiles.Profile, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return profiles.Profile{}, commands.Refuse(commands.Invalid, "use the id that GET /api/profiles or a segment gave", "%.60q is not the id of a profile", text)
	}
	p, err := s.Profiles.Profile(ctx, s.sight(c), id)
	if errors.Is(err, profiles.ErrNotFound) {
		var of uuid.UUID
		if of, err = s.Profiles.ProfileOf(ctx, s.sight(c), id); err == nil {
			p, err = s.Profiles.Profile(ctx, s.sight(c), of)
		}
	}
	return p, profileProblem(err)
}

// profileReader is what the routes of profiles have in common: who asks, and
// the wait for what the answer has to show.
func (s *Server) profileReader(r *http.Request, models ...string) (commands.Caller, error) {
	c, err := s.reader(r)
	if err != nil {
		return c, err
	}
	if s.Profiles == nil {
		return c, commands.Refuse(commands.Unavailable, "start the role projector:profiles", "profiles are not served here")
	}
	return c, s.awaited(r, c, models...)
}

// profile is GET /api/profiles/{id}.
func (s *Server) profile(w http.ResponseWriter, r *http.Request) error {
	c, err := s.profileReader(r, profilesModel)
	if err != nil {
		return err
	}
	position := s.shown(c, profilesModel)
	p, err := s.profileOf(r.Context(), c, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	answer(w, n.profile(p, position))
	return nil
}

// listProfiles is GET /api/profiles.
func (s *Server) listProfiles(w http.ResponseWriter, r *http.Request) error {
	c, err := s.profileReader(r, profilesModel)
	if err != nil {
		return err
	}
	q, err := s.profileQuery(c, r)
	if err != nil {
		return err
	}
	position := s.shown(c, profilesModel)
	page, err := s.Profiles.Find(r.Context(), s.sight(c), q)
	if errors.Is(err, profiles.ErrNotFound) {
		page, err = profiles.Page{}, nil // an account made a moment ago has nobody yet
	}
	if err != nil {
		return profileProblem(err)
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	found := []profileAnswer{}
	for _, p := range page.Profiles {
		found = append(found, n.profile(p, position))
	}
	answer(w, map[string]any{"profiles": found, "next": nullable(page.Next), "position": position})
	return nil
}

// profileQuery reads what is looked for: q, email, phone, category and value,
// or the name of a category as a parameter of its own.
func (s *Server) profileQuery(c commands.Caller, r *http.Request) (profiles.Query, error) {
	limit, err := limitOf(r, profilesPage, maxProfilesPage)
	if err != nil {
		return profiles.Query{}, err
	}
	params := r.URL.Query()
	q := profiles.Query{Limit: limit, Cursor: params.Get("cursor"), Text: clean.Text(params.Get("q"), clean.Options{})}
	catalogue := s.Directory.Catalogue(c.Account)
	for name := range params {
		if isPlainParameter(name) {
			continue
		}
		cat, ok := catalogue.Named(name)
		if !ok {
			return q, unknownParameter(catalogue, name)
		}
		if err := s.ask(c, &q, cat, params.Get(name)); err != nil {
			return q, err
		}
	}
	if name := params.Get("category"); name != "" {
		cat, ok := catalogue.Named(name)
		if !ok {
			return q, unknownParameter(catalogue, name)
		}
		return q, s.ask(c, &q, cat, params.Get("value"))
	}
	return q, nil
}

func isPlainParameter(name string) bool {
	switch name {
	case "q", "category", "value", "limit", "cursor", "min_position", "settled", "as_of":
		return true
	}
	return false
}

func unknownParameter(c *category.Catalogue, name string) error {
	hint := "look by q, email, phone or the name of a category; GET /api/categories lists them"
	if near := c.Nearest(name); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return commands.Refuse(commands.Invalid, hint, "there is no category %.60q to look by", name)
}

// ask looks for a value of a category, cleaned as it would be when it is
// stated.
func (s *Server) ask(c commands.Caller, q *profiles.Query, cat category.Category, raw string) error {
	if raw == "" {
		return commands.Refuse(commands.Invalid, "give the value to look for", "%s has no value", cat.Name)
	}
	if q.Category != "" || q.Email != "" || q.Phone != "" {
		return commands.Refuse(commands.Invalid, "ask for one of them, or use a segment", "profiles are looked up by one thing at a time")
	}
	value := raw
	r := clean.Fact(cat.Name, string(cat.Type), raw, clean.Options{Region: s.Directory.Region(c.Account), Now: s.Now(), Single: true})
	if len(r.Values) > 0 {
		value = r.Values[0].Text
	}
	switch cat.Name {
	case "email":
		q.Email = value
	case "phone":
		q.Phone = value
	default:
		q.Category, q.Value = cat.Name, value
	}
	return nil
}

// profileProblem turns the errors of profiles into refusals.
func profileProblem(err error) error {
	refusal := func(code commands.Code, detail, hint string) error {
		if e, ok := errors.AsType[*profiles.Error](err); ok && e.Hint != "" {
			hint = e.Hint
		}
		return &commands.Error{Code: code, Detail: detail, Hint: hint}
	}
	switch {
	case errors.Is(err, profiles.ErrNotFound):
		return refusal(commands.NotFound, "there is no such profile in this account", "GET /api/profiles?q= finds profiles")
	case errors.Is(err, profiles.ErrNotIndexed):
		return refusal(commands.Invalid, "profiles cannot be looked up by this category", "count and list them with a segment")
	case errors.Is(err, profiles.ErrCursor):
		return refusal(commands.Invalid, "the cursor is not of this list", `use "next" of the last page`)
	case errors.Is(err, profiles.ErrInvalid):
		return refusal(commands.Invalid, "profiles cannot be looked up like this", "ask by one of q, email, phone or a category")
	}
	return err
}

// values reads parameters that may be repeated or joined by commas.
func values(q url.Values, name string) []string {
	var out []string
	for _, text := range q[name] {
		out = append(out, splitList(text)...)
	}
	return out
}
