package http

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// Matcher answers for who is whom.
type Matcher interface {
	Explain(ctx context.Context, account, a, b uuid.UUID) (identity.Explained, error)
	Reviews(account, after uuid.UUID, limit int) []identity.Review
	MatchModels
}

// bits are written as decimals of three places, so that they add up exactly.
type bits match.Bits

// MarshalJSON implements json.Marshaler.
func (b bits) MarshalJSON() ([]byte, error) {
	sign, n := "", int64(b)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Appendf(nil, "%s%d.%03d", sign, n/1000, n%1000), nil
}

// explanation is why two profiles or records are or are not one person. Prior,
// fields and gates add up to the total.
type explanation struct {
	A           uuid.UUID   `json:"a"`
	B           uuid.UUID   `json:"b"`
	ProfileA    uuid.UUID   `json:"profile_a"`
	ProfileB    uuid.UUID   `json:"profile_b"`
	RecordA     *uuid.UUID  `json:"record_a"` // the pair that was compared
	RecordB     *uuid.UUID  `json:"record_b"`
	SameProfile bool        `json:"same_profile"`
	Decision    string      `json:"decision"`
	Total       bits        `json:"total_bits"`
	Prior       bits        `json:"prior_bits"`
	Auto        bits        `json:"auto_bits"`
	Review      bits        `json:"review_bits"`
	Margin      bits        `json:"margin_bits"`
	Fields      []fieldBits `json:"fields"`
	Gates       []gateBits  `json:"gates"`
	Vetoes      []string    `json:"vetoes"`
	SharedKeys  []string    `json:"shared_keys"`
	MergedBy    *uuid.UUID  `json:"merged_by"`
	KeptApartBy *uuid.UUID  `json:"kept_apart_by"`
	Model       string      `json:"model,omitempty"`
	Position    string      `json:"position"`
}

type fieldBits struct {
	Field   string     `json:"field"`
	Level   string     `json:"level"`
	Bits    bits       `json:"bits"`
	A       string     `json:"a"`
	B       string     `json:"b"`
	SourceA *uuid.UUID `json:"source_a"`
	SourceB *uuid.UUID `json:"source_b"`
}

type gateBits struct {
	Name string `json:"name"`
	Bits bits   `json:"bits"`
}

// identityModel is the read model behind explanations and reviews.
const identityModel = identity.Name

func (s *Server) matchReader(r *http.Request) (commands.Caller, error) {
	c, err := s.reader(r)
	if err != nil {
		return c, err
	}
	if s.Matcher == nil {
		return c, commands.Refuse(commands.Unavailable, "start the role matcher", "the matcher does not run here")
	}
	return c, s.awaited(r, c, identityModel)
}

// explain is GET /api/explain.
func (s *Server) explain(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matchReader(r)
	if err != nil {
		return err
	}
	a, errA := uuid.Parse(r.URL.Query().Get("a"))
	b, errB := uuid.Parse(r.URL.Query().Get("b"))
	if errA != nil || errB != nil {
		return commands.Refuse(commands.Invalid, "give a and b: the ids of two profiles or records", "a or b is not an id")
	}
	position := s.shown(c, identityModel)
	e, err := s.Matcher.Explain(r.Context(), c.Account, a, b)
	if errors.Is(err, identity.ErrUnknown) {
		return commands.Refuse(commands.NotFound, "GET /api/profiles?q= finds profiles", "a or b is no profile or record of this account")
	}
	if err != nil {
		return err
	}
	out := explained(e)
	out.A, out.B, out.Position = a, b, position
	sourceA, sourceB := s.sourceOf(r.Context(), c, e.RecordA), s.sourceOf(r.Context(), c, e.RecordB)
	for i := range out.Fields {
		out.Fields[i].SourceA, out.Fields[i].SourceB = sourceA, sourceB
	}
	answer(w, out)
	return nil
}

// sourceOf is the source of a record, nil when it cannot be told.
func (s *Server) sourceOf(ctx context.Context, c commands.Caller, record uuid.UUID) *uuid.UUID {
	if s.Profiles == nil || record == uuid.Nil {
		return nil
	}
	p, err := s.profileOf(ctx, c, record.String())
	if err != nil {
		return nil // its profile is not shown yet
	}
	for _, rec := range p.Records {
		if rec.ID == record {
			return &rec.Source
		}
	}
	return nil
}

func explained(e identity.Explained) explanation {
	out := explanation{
		ProfileA: e.ProfileA, ProfileB: e.ProfileB, RecordA: some(e.RecordA), RecordB: some(e.RecordB),
		SameProfile: e.ProfileA == e.ProfileB, Decision: verdict(e), Model: e.Model,
		Total: bits(e.Total), Prior: bits(e.Prior), Auto: bits(e.Auto), Review: bits(e.Explanation.Review), Margin: bits(e.Margin),
		Fields: []fieldBits{}, Gates: []gateBits{}, Vetoes: append([]string{}, e.Vetoes...), SharedKeys: []string{},
		MergedBy: some(e.Merged), KeptApartBy: some(e.Decided),
	}
	for _, f := range e.Fields {
		out.Fields = append(out.Fields, fieldBits{Field: f.Field.String(), Level: f.Level.String(), Bits: bits(f.Bits), A: f.A, B: f.B})
	}
	for _, g := range e.Gates {
		out.Gates = append(out.Gates, gateBits{g.Gate.String(), bits(g.Bits)})
	}
	for _, k := range e.SharedKeys {
		if name := k.String(); !slices.Contains(out.SharedKeys, name) {
			out.SharedKeys = append(out.SharedKeys, name)
		}
	}
	return out
}

// verdict says in a word how the two stand: what was decided, or what the
// evidence of the pair by itself comes to.
func verdict(e identity.Explained) string {
	switch {
	case e.Decided != uuid.Nil:
		return "kept_apart"
	case e.ProfileA == e.ProfileB:
		return "same"
	case len(e.Vetoes) > 0:
		return "veto"
	case e.RecordA == uuid.Nil:
		return "no_evidence"
	case e.Total >= e.Auto:
		return "match"
	case e.Total >= e.Explanation.Review:
		return "review"
	}
	return "apart"
}
