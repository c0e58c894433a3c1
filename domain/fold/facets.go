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
	out := v.AppendFacets(nil, records)
	slices.SortFunc(out, compareFacets)
	return slices.Compact(out)
}

// AppendFacets appends the rows of a profile as they come, those of the account
// first: for whoever sorts by an order of its own. A row may be there twice.
func (v Viewer) AppendFacets(out []Facet, records []RecordFacts) []Facet {
	b := v.build(records)
	if v.Contact == nil {
		v.Contact = b.contactHere // also for the sources: it is account-wide
	}
	b.derive() // addresses and ages differ between account and source, this does not
	stated := b.fork()
	b.showAddress()
	b.ages(false, catBirthDate, catBirthYear, catAge)
	out = v.facets(slices.Grow(out, 4*len(b.entries)), b.finish(), uuid.Nil, "")
	for left := b.records; len(left) > 0; {
		source := left[0].Source
		if len(left) == len(b.records) && sameSource(left) {
			return stated.sourceFacets(out, source)
		}
		var of, rest []RecordFacts
		for _, r := range left {
			if r.Source == source {
				of = append(of, r)
			} else {
				rest = append(rest, r)
			}
		}
		one := v.build(of)
		one.house = b.house
		one.derive()
		out, left = one.sourceFacets(out, source), rest
	}
	return out
}

func sameSource(records []RecordFacts) bool {
	return !slices.ContainsFunc(records, func(r RecordFacts) bool { return r.Source != records[0].Source })
}

// sourceFacets are the rows of one source, of which everything is derived.
func (b *builder) sourceFacets(out []Facet, source uuid.UUID) []Facet {
	for _, kind := range [...]string{home, mail} {
		if s, ok := b.address(kind); ok {
			out = b.facets(out, b.dwelling(s), source, kind)
		}
	}
	b.showLone()
	b.ages(false, catAge)
	return b.facets(out, b.finish(), source, "")
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
	if a.Source != b.Source {
		return compareIDs(a.Source, b.Source)
	}
	if a.Category != b.Category {
		return cmp.Compare(a.Category, b.Category)
	}
	if a.Kind != b.Kind {
		return cmp.Compare(a.Kind, b.Kind)
	}
	return cmp.Compare(a.Value, b.Value)
}
