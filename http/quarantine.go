package http

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Quarantine lists the data that could not be taken in. commands.Quarantine is
// one.
type Quarantine interface {
	List(account uuid.UUID, cursor string, limit int) ([]commands.HeldDatum, string, error)
	Counts(account uuid.UUID) commands.QuarantineCounts
	Position() eventstore.Position
	WaitFor(ctx context.Context, p eventstore.Position) error
}

const (
	quarantinePage    = 100
	maxQuarantinePage = 1000
)

// heldItem is a datum in quarantine.
type heldItem struct {
	ID         uuid.UUID  `json:"id"`
	Source     uuid.UUID  `json:"source"`
	SourceName string     `json:"source_name"`
	Import     *uuid.UUID `json:"import"`
	Door       string     `json:"door"`
	Reason     string     `json:"reason"`
	Hint       string     `json:"hint,omitempty"`
	RejectedAt time.Time  `json:"rejected_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	// Raw is the datum as it came: JSON, or a text when it is none. Shown for
	// one datum only.
	Raw any `json:"raw,omitempty"`
}

func (n namer) held(d commands.HeldDatum) heldItem {
	return heldItem{
		ID: d.ID, Source: d.Source, SourceName: n.sources[d.Source], Import: some(d.Import), Door: d.Door,
		Reason: d.Reason, Hint: d.Hint, RejectedAt: d.Rejected.UTC(), ExpiresAt: d.Expires.UTC(),
	}
}

// listQuarantine is GET /api/quarantine, newest first.
func (s *Server) listQuarantine(w http.ResponseWriter, r *http.Request) error {
	c, err := s.reader(r)
	if err != nil {
		return err
	}
	if s.Quarantine == nil {
		return commands.Refuse(commands.Unavailable, "start the role api", "the quarantine is not listed here")
	}
	limit, err := limitOf(r, quarantinePage, maxQuarantinePage)
	if err != nil {
		return err
	}
	if err := s.quarantineAwaited(r, c); err != nil {
		return err
	}
	position := s.Commands.PositionToken(c.Account, s.Quarantine.Position())
	found, next, err := s.Quarantine.List(c.Account, r.URL.Query().Get("cursor"), limit)
	if err != nil {
		return err
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	items := []heldItem{}
	for _, d := range found {
		items = append(items, n.held(d))
	}
	counts := s.Quarantine.Counts(c.Account)
	answer(w, map[string]any{
		"quarantine": items, "next": nullable(next), "position": position,
		"counts": map[string]int64{"held": counts.Held, "resubmitted": counts.Resubmitted, "unlisted": counts.Unlisted},
	})
	return nil
}

func (s *Server) quarantineAwaited(r *http.Request, c commands.Caller) error {
	f, err := freshnessOf(r)
	if err != nil {
		return err
	}
	at, err := s.position(r.Context(), c, f)
	if err != nil || at.IsZero() {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), waitAtMost)
	defer cancel()
	return behind(s.Quarantine.WaitFor(ctx, at))
}

// quarantined is GET /api/quarantine/{id}: one datum, with what it says.
func (s *Server) quarantined(w http.ResponseWriter, r *http.Request) error {
	c, err := s.reader(r)
	if err != nil {
		return err
	}
	d, raw, err := s.Commands.Held(r.Context(), c, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	item := n.held(d)
	if item.Raw = json.RawMessage(raw); !json.Valid(raw) {
		item.Raw = strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	answer(w, item)
	return nil
}
