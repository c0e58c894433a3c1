package naive

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// sight is what a viewer sees: the whole account, or what a trust lists.
type sight struct {
	whole bool
	trust *fold.Trust
	zone  func(fold.Statement) fold.Day
	today fold.Day
	homes homes
}

func (s sight) only(sources []uuid.UUID) sight {
	if len(sources) == 0 {
		return s
	}
	s.whole, s.trust = false, s.trust.Only(func(id uuid.UUID) bool { return slices.Contains(sources, id) })
	return s
}

// values lists what a person has of a category, ages as numbers.
func (s sight) values(p person, c category.Category, anyValue bool) []string {
	var out []string
	switch {
	case anyValue:
		out = s.anyValues(p, c)
	case s.whole:
		out = of(p, uuid.Nil, c.Number, "")
	default:
		out = s.composed(p, c)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if c.Name != "age" {
		return out
	}
	var ages []string
	for _, birth := range out {
		day, _ := fold.ParseDay(birth)
		if age, ok := fold.AgeOn(day, s.today); ok {
			ages = append(ages, strconv.Itoa(age))
		}
	}
	slices.Sort(ages)
	return slices.Compact(ages)
}

// of lists the values of the facets of a source.
func of(p person, source uuid.UUID, n category.Number, kind string) []string {
	var out []string
	for _, f := range p.facets {
		if f.Source == source && f.Category == n && f.Kind == kind {
			out = append(out, f.Value)
		}
	}
	return out
}

// first gives the values of the first source that has any.
func (s sight) first(p person, n category.Number, kind string) []string {
	for _, source := range s.trust.Sources(n) {
		if v := of(p, source, n, kind); len(v) > 0 {
			return v
		}
	}
	return nil
}

func (s sight) composed(p person, c category.Category) []string {
	switch segment.ComposedBy(c) {
	case segment.First:
		return s.first(p, c.Number, "")
	case segment.OfHome:
		return s.ofHome(p, c.Number)
	case segment.OfBirth:
		for _, from := range []category.Number{8, 9} { // birth_date, birth_year
			if v := s.first(p, from, ""); len(v) > 0 {
				day, _ := fold.BirthDay(from, v[0], 0)
				return []string{day.String()}
			}
		}
		return s.first(p, c.Number, "")
	}
	var out []string
	for _, source := range s.trust.Sources(c.Number) {
		out = append(out, of(p, source, c.Number, "")...)
	}
	if segment.ComposedBy(c) == segment.TrueWins && slices.Contains(out, "true") {
		return []string{"true"}
	}
	return out
}

func (s sight) ofHome(p person, n category.Number) []string {
	for _, kind := range []string{"home", "mail"} {
		for _, source := range s.trust.Sources(fold.AddressCategory) {
			if !slices.Contains(of(p, source, fold.AddressCategory, ""), kind) {
				continue
			}
			if v := of(p, source, n, kind); len(v) > 0 {
				return v
			}
			return s.first(p, n, "")
		}
	}
	return s.first(p, n, "")
}

// anyValues is every current value of every visible record.
func (s sight) anyValues(p person, c category.Category) []string {
	var out []string
	for _, f := range p.facets {
		if f.Source == uuid.Nil || !s.trust.Sees(f.Source) {
			continue
		}
		if f.Category == c.Number {
			out = append(out, f.Value)
		}
		if c.Name == "age" && (f.Category == 8 || f.Category == 9) {
			if day, ok := fold.BirthDay(f.Category, f.Value, 0); ok {
				out = append(out, day.String())
			}
		}
	}
	for _, r := range p.records {
		if !s.trust.Sees(r.Source) {
			continue
		}
		for _, v := range r.Facts {
			out = append(out, s.stated(v, c)...)
		}
	}
	return out
}

// stated is what one current value of a record says of a category.
func (s sight) stated(v fold.Value, c category.Category) []string {
	var out []string
	if c.Name == "age" {
		if v.Category == 8 || v.Category == 9 || v.Category == c.Number {
			if day, ok := fold.BirthDay(v.Category, v.Value, s.zone(v.Statement)); ok {
				out = append(out, day.String())
			}
		}
		return out
	}
	if v.Category == c.Number {
		out = append(out, v.Value)
	}
	for _, part := range v.Parts {
		if part.Category == c.Number {
			out = append(out, part.Value)
		}
	}
	return out
}
