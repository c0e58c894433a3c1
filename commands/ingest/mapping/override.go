package mapping

import (
	"maps"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/spelling"
)

// override applies what a person said about columns.
func (g *guesser) override() error {
	for _, header := range slices.Sorted(maps.Keys(g.o.Overrides)) {
		d := g.byHeader(header)
		if d == nil {
			return &Error{Op: "map", What: header, Err: ErrUnknownHeader, Hint: g.headers()}
		}
		targets, err := g.chosen(d, strings.TrimSpace(g.o.Overrides[header]))
		if err != nil {
			return err
		}
		d.targets, d.sure, d.chosen = targets, 1, true
	}
	return nil
}

// chosen reads what a person calls the use of a column.
func (g *guesser) chosen(d *draft, use string) ([]target, error) {
	switch strings.ToLower(use) {
	case "", "-", "ignore", "none", "skip":
		return []target{{name: "-", reason: "told to ignore it"}}, nil
	case "full_name", "name":
		return []target{{name: "name"}}, nil
	case "key", "record_key":
		return []target{{name: "key", force: true}}, nil
	case "external_id":
		return []target{{name: "external_id", arg: systemOf(d.words)}}, nil
	case "address":
		return []target{{name: "home", part: "full"}}, nil
	case "latitude", "longitude":
		return []target{{name: strings.ToLower(use)[:3]}}, nil
	}
	targets, err := parseTargets(use)
	if err != nil || use[0] == '-' {
		return nil, &Error{Op: "map", What: use, Err: ErrUnknownCategory, Hint: g.nearest(use)}
	}
	for i := range targets {
		if err := g.known(&targets[i], use); err != nil {
			return nil, err
		}
	}
	return targets, nil
}

// known checks a target a person wrote; a part of an address named plainly is
// one of the home address.
func (g *guesser) known(t *target, use string) error {
	if _, _, ok := blockOf(t.name); ok {
		if t.part == "street" {
			t.part = "line1"
		}
		if _, _, ok := addressParts(t.part); !ok {
			return &Error{Op: "map", What: use, Err: ErrUnknownCategory, Hint: "home.street, home.city, mail.postcode and the like"}
		}
		return nil
	}
	if t.name == "lat" || t.name == "lon" || t.name == "name" || t.name == "key" {
		return nil
	}
	c, ok := g.named(t.name)
	switch {
	case !ok || t.part != "" && (t.name != "phone" || t.part != "area" && t.part != "number" && t.part != "ext"):
		return &Error{Op: "map", What: use, Err: ErrUnknownCategory, Hint: g.nearest(use)}
	case !c.Observable():
		return &Error{Op: "map", What: use, Err: ErrNotStated, Hint: "import what it is computed from"}
	case c.Address():
		*t = target{name: "home", part: partOf(c)}
	}
	return nil
}

// partOf is the part of an address block that a category is.
func partOf(c category.Category) string {
	if c.Name == "street" {
		return "line1"
	}
	return c.Name
}

// byHeader finds a column by its header: as it is, without regard to case, or as
// names are compared.
func (g *guesser) byHeader(header string) *draft {
	want := strings.TrimSpace(header)
	name := compact(words(want))
	for _, same := range []func(*draft) bool{
		func(d *draft) bool { return d.header == want },
		func(d *draft) bool { return strings.EqualFold(d.header, want) },
		func(d *draft) bool { return d.name == name && name != "" },
	} {
		if i := slices.IndexFunc(g.columns, same); i >= 0 {
			return g.columns[i]
		}
	}
	return nil
}

// headers lists the columns for a hint.
func (g *guesser) headers() string {
	var names []string
	for _, d := range g.columns[:min(len(g.columns), 12)] {
		names = append(names, d.header)
	}
	s := "it has " + strings.Join(names, ", ")
	if len(g.columns) > 12 {
		s += ", ..."
	}
	return s
}

// nearest names the categories whose names are closest to a misspelt one.
func (g *guesser) nearest(use string) string {
	type near struct {
		name string
		far  int
	}
	var all []near
	want := strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(use))
	for _, c := range g.o.Catalogue.All() {
		if !c.Observable() {
			continue
		}
		far := spelling.Distance(want, c.Name, 64)
		if strings.Contains(c.Name, want) || strings.Contains(want, c.Name) {
			far = min(far, 2)
		}
		all = append(all, near{c.Name, far})
	}
	slices.SortStableFunc(all, func(a, b near) int { return a.far - b.far })
	var names []string
	for _, n := range all[:min(len(all), 3)] {
		names = append(names, n.name)
	}
	return "nearest: " + strings.Join(names, ", ")
}
