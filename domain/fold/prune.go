package fold

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// A page that states the same traits at every load makes a record of thousands
// of observations. What can never count again is dropped once there are many:
// an observation without an import (so never retracted by itself) whose every
// operation is superseded by later ones without an import. The newest of those
// stay, because a better cleaner may find that the later ones state nothing.
const (
	pruneAbove = 128 // observations without an import
	pruneKeeps = 32  // superseded ones that stay
)

func (r *Record) prune() {
	free := 0
	for i := range r.observations {
		if r.observations[i].Import == uuid.Nil {
			free++
		}
	}
	if free <= pruneAbove {
		return
	}
	later := superseding{closed: map[closing]bool{}, touched: map[touch]bool{}}
	kept := 0
	drop := make([]bool, len(r.observations))
	for i := len(r.observations) - 1; i >= 0; i-- {
		o := &r.observations[i]
		if o.Import != uuid.Nil {
			continue
		}
		if later.covers(o) {
			kept++
			drop[i] = kept > pruneKeeps
		}
		later.add(o)
	}
	i := -1
	r.observations = slices.DeleteFunc(r.observations, func(Observation) bool { i++; return drop[i] })
}

// superseding is what later operations have decided already.
type superseding struct {
	closed  map[closing]bool // a category, or one kind of address, started anew
	touched map[touch]bool   // a value added or removed, or a part of it stated
}

type closing struct {
	cat  category.Number
	kind string // of addresses
}

type touch struct {
	cat  category.Number
	of   valueKey
	part category.Number
}

func (s superseding) add(o *Observation) {
	eachOperation(o, func(f *event.Fact, parts []event.Fact) {
		if !states(f) {
			return
		}
		if f.Category == AddressCategory {
			s.closed[closing{f.Category, f.Value}] = true
		} else if f.Op == event.Set || f.Op == event.Clear {
			s.closed[closing{cat: f.Category}] = true
		}
		s.touched[touch{f.Category, valueKey{f.Value, f.Space}, 0}] = true
		for i := range parts {
			s.touched[touch{f.Category, valueKey{f.Value, f.Space}, parts[i].Category}] = true
		}
	})
}

func (s superseding) covers(o *Observation) bool {
	covered := true
	eachOperation(o, func(f *event.Fact, parts []event.Fact) {
		if !states(f) {
			return
		}
		kind := ""
		if f.Category == AddressCategory {
			kind = f.Value
		}
		key := valueKey{f.Value, f.Space}
		closed := s.closed[closing{f.Category, kind}] || s.closed[closing{cat: f.Category}]
		single := f.Op == event.Add || f.Op == event.Remove
		covered = covered && (closed || single && s.touched[touch{f.Category, key, 0}])
		if f.Category == AddressCategory {
			return
		}
		for i := range parts { // consent and kinds outlive the statement they came with
			covered = covered && s.touched[touch{f.Category, key, parts[i].Category}]
		}
	})
	return covered
}

func eachOperation(o *Observation, do func(f *event.Fact, parts []event.Fact)) {
	for n := 0; n < len(o.Facts); {
		length := groupLength(o.Facts[n:])
		do(&o.Facts[n], o.Facts[n+1:n+length])
		n += length
	}
}
