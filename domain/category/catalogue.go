package category

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed catalogue.tsv
var catalogueTSV string

// ErrUnknown: no category has this name.
var ErrUnknown = errors.New("unknown category")

// Catalogue finds categories by name and number. It is immutable.
type Catalogue struct {
	byName   map[string]*Category
	byNumber map[Number]*Category
	ordered  []*Category
}

// BuiltIn is the catalogue every account starts with.
var BuiltIn = sync.OnceValue(func() *Catalogue {
	c, err := parse(catalogueTSV)
	if err != nil {
		panic(err) // the file is compiled in and tested
	}
	return c
})

func parse(tsv string) (*Catalogue, error) {
	var all []Category
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 8 {
			return nil, fmt.Errorf("category: line %q has %d fields, not 8", line, len(f))
		}
		n, err := strconv.ParseUint(f[0], 10, 16)
		if err != nil {
			return nil, fmt.Errorf("category: number of %q: %w", line, err)
		}
		c := Category{Number: Number(n), Name: f[1], Group: f[2], Type: Type(f[3]), Cardinality: Cardinality(f[4]), Label: f[7]}
		if f[5] != "" && f[5] != "*" {
			c.Parents = strings.Split(f[5], ",")
		}
		for flag := range strings.SplitSeq(f[6], ",") {
			c.StrongID = c.StrongID || flag == "strong_id"
			c.FreeText = c.FreeText || flag == "free_text"
			c.FromActivity = c.FromActivity || flag == "from_activity"
			c.Stated = c.Stated || flag == "stated"
		}
		all = append(all, c)
	}
	return (&Catalogue{}).With(all...)
}

// With returns a catalogue that also holds the given categories. A name or
// number that is taken is an error.
func (c *Catalogue) With(more ...Category) (*Catalogue, error) {
	out := &Catalogue{byName: maps.Clone(c.byName), byNumber: maps.Clone(c.byNumber), ordered: slices.Clone(c.ordered)}
	if out.byName == nil {
		out.byName, out.byNumber = map[string]*Category{}, map[Number]*Category{}
	}
	for _, cat := range more {
		if out.byName[cat.Name] != nil || out.byNumber[cat.Number] != nil {
			return nil, fmt.Errorf("category: %s (number %d) is defined already", cat.Name, cat.Number)
		}
		out.byName[cat.Name], out.byNumber[cat.Number] = &cat, &cat
		out.ordered = append(out.ordered, &cat)
	}
	return out, nil
}

// Named finds a category by its name.
func (c *Catalogue) Named(name string) (Category, bool) {
	if p := c.byName[name]; p != nil {
		return *p, true
	}
	return Category{}, false
}

// Numbered finds a category by its number.
func (c *Catalogue) Numbered(n Number) (Category, bool) {
	if p := c.byNumber[n]; p != nil {
		return *p, true
	}
	return Category{}, false
}

// Number is the number of a built-in or defined category, 0 when there is none.
func (c *Catalogue) Number(name string) Number {
	if p := c.byName[name]; p != nil {
		return p.Number
	}
	return 0
}

// Name is the name of a number, "" when there is none.
func (c *Catalogue) Name(n Number) string {
	if p := c.byNumber[n]; p != nil {
		return p.Name
	}
	return ""
}

// All yields every category in the order of definition.
func (c *Catalogue) All() []Category {
	out := make([]Category, len(c.ordered))
	for i, p := range c.ordered {
		out[i] = *p
	}
	return out
}
