package commands

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// Grant lets another account see sources of this one. Sources is a list of
// sources, "kind:digital" (or another kind), or "all".
type Grant struct {
	To      string          `json:"to"`
	Sources json.RawMessage `json:"sources"`
	Without []string        `json:"without_categories,omitempty"`
	Reason  string          `json:"reason,omitempty"`
}

// Grant carries the command out.
func (s *Service) Grant(ctx context.Context, c Caller, cmd Grant, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	to, err := uuid.Parse(cmd.To)
	if err != nil || to == c.Account || s.Directory.Read(to, func(*fold.Account) {}) != nil {
		return Answer{}, Refuse(NotFound, "give the id of another account", "there is no account %q to share with", cmd.To)
	}
	d := s.begin(c, "grant", idempotencyKey)
	p := event.SharingGranted{Grant: d.id("grant"), To: to, Reason: cmd.Reason}
	if _, err := s.Directory.readAt(c.Account, func(a *fold.Account) error { return grantScope(a, cmd, &p) }); err != nil {
		return Answer{}, err
	}
	return s.share(ctx, d, map[string]any{"grant": p.Grant}, p)
}

// grantScope reads what is granted.
func grantScope(a *fold.Account, cmd Grant, p *event.SharingGranted) error {
	for _, name := range cmd.Without {
		cat, ok := a.Catalogue().Named(name)
		if !ok {
			return unknownCategory(a.Catalogue(), name)
		}
		p.Without = append(p.Without, cat.Number)
	}
	var text string
	if json.Unmarshal(cmd.Sources, &text) == nil {
		kind, isKind := strings.CutPrefix(text, "kind:")
		switch {
		case text == "all":
			p.All = true
			return nil
		case isKind && contains(sourceKinds, event.SourceKind(kind)):
			p.Kind = event.SourceKind(kind)
			return nil
		}
		cmd.Sources = json.RawMessage(`[` + string(bytes.TrimSpace(cmd.Sources)) + `]`)
	}
	var names []string
	if err := json.Unmarshal(cmd.Sources, &names); err != nil || len(names) == 0 {
		return Refuse(Invalid, `"sources" is a list of sources, "kind:digital" or "all"`, "it is not clear what to share")
	}
	for _, name := range names {
		source, err := sourceOf(a, name)
		if err != nil {
			return err
		}
		if source.Private {
			return Refuse(Conflict, "", "source %q is marked as not shareable", name)
		}
		p.Sources = append(p.Sources, source.ID)
	}
	return nil
}

// Revoke ends a grant.
type Revoke struct {
	Grant  string `json:"grant"`
	Reason string `json:"reason,omitempty"`
}

// Revoke carries the command out.
func (s *Service) Revoke(ctx context.Context, c Caller, cmd Revoke, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	id, err := uuid.Parse(cmd.Grant)
	known, ended := false, false
	_ = s.Directory.Read(c.Account, func(a *fold.Account) {
		for _, g := range a.Grants() {
			if g.ID == id {
				known, ended = true, !g.InForce()
			}
		}
	})
	switch {
	case err != nil || !known:
		return Answer{}, Refuse(NotFound, "GET /api/grants lists them", "there is no grant %q in this account", cmd.Grant)
	}
	d := s.begin(c, "revoke", idempotencyKey)
	if _, repeated, err := s.repeated(ctx, d); err != nil || ended && !repeated {
		return Answer{Position: s.Directory.Position()}, err
	}
	return s.share(ctx, d, nil, event.SharingRevoked{Grant: id, Reason: cmd.Reason})
}

// share appends to the sharing stream. Grants do not depend on each other, so
// any revision will do.
func (s *Service) share(ctx context.Context, d deciding, ids map[string]any, p event.Payload) (Answer, error) {
	w := journal.Write{Stream: event.SharingStream(d.caller.Account), Expected: eventstore.Any, SkipKnown: true, Entries: s.entries(d, []event.Payload{p})}
	at, err := s.appendOne(ctx, w)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Position: at, Events: []uuid.UUID{d.event}, IDs: ids}, s.Directory.WaitFor(ctx, at)
}
