package bitmap

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// sight is what a query, or one leaf of it, may look at.
type sight struct {
	whole  bool
	trust  *fold.Trust
	scopes map[uuid.UUID]int // the visible sources that ever said something
	all    []int             // the same, by scope
}

// newSight is what a viewer sees of an account; a nil trust is all of it.
func newSight(a *index.Account, own, trust *fold.Trust) sight {
	s := sight{whole: trust == nil, trust: trust, scopes: map[uuid.UUID]int{}}
	if s.whole {
		s.trust = own
	}
	for _, source := range s.trust.Sources(0) {
		if scope, ok := a.Scope(source); ok {
			s.scopes[source] = scope
			s.all = append(s.all, scope)
		}
	}
	return s
}

// only narrows the sight to some sources.
func (s sight) only(a *index.Account, sources []uuid.UUID) sight {
	if len(sources) == 0 {
		return s
	}
	keep := make(map[uuid.UUID]bool, len(sources))
	for _, id := range sources {
		keep[id] = true
	}
	return newSight(a, nil, s.trust.Only(func(id uuid.UUID) bool { return keep[id] }))
}

// order lists the visible scopes for a category, most trusted first.
func (s sight) order(cat category.Number) []int {
	var out []int
	for _, source := range s.trust.Sources(cat) {
		if scope, ok := s.scopes[source]; ok {
			out = append(out, scope)
		}
	}
	return out
}

// part is a dim of which the values count for the profiles in mask.
type part struct {
	dim   index.Dim
	mask  *bits.Plane // nil: for all
	extra bool        // values that lost count too
}

// source gives, shard by shard, the parts that a category is composed of.
type source func(shard int) []part

// compose builds the source of a category for a sight.
func compose(a *index.Account, s sight, c category.Category, anyValue bool) source {
	switch {
	case anyValue:
		return fixed(anyParts(a, s, c))
	case s.whole:
		return fixed([]part{{dim: a.Dim(index.Whole, c.Number, index.Plain)}})
	}
	order := s.order(c.Number)
	switch segment.ComposedBy(c) {
	case segment.First:
		return first(chain(a, order, c.Number, index.Plain))
	case segment.OfBirth:
		birth := chain(a, s.order(numberBirthDate), c.Number, index.BirthDate)
		birth = append(birth, chain(a, s.order(numberBirthYear), c.Number, index.BirthYear)...)
		return first(append(birth, chain(a, order, c.Number, index.Plain)...))
	case segment.OfHome:
		return ofHome(a, s, c.Number)
	case segment.TrueWins:
		return trueWins(a, order, c.Number)
	default:
		var all []part
		for _, d := range chain(a, order, c.Number, index.Plain) {
			all = append(all, part{dim: d})
		}
		return fixed(all)
	}
}

func fixed(parts []part) source { return func(int) []part { return parts } }

func chain(a *index.Account, order []int, cat category.Number, kind index.Kind) []index.Dim {
	out := make([]index.Dim, len(order))
	for i, scope := range order {
		out[i] = a.Dim(scope, cat, kind)
	}
	return out
}

// anyParts is every value that any visible source states.
func anyParts(a *index.Account, s sight, c category.Category) []part {
	kinds := []index.Kind{index.Plain}
	switch segment.ComposedBy(c) {
	case segment.OfHome:
		kinds = append(kinds, index.Home, index.Mail)
	case segment.OfBirth:
		kinds = append(kinds, index.BirthDate, index.BirthYear)
	}
	var out []part
	for _, scope := range s.all {
		for _, kind := range kinds {
			out = append(out, part{dim: a.Dim(scope, c.Number, kind), extra: true})
		}
	}
	return out
}

// first lets each dim count for those whom no earlier one knows.
func first(dims []index.Dim) source {
	return func(shard int) []part {
		open := full()
		return openParts(shard, dims, open)
	}
}

// openParts gives the dims for the profiles in open, which it closes.
func openParts(shard int, dims []index.Dim, open *bits.Plane) []part {
	out := make([]part, 0, len(dims))
	for _, d := range dims {
		if d.Known() == 0 {
			continue
		}
		mask := *open
		out = append(out, part{dim: d, mask: &mask})
		d.AndNotKnown(shard, open)
	}
	return out
}

// ofHome takes the first home address, else the first mailing address, and
// what was stated alone where that lacks the part.
func ofHome(a *index.Account, s sight, cat category.Number) source {
	order, alone := s.order(fold.AddressCategory), s.order(cat)
	ids := map[index.Kind][]uint32{}
	if d := a.Dictionary(fold.AddressCategory); d != nil {
		ids[index.Home], ids[index.Mail] = d.Find("home"), d.Find("mail")
	}
	return func(shard int) []part {
		var out []part
		open, lacking := full(), full()
		for _, kind := range []index.Kind{index.Home, index.Mail} {
			for _, scope := range order {
				var mask bits.Plane
				a.Dim(scope, fold.AddressCategory, index.Plain).OrTexts(shard, &mask, ids[kind], false)
				mask.And(open)
				if mask.Empty() {
					continue
				}
				open.AndNot(&mask)
				d := a.Dim(scope, cat, kind)
				out = append(out, part{dim: d, mask: &mask})
				var has bits.Plane
				d.OrKnown(shard, &has, false)
				has.And(&mask)
				lacking.AndNot(&has)
			}
		}
		return append(out, openParts(shard, chain(a, alone, cat, index.Plain), lacking)...)
	}
}

// trueWins lets a source that says something else count only where none says
// true.
func trueWins(a *index.Account, order []int, cat category.Number) source {
	dims := chain(a, order, cat, index.Plain)
	var yes []uint32
	if d := a.Dictionary(cat); d != nil {
		yes = d.Find("true")
	}
	return func(shard int) []part {
		var anyone bits.Plane
		for _, d := range dims {
			d.OrTexts(shard, &anyone, yes, false)
		}
		out := make([]part, len(dims))
		for i, d := range dims {
			mask := full()
			mask.AndNot(&anyone)
			d.OrTexts(shard, mask, yes, false)
			out[i] = part{dim: d, mask: mask}
		}
		return out
	}
}

func full() *bits.Plane {
	var p bits.Plane
	for i := range p {
		p[i] = ^uint64(0)
	}
	return &p
}

// Numbers of the categories that ages come from.
const (
	numberBirthDate category.Number = 8
	numberBirthYear category.Number = 9
	numberAge       category.Number = 10
)
