package http

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// list answers a list of the account's state, under its plural noun.
func list[T any](s *Server, w http.ResponseWriter, r *http.Request, noun string, of func(c commands.Caller, a *fold.Account) []T) error {
	c, err := s.reader(r)
	if err != nil {
		return err
	}
	items := []T{}
	if err := s.Directory.Read(c.Account, func(a *fold.Account) { items = append(items, of(c, a)...) }); err != nil {
		return err
	}
	answer(w, map[string]any{noun: items, "next": nil})
	return nil
}

type categoryItem struct {
	Name        string   `json:"name"`
	Label       string   `json:"label"`
	Group       string   `json:"group"`
	Type        string   `json:"type"`
	Values      string   `json:"values"` // one, many, one_a_kind, part, derived
	DerivedFrom []string `json:"derived_from,omitempty"`
	StrongID    bool     `json:"strong_id,omitempty"`
}

func (s *Server) listCategories(w http.ResponseWriter, r *http.Request) error {
	return list(s, w, r, "categories", func(_ commands.Caller, a *fold.Account) []categoryItem {
		var out []categoryItem
		for _, c := range a.Catalogue().All() {
			out = append(out, categoryItem{c.Name, c.Label, c.Group, string(c.Type), string(c.Cardinality), c.Parents, c.StrongID})
		}
		return out
	})
}

type activityTypeItem struct {
	Type       string   `json:"type"`
	Dimensions []string `json:"dimensions"`
	Numbers    []string `json:"numbers"`
}

func (s *Server) listActivityTypes(w http.ResponseWriter, r *http.Request) error {
	return list(s, w, r, "activity_types", func(_ commands.Caller, a *fold.Account) []activityTypeItem {
		var out []activityTypeItem
		for _, t := range a.ActivityTypes() {
			out = append(out, activityTypeItem{t.Name, append([]string{}, t.Dimensions...), append([]string{}, t.Numbers...)})
		}
		return out
	})
}

type sourceItem struct {
	ID        uuid.UUID        `json:"id"`
	Name      string           `json:"name"`
	Kind      event.SourceKind `json:"kind"`
	IDSpace   string           `json:"id_space"`
	Shareable bool             `json:"shareable"`
	Retracted bool             `json:"retracted,omitempty"`
	Trust     int              `json:"trust"` // 1 is the most trusted
}

func (s *Server) listSources(w http.ResponseWriter, r *http.Request) error {
	return list(s, w, r, "sources", func(_ commands.Caller, a *fold.Account) []sourceItem {
		var out []sourceItem
		for _, src := range a.Sources() {
			rank, _ := a.Trust().Rank(0, src.ID)
			out = append(out, sourceItem{src.ID, src.Name, src.Kind, src.IDSpace, !src.Private, src.Retracted, rank + 1})
		}
		return out
	})
}

type keyItem struct {
	ID       uuid.UUID  `json:"id"`
	Name     string     `json:"name,omitempty"`
	Role     event.Role `json:"role"`
	Source   string     `json:"source,omitempty"`
	Expires  *time.Time `json:"expires,omitempty"`
	Revoked  bool       `json:"revoked"`
	LastUsed *time.Time `json:"last_used"` // since the server started
}

func (s *Server) listKeys(w http.ResponseWriter, r *http.Request) error {
	return list(s, w, r, "keys", func(c commands.Caller, a *fold.Account) []keyItem {
		var out []keyItem
		if c.Role != event.RoleAdmin {
			return out
		}
		for _, k := range a.Keys() {
			it := keyItem{ID: k.ID, Name: k.Name, Role: k.Role, Revoked: k.Revoked}
			if src, ok := a.Source(k.Source); ok {
				it.Source = src.Name
			}
			if !k.Expires.IsZero() {
				it.Expires = &k.Expires
			}
			if at, ok := s.uses.of(k.ID); ok {
				it.LastUsed = &at
			}
			out = append(out, it)
		}
		return out
	})
}

type grantItem struct {
	ID      uuid.UUID   `json:"id"`
	To      uuid.UUID   `json:"to"`
	Sources []uuid.UUID `json:"sources,omitempty"`
	Kind    string      `json:"kind,omitempty"`
	All     bool        `json:"all,omitempty"`
	Without []string    `json:"without_categories,omitempty"`
	Granted time.Time   `json:"granted_at"`
	Revoked *time.Time  `json:"revoked_at"`
}

func (s *Server) listGrants(w http.ResponseWriter, r *http.Request) error {
	return list(s, w, r, "grants", func(_ commands.Caller, a *fold.Account) []grantItem {
		var out []grantItem
		for _, g := range a.Grants() {
			it := grantItem{ID: g.ID, To: g.To, Sources: g.Sources, Kind: string(g.Kind), All: g.All, Granted: g.GrantedAt}
			for _, n := range g.Without {
				it.Without = append(it.Without, a.Catalogue().Name(n))
			}
			if !g.InForce() {
				it.Revoked = &g.RevokedAt
			}
			out = append(out, it)
		}
		return out
	})
}

type webhookItem struct {
	ID    uuid.UUID `json:"id"`
	URL   string    `json:"url"`
	Types []string  `json:"types"`
}

func (s *Server) listWebhooks(w http.ResponseWriter, r *http.Request) error {
	return list(s, w, r, "webhooks", func(c commands.Caller, a *fold.Account) []webhookItem {
		var out []webhookItem
		if c.Role != event.RoleAdmin {
			return out
		}
		for _, h := range a.Webhooks() {
			out = append(out, webhookItem{h.ID, h.URL, append([]string{}, h.Types...)})
		}
		return out
	})
}
