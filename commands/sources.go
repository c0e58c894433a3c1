package commands

import (
	"context"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// maxName bounds the names that people give to things, in bytes.
const maxName = 200

// RegisterSource makes a source.
type RegisterSource struct {
	Name      string           `json:"name"`
	Kind      event.SourceKind `json:"kind"`
	IDSpace   string           `json:"id_space,omitempty"` // where its ids are unique
	Shareable *bool            `json:"shareable,omitempty"`
	Region    string           `json:"region,omitempty"`
}

// sourceKinds are the kinds that there are.
var sourceKinds = []event.SourceKind{
	event.SourceManual, event.SourceForm, event.SourceIntegration,
	event.SourceVoter, event.SourceImport, event.SourceDigital,
}

// newSource names a source. Digital sources of an account share the id space
// "app"; a source of another kind has its own.
func (s *Service) newSource(d deciding, name string, kind event.SourceKind) event.SourceRegistered {
	r := event.SourceRegistered{Source: d.id("source " + name), Name: name, Kind: kind, Namespace: s.NewID()}
	if kind == event.SourceDigital || kind == event.SourceForm {
		r.IDSpace = "app"
	} else {
		r.IDSpace = ownSpace + r.Source.String()
	}
	return r
}

// ownSpace begins the id space of a source that shares it with no other.
const ownSpace = "source:"

// maxSpaceName bounds the names that go into an id space; the matcher compares
// no more of one than fits.
const maxSpaceName = 100

// spaceByName names the own id space of a new source after it: with a random id
// in it, the same files would break the matcher's ties in another way in every
// installation. A name that is long or gave another source's space will not do.
func spaceByName(a *fold.Account, r event.SourceRegistered) string {
	space := ownSpace + r.Name
	if len(r.Name) > maxSpaceName || strings.ContainsFunc(r.Name, unicode.IsControl) {
		return r.IDSpace
	}
	for _, other := range a.Sources() {
		if other.IDSpace == space {
			return r.IDSpace
		}
	}
	return space
}

// RegisterSource carries the command out.
func (s *Service) RegisterSource(ctx context.Context, c Caller, cmd RegisterSource, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	return s.registerSource(ctx, c, cmd, idempotencyKey)
}

func (s *Service) registerSource(ctx context.Context, c Caller, cmd RegisterSource, idempotencyKey string) (Answer, error) {
	cmd.Name = strings.TrimSpace(cmd.Name)
	if cmd.Name == "" || len(cmd.Name) > maxName {
		return Answer{}, Refuse(Invalid, "give a name of at most 200 bytes", "a source needs a name")
	}
	if !contains(sourceKinds, cmd.Kind) {
		return Answer{}, Refuse(Invalid, `"kind" is one of digital, form, import, voter, integration and manual`, "there is no kind of source %q", cmd.Kind)
	}
	d := s.begin(c, "register-source", idempotencyKey)
	r := s.newSource(d, cmd.Name, cmd.Kind)
	if cmd.IDSpace != "" {
		r.IDSpace = cmd.IDSpace
	}
	r.Private = cmd.Shareable != nil && !*cmd.Shareable
	r.Region = strings.ToUpper(cmd.Region)
	return s.decide(ctx, d, map[string]any{"source": r.Source}, func(a *fold.Account) ([]event.Payload, error) {
		if _, taken := a.SourceNamed(cmd.Name); taken {
			return nil, Refuse(Conflict, "choose another name, or use the source that is there", "there is a source named %q already", cmd.Name)
		}
		if cmd.IDSpace == "" && strings.HasPrefix(r.IDSpace, ownSpace) {
			r.IDSpace = spaceByName(a, r)
		}
		return []event.Payload{r}, nil
	})
}

// RenameSource gives a source another name.
type RenameSource struct {
	Source string `json:"source"`
	Name   string `json:"name"`
}

// RenameSource carries the command out.
func (s *Service) RenameSource(ctx context.Context, c Caller, cmd RenameSource, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	cmd.Name = strings.TrimSpace(cmd.Name)
	if cmd.Name == "" || len(cmd.Name) > maxName {
		return Answer{}, Refuse(Invalid, "give a name of at most 200 bytes", "a source needs a name")
	}
	return s.decide(ctx, s.begin(c, "rename-source", idempotencyKey), nil, func(a *fold.Account) ([]event.Payload, error) {
		source, err := sourceOf(a, cmd.Source)
		if err != nil {
			return nil, err
		}
		if other, taken := a.SourceNamed(cmd.Name); taken && other.ID != source.ID {
			return nil, Refuse(Conflict, "choose another name", "there is a source named %q already", cmd.Name)
		}
		return []event.Payload{event.SourceRenamed{Source: source.ID, Name: cmd.Name}}, nil
	})
}

// OrderSources sets the order of trust, most trusted first, for all categories
// or for one.
type OrderSources struct {
	Order    []string `json:"order"`
	Category string   `json:"category,omitempty"`
}

// OrderSources carries the command out.
func (s *Service) OrderSources(ctx context.Context, c Caller, cmd OrderSources, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	return s.decide(ctx, s.begin(c, "order-sources", idempotencyKey), nil, func(a *fold.Account) ([]event.Payload, error) {
		p := event.SourcesOrdered{}
		for _, name := range cmd.Order {
			source, err := sourceOf(a, name)
			if err != nil {
				return nil, err
			}
			if contains(p.Order, source.ID) {
				return nil, Refuse(Invalid, "name every source once", "source %q stands twice in the order", name)
			}
			p.Order = append(p.Order, source.ID)
		}
		if cmd.Category != "" {
			cat, ok := a.Catalogue().Named(cmd.Category)
			if !ok {
				return nil, unknownCategory(a.Catalogue(), cmd.Category)
			}
			p.Category = cat.Number
		}
		return []event.Payload{p}, nil
	})
}

// sourceOf finds a source by id or name.
func sourceOf(a *fold.Account, name string) (fold.Source, error) {
	if id, err := uuid.Parse(name); err == nil {
		if source, ok := a.Source(id); ok {
			return source, nil
		}
	}
	if source, ok := a.SourceNamed(name); ok {
		return source, nil
	}
	return fold.Source{}, Refuse(NotFound, "GET /api/sources lists the sources; register-source makes one", "there is no source %q in this account", name)
}

func contains[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
