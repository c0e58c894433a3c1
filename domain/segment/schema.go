package segment

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Schema is what names in a tree may stand for.
type Schema struct {
	Catalogue *category.Catalogue
	// Activities finds a declared activity type by its folded name. A type that
	// is not declared can still be counted, for events keep the name they came
	// with; it has no dimensions and numbers.
	Activities func(name string) (fold.ActivityType, bool)
	// ActivityNames are the declared types, for suggestions.
	ActivityNames []string
	// Source finds a source by its name; nil when only ids are accepted.
	Source func(name string) (uuid.UUID, bool)
	// SourceNames are the known names, for suggestions.
	SourceNames []string
}

// SchemaOf is the schema of an account.
func SchemaOf(a *fold.Account) Schema {
	s := Schema{Catalogue: a.Catalogue(), Activities: a.ActivityType}
	for _, t := range a.ActivityTypes() {
		s.ActivityNames = append(s.ActivityNames, t.Name)
	}
	for _, src := range a.Sources() {
		s.SourceNames = append(s.SourceNames, src.Name)
	}
	s.Source = func(name string) (uuid.UUID, bool) {
		src, ok := a.SourceNamed(name)
		return src.ID, ok
	}
	return s
}

func (s Schema) categoryNames() []string {
	var out []string
	for _, c := range s.Catalogue.All() {
		if !c.FreeText {
			out = append(out, c.Name)
		}
	}
	return out
}

// sources resolves names and ids of sources.
func (c *checker) sources(path string, n SourceNames) (SourceNames, error) {
	out := SourceNames{Names: n.Names}
	for _, name := range n.Names {
		id, err := c.source(path, name)
		if err != nil {
			return SourceNames{}, err
		}
		out.IDs = append(out.IDs, id)
	}
	slices.SortFunc(out.IDs, compareIDs)
	out.IDs = slices.Compact(out.IDs)
	return out, nil
}

func (c *checker) source(path, name string) (uuid.UUID, error) {
	if c.schema.Source != nil {
		if id, ok := c.schema.Source(name); ok {
			return id, nil
		}
	}
	if id, err := uuid.Parse(name); err == nil {
		return id, nil
	}
	return uuid.Nil, c.fail(path, ErrUnknown, suggest(name, c.schema.SourceNames), "unknown source %s", quote(name))
}

func compareIDs(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }
