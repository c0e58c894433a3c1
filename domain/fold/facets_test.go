package fold_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// profile draws some records of sources 1 to 3.
func profile(t *rapid.T) []fold.RecordFacts {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	var out []fold.RecordFacts
	for i := range rapid.IntRange(0, 5).Draw(t, "records") {
		var facts []event.Fact
		for group := range rapid.IntRange(0, 6).Draw(t, "facts") {
			switch pick("about", "party", "tag", "birth", "age", "address", "city", "email") {
			case "party":
				facts = append(facts, set("party", pick("party", "DEM", "REP")))
			case "tag":
				facts = append(facts, add("tag", pick("tag", "a", "b", "c")))
			case "birth":
				facts = append(facts, set(pick("birth", "birth_date", "birth_year"), pick("year", "1980", "1990")))
			case "age":
				facts = append(facts, set("age", pick("age", "20", "30")))
			case "address":
				facts = append(facts, address(uint16(group+1), pick("kind", "home", "mail"), pick("part", "city", "street"), pick("text", "X", "Y"))...)
			case "city":
				facts = append(facts, set("city", pick("lone", "L1", "L2")))
			case "email":
				facts = append(facts, grouped(uint16(group+1), add("email", pick("email", "a@x", "b@y")), add("email_opt_in", pick("opt", "subscribed", "bounced")))...)
			}
		}
		r := known(rapid.IntRange(1, 3).Draw(t, "source"), 1+i, facts...)
		if rapid.Bool().Draw(t, "active") {
			s := fold.Summarise(contributions(t))
			r.Summary = &s
		}
		out = append(out, r)
	}
	return out
}

// What the account's facets say is exactly the view.
func TestFacetsAreTheView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, records := viewer(2, 1, 3), profile(t)
		got := map[string][]string{}
		for _, f := range v.Facets(records) {
			if f.Source != uuid.Nil {
				continue
			}
			value := f.Value
			if f.Category == cat("age") {
				birth, _ := fold.ParseDay(value)
				age, ok := fold.AgeOn(birth, v.Today)
				if !ok {
					continue
				}
				value = fmt.Sprint(age)
			}
			name := category.BuiltIn().Name(f.Category)
			got[name] = append(got[name], value)
		}
		want := shown(v.View(records))
		for _, values := range want {
			slices.Sort(values)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

// Facets of single sources, composed by the rules that Facet states, are what a
// viewer who sees those sources is shown.
func TestFacetsCompose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := profile(t)
		order := rapid.SampledFrom([][]int{{1}, {2, 1}, {3, 2}, {1, 3, 2}}).Draw(t, "visible")
		facets := viewer(1, 2, 3).Facets(records)
		want := shown(viewer(order...).View(records))
		for _, name := range []string{"party", "birth_date", "tag", "email_domain", "city", "street", "household", "age"} {
			w := want[name]
			slices.Sort(w)
			if d := cmp.Diff(w, compose(facets, order, name)); d != "" {
				t.Fatalf("%s for %v: %s", name, order, d)
			}
		}
	})
}

// Whether a contact point may be used is the same whichever source is looked at.
func TestFacetsOfContactAreAccountWide(t *testing.T) {
	email := func(state string) []event.Fact {
		return grouped(1, set("email", "a@x.org"), set("email_opt_in", state))
	}
	records := []fold.RecordFacts{known(1, 1, email("subscribed")...), known(2, 9, email("bounced")...), known(3, 5, set("email", "a@x.org"))}
	facets := rows(viewer(1, 2, 3).Facets(records))
	for source := range 3 {
		if d := cmp.Diff([]string{"false"}, facets.of(source+1, "can_email", "")); d != "" {
			t.Errorf("source %d: %s", source+1, d)
		}
	}
}

type rows []fold.Facet

func (r rows) of(source int, name, kind string) []string {
	var out []string
	for _, f := range r {
		if f.Source == id('s', source) && f.Category == cat(name) && f.Kind == kind {
			out = append(out, f.Value)
		}
	}
	return out
}

func compose(facets rows, order []int, name string) []string {
	first := func(name, kind string) []string {
		for _, s := range order {
			if v := facets.of(s, name, kind); v != nil {
				return v
			}
		}
		return nil
	}
	switch name {
	case "tag", "email_domain":
		var all []string
		for _, s := range order {
			all = append(all, facets.of(s, name, "")...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	case "age":
		for _, from := range []string{"birth_date", "birth_year", "age"} {
			if v := first(from, ""); v != nil {
				birth, _ := fold.ParseDay(v[0])
				age, _ := fold.AgeOn(birth, viewer().Today)
				return []string{fmt.Sprint(age)}
			}
		}
		return nil
	case "city", "street", "household":
		for _, kind := range []string{"home", "mail"} {
			for _, s := range order {
				if slices.Contains(facets.of(s, "address", ""), kind) {
					if v := facets.of(s, name, kind); v != nil {
						return v
					}
					return first(name, "")
				}
			}
		}
	}
	return first(name, "")
}
