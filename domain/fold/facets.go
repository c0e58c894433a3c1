package fold

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Facet is one row that a profile belongs to in a segment index: once for each
// source that states it, and once for the owner's account (Source is uuid.Nil)
// with what the owner's page shows. What the account's facets say is exactly
// View, but for the age.
//
// A facet of the category age is a day of birth ("1980-05-17"), so that it does
// not change with the calendar: compare it with LatestBirth. Of the account it
// is the one that View shows an age of; of a source it is only what was stated
// as an age.
//
// How a viewer who sees some sources, most trusted first, composes them:
//
//   - single-valued: v wins if source i has v and no earlier visible source
//     has any value of the category;
//   - many-valued: v counts if any visible source has it;
//   - parts of addresses and the household: facets of a source carry the Kind
//     of the address ("home", "mail"; "" when stated alone). Take those of the
//     first source that has a home address (facet address = "home"); if no
//     visible source has one, of the first with a mailing address; a part that
//     this address lacks comes from the facets without a kind;
//   - age: birth_date as a single-valued category, else birth_year, else the
//     facet age;
//   - can_email and the like: true if any visible source has true;
//   - totals (visits, donation_total, ...): one value a source.
type Facet struct {
	Category category.Number
	Value    string
	Kind     string
	Source   uuid.UUID
}

// Facets lists the rows of a profile, each once, ordered by source, category,
// kind and value, those of the account first.
func (v Viewer) Facets(records []RecordFacts) []Facet {
	b := v.build(records)
	if v.Contact == nil {
		v.Contact = b.contactHere // also for the sources: it is account-wide
	}
	b.showAddress()
	b.derive()
	b.ages(false, catBirthDate, catBirthYear, catAge)
	out := v.facets(nil, b.finish(), uuid.Nil, "")
	for len(b.records) > 0 {
		source := b.records[0].Source
		var of, rest []RecordFacts
		for _, r := range b.records {
			if r.Source == source {
				of = append(of, r)
			} else {
				rest = append(rest, r)
			}
		}
		out = v.sourceFacets(out, of, source)
		b.records = rest
	}
	slices.SortFunc(out, compareFacets)
	return slices.Compact(out)
}

func (v Viewer) sourceFacets(out []Facet, records []RecordFacts, source uuid.UUID) []Facet {
	b := v.build(records)
	for _, kind := range [...]string{home, mail} {
		if s, ok := b.address(kind); ok {
			out = v.facets(out, b.dwelling(s), source, kind)
		}
	}
	b.showLone()
	b.derive()
	b.ages(false, catAge)
	return v.facets(out, b.finish(), source, "")
}

func (v Viewer) facets(out []Facet, entries []Entry, source uuid.UUID, kind string) []Facet {
	for _, e := range entries {
		if c, ok := v.Catalogue.Numbered(e.Category); !ok || c.FreeText {
			continue
		}
		for _, s := range e.Values {
			out = append(out, Facet{e.Category, s.Value, kind, source})
		}
	}
	return out
}

func compareFacets(a, b Facet) int {
	return cmp.Or(compareIDs(a.Source, b.Source), cmp.Compare(a.Category, b.Category),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
}
