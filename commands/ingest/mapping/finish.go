package mapping

import (
	"fmt"
	"strings"
)

// plan is what Guess found, ready for rows.
func (g *guesser) plan(recordBy string) *Plan {
	p := &Plan{Kind: g.kind(), Mode: g.o.Mode, Region: g.clean(nil).Region, RecordBy: recordBy, Notes: g.notes}
	if g.layout != nil {
		p.Layout = g.layout.name
		p.Notes = append(p.Notes, g.layout.notes...)
	}
	if status := g.fileStatus(); status != "" && g.has("email") {
		p.Notes = append(p.Notes, fmt.Sprintf("the name of the file says that every address is %s", status))
	}
	key := -1
	for _, d := range g.columns {
		if d.key {
			key = d.index
		}
		p.Columns = append(p.Columns, g.shown(d))
	}
	if p.Kind != p.Kind.ReadAs() {
		p.Notes = append(p.Notes, fmt.Sprintf("a file of %s, read as a list of people", p.Kind))
	}
	p.program = g.compile(key)
	return p
}

// shown is a column as people see it.
func (g *guesser) shown(d *draft) Column {
	c := Column{Index: d.index, Header: d.header, Samples: d.profile.shown(), Key: d.key, Sure: d.sure}
	var uses []string
	if d.key {
		uses = append(uses, "record key")
	}
	for _, t := range d.targets {
		if c.Category == "" {
			c.Category = t.category()
		}
		if cat, ok := g.named(t.name); ok && cat.StrongID {
			c.Space = g.space(t.name)
		}
		if t.name != "key" {
			uses = append(uses, t.use())
		}
	}
	c.Use = strings.Join(uses, "; ")
	if d.is("-") {
		c.Sure = 0
	}
	return c
}

// kind is what kind of file it is.
func (g *guesser) kind() Kind {
	switch {
	case g.o.Kind != "":
		return g.o.Kind
	case g.layout != nil:
		return g.layout.kind
	case g.has("voter_id") && (g.has("voter_status") || g.has("registration_date") || g.has("precinct")):
		return KindVoter
	}
	gifts := 0
	for _, d := range g.columns {
		if len(d.targets) == 1 && d.targets[0].reason == "belongs to a gift" {
			gifts++
		}
	}
	if gifts >= 2 {
		return KindDonations
	}
	return KindList
}
