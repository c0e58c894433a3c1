package mapping

import (
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// addressStep states the addresses of a row, one a kind.
type addressStep struct {
	c         category.Category
	catalogue *category.Catalogue
	kinds     []addressKind
}

// addressKind is the blocks that may give the address of one kind, the first
// choice first.
type addressKind struct {
	kind   string
	blocks []block
}

// block is the columns of one address.
type block struct {
	first  source // stands for the block in problems
	opts   clean.Options
	state  string // of addresses that name none
	fields []field
	kind   *source // names the kind of the address in the row
	named  bool    // the street comes in parts
}

// field is a column that fills one part of an address.
type field struct {
	source
	part string
}

func (s *addressStep) run(r *run) {
	stated := [4]string{}
	n := 0
	for k := range s.kinds {
		kind := &s.kinds[k]
		var lone clean.AddressInput
		done, heard := false, false
		for b := range kind.blocks {
			in, filled := kind.blocks[b].read(r)
			heard = heard || filled
			if in.Kind == "" {
				in.Kind = kind.kind
			}
			if lone.County == "" && lone.Municipality == "" {
				lone = in
			}
			v, why, ok := clean.CheckedAddress(in, kind.blocks[b].opts)
			if !ok || contains(stated[:n], v.Text) {
				continue
			}
			if why != "" {
				r.problem(&kind.blocks[b].first, "address", "", why, Doubtful)
			}
			r.address(s, v)
			if n < len(stated) {
				stated[n] = v.Text
				n++
			}
			done = true
			if kind.blocks[b].kind == nil {
				break // the others are there for rows that leave it blank
			}
		}
		switch {
		case done:
		case kind.kind == "home" && (lone.County != "" || lone.Municipality != ""):
			s.alone(r, lone, kind.blocks[0].opts)
		}
		if !done && !heard && r.p.mode == Snapshot {
			r.facts = append(r.facts, event.Fact{Op: event.Clear, Category: s.c.Number, Value: kind.kind})
		}
	}
}

func contains(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}

// address states one address with its parts. Setting an address replaces the
// one of its kind only.
func (r *run) address(s *addressStep, v clean.Value) {
	r.groups++
	r.facts = append(r.facts, event.Fact{Op: event.Set, Category: s.c.Number, Group: r.groups, Value: v.Text})
	for _, p := range v.Parts {
		if n := s.catalogue.Number(p.Category); n != 0 && p.Text != "" {
			r.facts = append(r.facts, event.Fact{Op: event.Set, Category: n, Group: r.groups, Value: p.Text, Raw: rawText(p.Raw, p.Text)})
		}
	}
}

// alone states county and municipality of a row without an address: voter files
// hide addresses but not where a person votes.
func (s *addressStep) alone(r *run, in clean.AddressInput, o clean.Options) {
	for _, x := range [...]struct{ name, cell string }{{"county", in.County}, {"municipality", in.Municipality}} {
		c, ok := s.catalogue.Named(x.name)
		if !ok || x.cell == "" {
			continue
		}
		if got := clean.Fact(c.Name, string(c.Type), x.cell, o); len(got.Values) > 0 {
			v := got.Values[0].Text
			r.facts = append(r.facts, event.Fact{Op: event.Set, Category: c.Number, Value: v, Raw: rawText(x.cell, v)})
		}
	}
}

// read collects the parts of an address from the row; filled tells whether any
// of them was not blank.
func (b *block) read(r *run) (in clean.AddressInput, filled bool) {
	for i := range b.fields {
		f := &b.fields[i]
		cell := r.cell(&f.source)
		if cell == "" {
			continue
		}
		filled = true
		in = put(in, f.part, cell)
	}
	if in.Line1 != "" && b.named {
		// The line says the same as the parts of the street.
		in.HouseNumber, in.HouseFraction, in.StreetPrefix, in.StreetName = "", "", "", ""
		in.StreetType, in.StreetSuffixDir, in.UnitType, in.Unit = "", "", "", ""
	}
	if in.State == "" && b.state != "" && (in.City != "" || in.Postcode != "") {
		in.State = b.state
	}
	if b.kind != nil {
		in.Kind = trimStar(r.raw(b.kind))
	}
	return in, filled
}

func trimStar(s string) string {
	for len(s) > 0 && (s[0] == '*' || s[0] == ' ') {
		s = s[1:]
	}
	return s
}

// put fills one part; lines beyond the first are joined, of other parts the
// first that is not blank counts.
func put(in clean.AddressInput, part, cell string) clean.AddressInput {
	join := func(to *string) {
		if *to != "" {
			*to += ", "
		}
		*to += cell
	}
	first := func(to *string) {
		if *to == "" {
			*to = cell
		}
	}
	switch part {
	case "full":
		join(&in.Full)
	case "line1":
		first(&in.Line1)
	case "line2", "line3", "line4", "pobox":
		join(&in.Line2)
	case "house":
		first(&in.HouseNumber)
	case "fraction":
		first(&in.HouseFraction)
	case "predir":
		first(&in.StreetPrefix)
	case "name":
		first(&in.StreetName)
	case "type":
		first(&in.StreetType)
	case "postdir":
		first(&in.StreetSuffixDir)
	case "unittype":
		first(&in.UnitType)
	case "unit":
		first(&in.Unit)
	case "city":
		first(&in.City)
	case "state":
		first(&in.State)
	case "postcode":
		first(&in.Postcode)
	case "postcode4":
		first(&in.Postcode4)
	case "country":
		first(&in.Country)
	case "county":
		first(&in.County)
	case "municipality":
		first(&in.Municipality)
	}
	return in
}
