package commands

import (
	"context"
	"encoding/json"
	"regexp"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// DefineCategory adds a category to the account's catalogue.
type DefineCategory struct {
	Name  string        `json:"name"` // lower case with underscores
	Label string        `json:"label,omitempty"`
	Type  category.Type `json:"type"`
	Many  bool          `json:"many,omitempty"`
}

var categoryName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

var categoryTypes = []category.Type{category.Text, category.Enum, category.Bool, category.NumberT, category.Date, category.Geo}

// DefineCategory carries the command out.
func (s *Service) DefineCategory(ctx context.Context, c Caller, cmd DefineCategory, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if !categoryName.MatchString(cmd.Name) {
		return Answer{}, Refuse(Invalid, "use small letters, digits and underscores, beginning with a letter, at most 64", "%q cannot be the name of a category", cmd.Name)
	}
	if !contains(categoryTypes, cmd.Type) {
		return Answer{}, Refuse(Invalid, `"type" is one of text, enum, bool, number, date and geo`, "there is no type %q", cmd.Type)
	}
	ids := map[string]any{"category": cmd.Name}
	return s.decide(ctx, s.begin(c, "define-category", idempotencyKey), ids, func(a *fold.Account) ([]event.Payload, error) {
		if there, taken := a.Catalogue().Named(cmd.Name); taken {
			same := there.Type == cmd.Type && there.Number >= category.FirstCustom && (there.Cardinality == category.Many) == cmd.Many
			if same {
				return nil, nil
			}
			return nil, Refuse(Conflict, "choose another name", "there is a category %q of another kind already", cmd.Name)
		}
		return []event.Payload{event.CategoryDefined{Number: nextCategory(a.Catalogue()), Name: cmd.Name, Label: cmd.Label, Type: cmd.Type, Many: cmd.Many}}, nil
	})
}

func nextCategory(c *category.Catalogue) category.Number {
	next := category.FirstCustom
	for _, cat := range c.All() {
		next = max(next, cat.Number+1)
	}
	return next
}

func unknownCategory(c *category.Catalogue, name string) error {
	hint := "GET /api/categories lists them"
	if near := c.Nearest(name); near != "" {
		hint = "did you mean \"" + near + "\"? " + hint
	}
	return Refuse(Invalid, hint, "there is no category %q", name)
}

// DefineActivityType declares dimensions (to filter by) and numbers (to add up)
// of an activity type.
type DefineActivityType struct {
	Type       string   `json:"type"`
	Dimensions []string `json:"dimensions,omitempty"`
	Numbers    []string `json:"numbers,omitempty"`
}

// maxDeclared bounds the dimensions of a type: activity cells are kept per
// distinct tuple.
const maxDeclared = 16

// DefineActivityType carries the command out.
func (s *Service) DefineActivityType(ctx context.Context, c Caller, cmd DefineActivityType, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	name := fold.ActivityName(cmd.Type)
	if name == "" || len(name) > maxName {
		return Answer{}, Refuse(Invalid, "give the event's name", "an activity type needs a name")
	}
	if len(cmd.Dimensions) > maxDeclared || len(cmd.Numbers) > maxDeclared {
		return Answer{}, Refuse(Invalid, "declare what you filter by, at most 16", "too many dimensions or numbers")
	}
	return s.decide(ctx, s.begin(c, "define-activity-type", idempotencyKey), map[string]any{"type": name}, func(*fold.Account) ([]event.Payload, error) {
		return []event.Payload{event.ActivityTypeDefined{Name: name, Dimensions: cmd.Dimensions, Numbers: cmd.Numbers}}, nil
	})
}

// DefineSegment saves a segment, or changes the one that is named by Segment.
type DefineSegment struct {
	Segment string          `json:"segment,omitempty"`
	Name    string          `json:"name"`
	Tree    json.RawMessage `json:"tree"`
	Scope   json.RawMessage `json:"scope,omitempty"`
}

// DefineSegment carries the command out; the tree is checked against the
// account's catalogue by check.
func (s *Service) DefineSegment(ctx context.Context, c Caller, cmd DefineSegment, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if cmd.Name == "" || len(cmd.Name) > maxName {
		return Answer{}, Refuse(Invalid, "give a name of at most 200 bytes", "a segment needs a name")
	}
	d := s.begin(c, "define-segment", idempotencyKey)
	id, change := d.id("segment"), false
	if cmd.Segment != "" {
		var err error
		if id, err = uuid.Parse(cmd.Segment); err != nil {
			return Answer{}, Refuse(Invalid, "GET /api/segments lists them", "%q is not the id of a segment", cmd.Segment)
		}
		change = true
	}
	return s.decide(ctx, d, map[string]any{"segment": id}, func(a *fold.Account) ([]event.Payload, error) {
		if err := checkTree(a, id, cmd.Tree); err != nil {
			return nil, err
		}
		if _, err := Scope(a, cmd.Scope); err != nil {
			return nil, err
		}
		if !change {
			return []event.Payload{event.SegmentDefined{Segment: id, Name: cmd.Name, Tree: cmd.Tree, Scope: cmd.Scope}}, nil
		}
		if _, ok := a.Segment(id); !ok {
			return nil, Refuse(NotFound, "GET /api/segments lists them", "there is no segment %s", id)
		}
		return []event.Payload{event.SegmentChanged{Segment: id, Name: cmd.Name, Tree: cmd.Tree, Scope: cmd.Scope}}, nil
	})
}

// RemoveSegment ends a saved segment.
type RemoveSegment struct {
	Segment string `json:"segment"`
}

// RemoveSegment carries the command out.
func (s *Service) RemoveSegment(ctx context.Context, c Caller, cmd RemoveSegment, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	return s.decide(ctx, s.begin(c, "remove-segment", idempotencyKey), nil, func(a *fold.Account) ([]event.Payload, error) {
		id, err := uuid.Parse(cmd.Segment)
		if _, ok := a.Segment(id); err != nil || !ok {
			return nil, Refuse(NotFound, "GET /api/segments lists them", "there is no segment %q", cmd.Segment)
		}
		if name := referring(a, id); name != "" {
			return nil, Refuse(Conflict, "change or remove that one first", "the segment %q is made of this one", name)
		}
		return []event.Payload{event.SegmentRemoved{Segment: id}}, nil
	})
}
