package http

import (
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

const (
	reviewsPage    = 100
	maxReviewsPage = 1000
)

// reviewItem is an open question to a person: are these two profiles one?
// Bits are what spoke for it when it was asked; the words are of now.
type reviewItem struct {
	ID         uuid.UUID `json:"id"`
	A          uuid.UUID `json:"a"` // profiles
	B          uuid.UUID `json:"b"`
	RecordA    uuid.UUID `json:"record_a"`
	RecordB    uuid.UUID `json:"record_b"`
	Why        string    `json:"why"`
	Bits       bits      `json:"bits"`
	Moves      int       `json:"moves"` // records that would change their profile
	Summary    string    `json:"summary"`
	Words      []string  `json:"words"`
	ProposedAt time.Time `json:"proposed_at"`
}

// listReviews is GET /api/reviews: first what would move the most records.
func (s *Server) listReviews(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matchReader(r)
	if err != nil {
		return err
	}
	limit, err := limitOf(r, reviewsPage, maxReviewsPage)
	if err != nil {
		return err
	}
	after, err := reviewCursor(r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	position := s.shown(c, identityModel)
	found, more, err := s.Matcher.Reviews(r.Context(), c.Account, after, limit)
	if err != nil {
		return err
	}
	items, next := []reviewItem{}, ""
	for i := range found {
		v := &found[i]
		items = append(items, reviewItem{
			ID: v.ID, A: v.ProfileA, B: v.ProfileB, RecordA: v.RecordA, RecordB: v.RecordB, Why: v.Why.String(), Bits: bits(v.Bits), Moves: v.Moves,
			Summary: v.Summary(v.Standing), Words: v.Words(v.Standing), ProposedAt: time.UnixMilli(v.At).UTC(),
		})
		if more {
			next = reviewToken(v.ReviewPlace)
		}
	}
	answer(w, map[string]any{"reviews": items, "next": nullable(next), "position": position})
	return nil
}

// reviewToken is a place in the list as clients see it.
func reviewToken(at identity.ReviewPlace) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(at.Moves)) //nolint:gosec // a count
	b = binary.BigEndian.AppendUint32(b, uint32(at.Bits))     //nolint:gosec // back to signed below
	return base64.RawURLEncoding.EncodeToString(append(b, at.ID[:]...))
}

// reviewCursor reads a reviewToken; nil is the start.
func reviewCursor(token string) (*identity.ReviewPlace, error) {
	if token == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 24 {
		return nil, commands.Refuse(commands.Invalid, `use "next" of the last page`, "the cursor is not of this list")
	}
	return &identity.ReviewPlace{
		Moves: int(binary.BigEndian.Uint32(b)), Bits: int32(binary.BigEndian.Uint32(b[4:])), ID: uuid.UUID(b[8:]), //nolint:gosec // as written
	}, nil
}
