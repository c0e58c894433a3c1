package http

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
)

const (
	reviewsPage    = 100
	maxReviewsPage = 1000
)

// reviewItem is an open question to a person: are these two profiles one?
type reviewItem struct {
	ID         uuid.UUID `json:"id"`
	A          uuid.UUID `json:"a"` // profiles
	B          uuid.UUID `json:"b"`
	RecordA    uuid.UUID `json:"record_a"`
	RecordB    uuid.UUID `json:"record_b"`
	Why        string    `json:"why"`
	Bits       bits      `json:"bits"`
	ProposedAt time.Time `json:"proposed_at"`
}

// listReviews is GET /api/reviews.
func (s *Server) listReviews(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matchReader(r)
	if err != nil {
		return err
	}
	limit, err := limitOf(r, reviewsPage, maxReviewsPage)
	if err != nil {
		return err
	}
	after := uuid.Nil
	if cursor := r.URL.Query().Get("cursor"); cursor != "" {
		if after, err = uuid.Parse(cursor); err != nil {
			return commands.Refuse(commands.Invalid, `use "next" of the last page`, "the cursor is not of this list")
		}
	}
	position := s.shown(c, identityModel)
	found := s.Matcher.Reviews(c.Account, after, limit+1)
	next := ""
	if len(found) > limit {
		found = found[:limit]
		next = found[limit-1].ID.String()
	}
	items := []reviewItem{}
	for _, v := range found {
		items = append(items, reviewItem{v.ID, v.ProfileA, v.ProfileB, v.RecordA, v.RecordB, v.Why, bits(v.Bits), time.UnixMilli(v.At).UTC()})
	}
	answer(w, map[string]any{"reviews": items, "next": nullable(next), "position": position})
	return nil
}
