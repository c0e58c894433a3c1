package mapping

import (
	"slices"
	"strconv"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// compiler turns the columns' targets into steps.
type compiler struct {
	g     *guesser
	steps []step
	by    map[string][]use // target name -> its columns, in the order of the header
}

// use is one target of one column.
type use struct {
	d *draft
	t target
}

// compile makes the program of a plan.
func (g *guesser) compile(key int) program {
	c := &compiler{g: g, by: map[string][]use{}}
	p := program{mode: g.o.Mode, key: key, who: g.who()}
	for _, d := range g.columns {
		used := d.key
		for _, t := range d.targets {
			if t.name == "-" || t.name == "key" {
				continue
			}
			used = true
			c.by[t.name] = append(c.by[t.name], use{d, t})
		}
		if used {
			p.used = append(p.used, d.index)
		}
	}
	c.about()
	c.ids()
	c.names()
	c.born()
	c.emails()
	c.phones()
	c.addresses()
	c.elections()
	c.others()
	p.steps = c.steps
	return p
}

// who are the categories that tell who a row is about.
func (g *guesser) who() map[category.Number]bool {
	who := map[category.Number]bool{}
	for _, c := range g.o.Catalogue.All() {
		switch {
		case c.StrongID, c.Cardinality == category.Part && c.Address():
			who[c.Number] = true
		}
		switch c.Name {
		case "first_name", "middle_name", "last_name", "suffix", "nickname", "maiden_name", "birth_date", "birth_year", "email", "phone":
			who[c.Number] = true
		case "country", "county", "municipality":
			delete(who, c.Number) // where thousands are
		}
	}
	return who
}

// source is a column as a step reads it.
func (c *compiler) source(u use) source {
	s := source{at: u.d.index, header: u.d.header, values: u.t.values, opts: c.g.clean(u.d)}
	return s
}

func (c *compiler) sources(uses []use) []source {
	var out []source
	for _, u := range uses {
		out = append(out, c.source(u))
	}
	return out
}

// take returns the columns of a target and marks it done.
func (c *compiler) take(name string) []use {
	uses := c.by[name]
	delete(c.by, name)
	return uses
}

// one is the first column of a target as a source, nil when there is none.
func (c *compiler) one(uses []use, part string) *source {
	for _, u := range uses {
		if u.t.part == part {
			s := c.source(u)
			return &s
		}
	}
	return nil
}

func (c *compiler) about() {
	s := &aboutStep{asof: c.sources(c.take("asof")), refunded: c.sources(c.take("refunded"))}
	if len(s.asof)+len(s.refunded) > 0 {
		c.steps = append(c.steps, s)
	}
}

func (c *compiler) ids() {
	for _, cat := range c.g.o.Catalogue.All() {
		if !cat.StrongID {
			continue
		}
		s := &idStep{c: cat}
		for _, u := range c.take(cat.Name) {
			id := idSource{source: c.source(u), space: c.g.space(cat.Name)}
			if cat.Name == "external_id" {
				id.system = u.t.arg
			}
			s.columns = append(s.columns, id)
		}
		if len(s.columns) > 0 {
			c.steps = append(c.steps, s)
		}
	}
}

// space is where identifiers of a category are unique: a state's voter ids in
// the state, all others in their source.
func (g *guesser) space(name string) string {
	if name == "voter_id" && g.layout != nil && g.layout.space != "" {
		return g.layout.space
	}
	return g.o.Space
}

func (c *compiler) names() {
	s := &nameStep{full: c.sources(c.by["name"])}
	for _, u := range c.take("name") {
		if u.t.arg == "surname" || surnameFirst(u.d.name) {
			s.order = clean.SurnameFirst
		}
	}
	for _, x := range []struct {
		name string
		to   *category.Category
	}{
		{"title_prefix", &s.cats.prefix},
		{"first_name", &s.cats.first},
		{"middle_name", &s.cats.middle},
		{"last_name", &s.cats.last},
		{"suffix", &s.cats.suffix},
		{"nickname", &s.cats.nickname},
	} {
		*x.to, _ = c.g.named(x.name)
		if x.name == "nickname" {
			break // many-valued: it has a step of its own
		}
		uses := c.take(x.name)
		uses = slices.DeleteFunc(uses, func(u use) bool {
			if u.t.part == "second" {
				s.second = append(s.second, c.source(u))
			}
			return u.t.part == "second"
		})
		if len(uses) > 0 {
			s.parts = append(s.parts, &oneStep{c: *x.to, columns: c.sources(uses)})
		}
	}
	if len(s.parts)+len(s.full) > 0 {
		c.steps = append(c.steps, s)
	}
}

// surnameFirst reports headers that say the order: "Cognome e nome".
func surnameFirst(name string) bool {
	return slices.Contains([]string{"cognomeenome", "cognomenome", "nachnamevorname", "lastfirst", "lastnamefirstname", "nametvorname"}, name)
}

func (c *compiler) born() {
	for _, name := range []string{"birth_date", "birth_year"} {
		if uses := c.take(name); len(uses) > 0 {
			cat, _ := c.g.named(name)
			c.steps = append(c.steps, &oneStep{c: cat, columns: c.sources(uses)})
		}
	}
	if parts := c.take("birth"); len(parts) > 0 {
		s := &bornStep{day: c.one(parts, "day"), month: c.one(parts, "month"), year: c.one(parts, "year")}
		s.c, _ = c.g.named("birth_date")
		c.steps = append(c.steps, s)
	}
	if uses := c.take("age"); len(uses) > 0 {
		cat, _ := c.g.named("age")
		c.steps = append(c.steps, &ageStep{oneStep{c: cat, columns: c.sources(uses)}})
	}
}

func (c *compiler) addresses() {
	s := &addressStep{catalogue: c.g.o.Catalogue}
	s.c, _ = c.g.named("address")
	for _, kind := range []string{"home", "mail", "work", "other"} {
		k := addressKind{kind: kind}
		var names []string
		for name := range c.by {
			if of, _, ok := blockOf(name); ok && of == kind {
				names = append(names, name)
			}
		}
		slices.SortFunc(names, func(a, b string) int { return choiceOf(a) - choiceOf(b) })
		for _, name := range names {
			k.blocks = append(k.blocks, c.block(kind, c.take(name)))
		}
		if len(k.blocks) > 0 {
			s.kinds = append(s.kinds, k)
		}
	}
	if len(s.kinds) > 0 {
		c.steps = append(c.steps, s)
	}
}

// choiceOf is the place of an address block among those of its kind.
func choiceOf(name string) int {
	_, choice, _ := blockOf(name)
	if n, err := strconv.Atoi(choice); err == nil {
		return n
	}
	return 1
}

func (c *compiler) block(kind string, uses []use) block {
	b := block{first: c.source(uses[0]), opts: c.g.clean(nil)}
	if kind == "home" && c.g.layout != nil {
		b.state = c.g.layout.state
	}
	for _, u := range uses {
		src := c.source(u)
		if u.t.part == "kind" {
			b.kind = &src
			continue
		}
		if u.t.part == "county" && u.t.arg != "" {
			src.values = counties()[u.t.arg]
		}
		b.named = b.named || u.t.part == "name"
		b.fields = append(b.fields, field{src, u.t.part})
	}
	return b
}

func (c *compiler) elections() {
	uses := c.take("election")
	if len(uses) == 0 {
		return
	}
	s := &electionStep{}
	s.voted, _ = c.g.named("voted_in")
	s.ballot, _ = c.g.named("primary_ballot")
	for _, u := range uses {
		s.columns = append(s.columns, electionSource{c.source(u), u.t.arg})
	}
	c.steps = append(c.steps, s)
}

// others are the categories that stand for themselves, in the catalogue's order.
func (c *compiler) others() {
	lat, lon := c.take("lat"), c.take("lon")
	if len(lat) > 0 && len(lon) > 0 {
		s := &geoStep{lat: c.source(lat[0]), lon: c.source(lon[0])}
		s.c, _ = c.g.named("location")
		c.steps = append(c.steps, s)
	}
	for _, cat := range c.g.o.Catalogue.All() {
		uses := c.take(cat.Name)
		if len(uses) == 0 {
			continue
		}
		if cat.Cardinality == category.Many {
			google := slices.ContainsFunc(uses, func(u use) bool { return u.t.arg == "google" })
			c.steps = append(c.steps, &manyStep{c: cat, columns: c.sources(uses), google: google})
			continue
		}
		strict := cat.Type == category.Bool
		c.steps = append(c.steps, &oneStep{c: cat, columns: c.sources(uses), strict: strict})
	}
}
