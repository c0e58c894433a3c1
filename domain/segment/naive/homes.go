package naive

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// homes is where everybody lives: the households of a person, and how many
// people each has.
type homes struct {
	where map[uuid.UUID][]string
	size  map[string]int
}

// settle finds out where everybody lives.
func (s sight) settle(all []person) homes {
	h := homes{map[uuid.UUID][]string{}, map[string]int{}}
	for _, p := range all {
		h.where[p.id] = s.values(p, segment.HouseholdCategory(), false)
		for _, home := range h.where[p.id] {
			h.size[home]++
		}
	}
	return h
}

// of counts how people live.
func (h homes) of(people []person) segment.Homes {
	out := segment.Homes{Households: h.distinct(people)}
	for _, p := range people {
		switch lives := h.where[p.id]; {
		case len(lives) == 0:
			out.Unknown++
		case h.size[lives[0]] > fold.MaxHousehold:
			out.Quarters++
		}
	}
	return out
}

// distinct counts the households of people.
func (h homes) distinct(people []person) int64 {
	seen := map[string]bool{}
	for _, p := range people {
		for _, home := range h.where[p.id] {
			if h.size[home] <= fold.MaxHousehold {
				seen[home] = true
			}
		}
	}
	return int64(len(seen))
}
