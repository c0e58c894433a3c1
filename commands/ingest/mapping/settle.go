package mapping

import (
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// settle decides what only the other columns can tell.
func (g *guesser) settle() {
	g.settleNames()
	g.settleSecondNames()
	g.settleBirth()
	g.settleAge()
	g.settleTitles()
	g.settleStatus()
	g.settleConsent()
	g.settleAddresses()
	g.settlePhones()
	g.settleStray()
	for _, d := range g.columns {
		if len(d.targets) == 0 {
			d.ignore("no category is known by this name")
		}
	}
}

// has reports whether a column is mapped to a target of the name.
func (g *guesser) has(name string) bool {
	return slices.ContainsFunc(g.columns, func(d *draft) bool { return !d.guess && d.is(name) })
}

// settleNames decides what a column called "name" holds: the surname beside a
// given name, the given name beside a surname, else the full name.
func (g *guesser) settleNames() {
	given, surname := g.has("first_name"), g.has("last_name")
	for _, d := range g.columns {
		if !d.guess || !d.is("name") {
			continue
		}
		full := d.profile.share(func(s string) bool { return strings.ContainsAny(s, " ,") }) >= 0.5 && len(d.profile.cells) > 0
		d.guess = false
		switch {
		case full || !given && !surname:
			if ok, why := d.profile.fits(target{name: "name"}, category.Category{}, g.clean(nil)); !ok {
				d.ignore(why)
			}
		case given && surname:
			d.ignore("first and last name are there already")
		case given:
			d.targets, d.sure = []target{{name: "last_name"}}, 0.7
		default:
			d.targets, d.sure = []target{{name: "first_name"}}, 0.7
		}
	}
}

// settleSecondNames reads a numbered second given name as the middle name, and a
// numbered second surname as the second of two.
func (g *guesser) settleSecondNames() {
	middle := g.has("middle_name")
	for _, d := range g.columns {
		if d.locked || d.chosen {
			continue
		}
		switch t := d.target("first_name"); {
		case t != nil && t.group == "2" && !middle:
			d.targets = []target{{name: "middle_name"}}
		case t != nil:
		case d.is("last_name") && d.target("last_name").group == "2":
			d.targets = []target{{name: "last_name", part: "second"}}
		}
	}
}

// settleTitles decides between "Dr." and "Head of Sales".
func (g *guesser) settleTitles() {
	for _, d := range g.columns {
		if !d.guess || !d.is("title") {
			continue
		}
		d.guess = false
		honorific := d.profile.share(func(s string) bool {
			return len(s) <= 20 && clean.FullName(s+" Ada Lovelace").Prefix != ""
		})
		if honorific >= 0.5 && (len(d.profile.cells) > 0 || g.has("occupation")) {
			d.targets = []target{{name: "title_prefix"}}
		} else {
			d.targets = []target{{name: "occupation"}}
		}
	}
}

// settleStatus reads a column called "status" beside a voter id as the voter's.
func (g *guesser) settleStatus() {
	c, _ := g.named("voter_status")
	for _, d := range g.columns {
		if !d.guess || !d.is("status") {
			continue
		}
		d.guess = false
		voters := g.has("voter_id") && (g.has("registration_date") || g.has("precinct") || g.has("party"))
		if voters && d.profile.cleans(c, g.clean(nil)) >= 0.5 {
			d.targets, d.sure = []target{{name: "voter_status"}}, 0.8
		} else {
			d.ignore("the status of what, no column tells")
		}
	}
}

// settleConsent decides what an "opt in" without a channel is about.
func (g *guesser) settleConsent() {
	for _, d := range g.columns {
		if !d.guess || !d.is("opt_in") {
			continue
		}
		d.guess = false
		switch {
		case g.has("email"):
			d.targets, d.sure = []target{{name: "email_opt_in"}}, 0.8
		case g.has("phone"):
			d.targets, d.sure = []target{{name: "sms_opt_in"}}, 0.7
		default:
			d.ignore("consent to what, no column tells")
		}
	}
}

// settleAddresses finds addresses written into one cell: a street without a city
// or postcode beside it whose cells go on after the street.
func (g *guesser) settleAddresses() {
	parts := map[string]map[string]bool{}
	for _, d := range g.columns {
		for _, t := range d.targets {
			if _, _, ok := blockOf(t.name); ok {
				if parts[t.name] == nil {
					parts[t.name] = map[string]bool{}
				}
				parts[t.name][t.part] = true
			}
		}
	}
	for _, d := range g.columns {
		for i := range d.targets {
			t := &d.targets[i]
			if p := parts[t.name]; d.locked || t.part != "line1" || p["city"] || p["postcode"] {
				continue
			}
			if len(d.profile.cells) > 0 && d.profile.share(func(s string) bool { return strings.ContainsAny(s, ",\n") }) >= 0.3 {
				t.part = "full"
			}
		}
	}
}

// settlePhones joins area codes with their numbers and kinds with their phones.
func (g *guesser) settlePhones() {
	whole, areas := map[string]bool{}, map[string]bool{}
	phones := 0
	for _, d := range g.columns {
		for _, t := range d.targets {
			switch {
			case t.name == "phone" && t.part == "":
				whole[t.group] = true
				phones++
			case t.name == "phone" && t.part == "area":
				areas[t.group] = true
			}
		}
	}
	for _, d := range g.columns {
		for i := range d.targets {
			t := &d.targets[i]
			switch {
			case t.name == "phone" && t.part == "" && areas[t.group]:
				t.part = "number"
			case t.name == "phone" && t.part == "number" && !areas[t.group]:
				t.part = ""
			case t.name == "phone_type" && !whole[t.group] && !d.chosen && phones != 1:
				d.ignore("the kind of which phone, no column tells")
			}
		}
	}
}

// settleStray finds e-mail addresses under a name that tells nothing, when no
// column else holds any.
func (g *guesser) settleStray() {
	if g.has("email") {
		return
	}
	for _, d := range g.columns {
		if d.locked || d.chosen || !d.is("-") || len(d.profile.cells) == 0 || d.targets[0].reason != "no category is known by this name" {
			continue
		}
		if d.profile.share(func(s string) bool { return len(clean.Email(s).Values) > 0 }) >= 0.8 {
			d.targets, d.sure = []target{{name: "email"}}, 0.6
			return
		}
	}
}
