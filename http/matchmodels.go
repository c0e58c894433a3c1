package http

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// MatchModels answers for matching models.
type MatchModels interface {
	Models(ctx context.Context, account uuid.UUID) ([]fold.MatchModel, error)
	Preview(ctx context.Context, account uuid.UUID, version string, limit int) (identity.Preview, error)
	Partition(ctx context.Context, account uuid.UUID) (identity.Partition, error)
}

const (
	modelsPage     = 50
	maxModelsPage  = 500
	previewPage    = 100
	maxPreviewPage = 1000
)

// modelItem is one matching model of an account.
type modelItem struct {
	Version     string             `json:"version"`
	BuiltIn     bool               `json:"built_in"`
	Active      bool               `json:"active"`
	Proposed    bool               `json:"proposed"`
	Usable      bool               `json:"usable"`
	Nodes       uint64             `json:"nodes"`
	Prior       bits               `json:"prior_bits"`
	Auto        bits               `json:"auto_bits"`
	Strict      bool               `json:"strict"`
	Blocked     []commands.Blocked `json:"blocked"`
	CreatedAt   *time.Time         `json:"created_at"`
	ActivatedAt *time.Time         `json:"activated_at"`
}

// listModels is GET /api/match/models.
func (s *Server) listModels(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matchReader(r)
	if err != nil {
		return err
	}
	limit, err := limitOf(r, modelsPage, maxModelsPage)
	if err != nil {
		return err
	}
	position := s.shown(c, identityModel)
	all, err := s.Matcher.Models(r.Context(), c.Account)
	if err != nil {
		return err
	}
	if cursor := r.URL.Query().Get("cursor"); cursor != "" {
		at := slices.IndexFunc(all, func(m fold.MatchModel) bool { return m.Version == cursor })
		if at < 0 {
			return commands.Refuse(commands.Invalid, `use "next" of the last page`, "the cursor is not of this list")
		}
		all = all[at+1:]
	}
	next := ""
	if len(all) > limit {
		all = all[:limit]
		next = all[limit-1].Version
	}
	items := []modelItem{}
	err = s.Directory.Read(c.Account, func(a *fold.Account) {
		for _, m := range all {
			items = append(items, describeModel(a, m))
		}
	})
	if err != nil {
		return err
	}
	answer(w, map[string]any{"models": items, "next": nullable(next), "position": position})
	return nil
}

func describeModel(a *fold.Account, m fold.MatchModel) modelItem {
	it := modelItem{
		Version: m.Version, BuiltIn: m.BuiltIn, Active: m.Active, Proposed: m.Proposed, Usable: m.Usable, Nodes: m.Nodes,
		Prior: bits(m.Prior), Auto: bits(m.Auto), Strict: m.Strict, Blocked: []commands.Blocked{},
	}
	for _, v := range a.BlockedValues(m.Blocked) {
		it.Blocked = append(it.Blocked, commands.Blocked{Type: v.Category, Value: v.Value})
	}
	if !m.Created.IsZero() {
		it.CreatedAt = &m.Created
	}
	if !m.Activated.IsZero() {
		it.ActivatedAt = &m.Activated
	}
	return it
}

// previewModel is GET /api/match/preview.
func (s *Server) previewModel(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matchReader(r)
	if err != nil {
		return err
	}
	limit, err := limitOf(r, previewPage, maxPreviewPage)
	if err != nil {
		return err
	}
	position := s.shown(c, identityModel)
	p, err := s.Matcher.Preview(r.Context(), c.Account, r.URL.Query().Get("version"), limit)
	if err != nil {
		return surveyProblem(err)
	}
	merges, parts := []map[string]any{}, []map[string]any{}
	for _, m := range p.Merges {
		merges = append(merges, map[string]any{"profiles": m.Profiles, "count": m.Of, "records": m.Records})
	}
	for _, x := range p.Parts {
		pieces := []map[string]any{}
		for _, piece := range x.Pieces {
			pieces = append(pieces, map[string]any{"records": piece.Records, "count": piece.Of})
		}
		parts = append(parts, map[string]any{"profile": x.Profile, "count": x.Of, "pieces": pieces})
	}
	answer(w, map[string]any{
		"version": p.Version, "in_force": p.InForce, "records": p.Records, "profiles_now": p.Now, "profiles_then": p.Then,
		"merging": p.Merging, "parting": p.Parting, "merges": merges, "parts": parts,
		"truncated": p.Merging > len(merges) || p.Parting > len(parts), "position": position,
	})
	return nil
}

// partition is GET /api/match/partition.
func (s *Server) partition(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matchReader(r)
	if err != nil {
		return err
	}
	position := s.shown(c, identityModel)
	p, err := s.Matcher.Partition(r.Context(), c.Account)
	if err != nil {
		return surveyProblem(err)
	}
	answer(w, map[string]any{"partition": p.Hash, "records": p.Records, "profiles": p.Profiles, "model": p.Model, "position": position})
	return nil
}

// surveyProblem says why an account could not be looked over under a model.
func surveyProblem(err error) error {
	const lists = "GET /api/match/models lists them; cerebro match calibrate makes one"
	if unusable, ok := errors.AsType[*match.ModelError](err); ok {
		return &commands.Error{Code: commands.Conflict, Detail: "this program cannot use that model", Hint: unusable.Hint, Err: unusable.Err}
	}
	switch {
	case errors.Is(err, identity.ErrNoModel):
		return commands.Refuse(commands.NotFound, lists, "there is no whole model of that version in this account")
	case errors.Is(err, identity.ErrNothingProposed):
		return commands.Refuse(commands.NotFound, "name a version: "+lists, "no model is proposed in this account")
	case errors.Is(err, identity.ErrSurveying):
		return commands.Refuse(commands.Busy, "try again when it is done", "another preview or partition is under way in this process; one runs at a time")
	}
	return err
}
