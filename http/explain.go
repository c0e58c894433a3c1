package http

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// Matcher answers for who is whom.
type Matcher interface {
	Explain(ctx context.Context, account, a, b uuid.UUID) (identity.Explained, error)
	Reviews(ctx context.Context, account uuid.UUID, after *identity.ReviewPlace, limit int) ([]identity.Review, bool, error)
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
	A           uuid.UUID     `json:"a"`
	B           uuid.UUID     `json:"b"`
	ProfileA    uuid.UUID     `json:"profile_a"`
	ProfileB    uuid.UUID     `json:"profile_b"`
	RecordA     *uuid.UUID    `json:"record_a"` // the pair that was compared
	RecordB     *uuid.UUID    `json:"record_b"`
	SameProfile bool          `json:"same_profile"`
	Decision    match.Verdict `json:"decision"`
	Summary     string        `json:"summary"`
	Words       []string      `json:"words"`
	weights
	Review      bits       `json:"review_bits"`
	Vetoes      []string   `json:"vetoes"`
	SharedIDs   []sharedID `json:"shared_ids"`
	MergedBy    *uuid.UUID `json:"merged_by"`
	KeptApartBy *uuid.UUID `json:"kept_apart_by"`
	ReviewID    *uuid.UUID `json:"review"` // open, between the two profiles
	Why         string     `json:"why,omitempty"`
	Merge       *mergeTold `json:"merge"`      // merged_by, with the evidence of its day
	DecidedBy   *said      `json:"decided_by"` // a person's decision behind it
	Position    string     `json:"position"`
}

// weights are the bits of a pair.
type weights struct {
	Total      bits        `json:"total_bits"`
	Prior      bits        `json:"prior_bits"`
	Auto       bits        `json:"auto_bits"`
	Margin     bits        `json:"margin_bits"`
	Fields     []fieldBits `json:"fields"`
	Gates      []gateBits  `json:"gates"`
	SharedKeys []string    `json:"shared_keys"`
	Model      string      `json:"model,omitempty"`
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

// sharedID is a strong identifier that both hold.
type sharedID struct {
	Type  string `json:"type"`
	Space string `json:"space"`
	Value string `json:"value"`
}

// mergeTold is the merge that joined the two, as the log tells it.
type mergeTold struct {
	Event   uuid.UUID  `json:"event"`
	At      time.Time  `json:"at"`
	Cause   string     `json:"cause"`
	RecordA *uuid.UUID `json:"record_a"`
	RecordB *uuid.UUID `json:"record_b"`
	Summary string     `json:"summary"`
	Words   []string   `json:"words"`
	weights
}

// said is a person's decision.
type said struct {
	Event  uuid.UUID `json:"event"`
	Type   string    `json:"type"`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
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
	ids := [2]uuid.UUID{}
	for i, name := range [2]string{"a", "b"} {
		if ids[i], err = uuid.Parse(r.URL.Query().Get(name)); err != nil {
			return commands.Refuse(commands.Invalid, "give a and b: the ids of two profiles or records", "%s is no id: %.60q", name, r.URL.Query().Get(name))
		}
	}
	position := s.shown(c, identityModel)
	e, err := s.Matcher.Explain(r.Context(), c.Account, ids[0], ids[1])
	switch {
	case errors.Is(err, identity.ErrUnknown):
		return commands.Refuse(commands.NotFound, "GET /api/profiles?q= finds profiles", "%s", err)
	case errors.Is(err, identity.ErrSame):
		return commands.Refuse(commands.Invalid, "name two records; GET /api/profiles/{id} lists those of a profile", "there is nothing to explain: %s", err)
	case err != nil:
		return err
	}
	out := explained(&e)
	out.A, out.B, out.Position = ids[0], ids[1], position
	answer(w, out)
	return nil
}

func explained(e *identity.Explained) explanation {
	out := explanation{
		ProfileA: e.ProfileA, ProfileB: e.ProfileB, RecordA: some(e.RecordA), RecordB: some(e.RecordB),
		SameProfile: e.ProfileA == e.ProfileB, Decision: e.Verdict, Summary: e.Summary(e.Standing), Words: e.Words(e.Standing),
		weights: weighed(&e.Explanation, e.Margin, e.Keys), Review: bits(e.Explanation.Review),
		Vetoes: append([]string{}, e.Vetoes...), SharedIDs: []sharedID{},
		MergedBy: some(e.Merged), KeptApartBy: some(e.Decided), ReviewID: some(e.Review),
	}
	if e.Review != uuid.Nil {
		out.Why = e.Why.String()
	}
	for i := range out.Fields {
		out.Fields[i].SourceA, out.Fields[i].SourceB = some(e.SourceA), some(e.SourceB)
	}
	for _, id := range e.SharedIDs {
		out.SharedIDs = append(out.SharedIDs, sharedID{string(id.Type), id.Space, id.Value})
	}
	if m := e.Merge; m != nil {
		out.Merge = &mergeTold{
			m.Event, m.At.UTC(), string(m.Cause), some(m.RecordA), some(m.RecordB),
			m.Summary(m.Standing()), m.Words(m.Standing()), weighed(&m.Explanation, m.Margin, m.Keys),
		}
		for i := range out.Merge.Fields {
			out.Merge.Fields[i].SourceA, out.Merge.Fields[i].SourceB = some(m.SourceA), some(m.SourceB)
		}
	}
	if d := e.Said; d != nil {
		out.DecidedBy = &said{d.Event, string(d.Type), d.Actor, d.Reason, d.At.UTC()}
	}
	return out
}

func weighed(e *match.Explanation, margin match.Bits, keys []string) weights {
	out := weights{
		Total: bits(e.Total), Prior: bits(e.Prior), Auto: bits(e.Auto), Margin: bits(margin), Model: e.Model,
		Fields: []fieldBits{}, Gates: []gateBits{}, SharedKeys: append([]string{}, keys...),
	}
	for _, f := range e.Fields {
		out.Fields = append(out.Fields, fieldBits{Field: f.Field.String(), Level: f.Level.String(), Bits: bits(f.Bits), A: f.A, B: f.B})
	}
	for _, g := range e.Gates {
		out.Gates = append(out.Gates, gateBits{g.Gate.String(), bits(g.Bits)})
	}
	return out
}
