package identity

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// component is a set of profiles and wanted clusters that hang together, to be
// changed together.
type component struct {
	profiles  map[fold.Ordinal][]fold.Ordinal // as the log says
	label     map[fold.Ordinal]match.Handle   // the wanted cluster of each record with values
	joins     []match.Join
	proposals []match.Proposal
}

// planning is what one turn has planned already.
type planning struct {
	done  map[fold.Ordinal]struct{} // records whose components were looked at
	asked map[between]struct{}      // a question may lead out of its component
	stays map[uuid.UUID]bool        // whether a review that was open stays so
}

func newPlanning() *planning {
	return &planning{map[fold.Ordinal]struct{}{}, map[between]struct{}{}, map[uuid.UUID]bool{}}
}

// component walks from a record over profiles and the matcher's components; nil
// when it was walked over already.
func (a *account) component(start fold.Ordinal, done map[fold.Ordinal]struct{}) *component {
	if _, known := done[start]; known {
		return nil
	}
	c := &component{profiles: map[fold.Ordinal][]fold.Ordinal{}, label: map[fold.Ordinal]match.Handle{}}
	queue := []fold.Ordinal{start}
	done[start] = struct{}{}
	reach := func(n fold.Ordinal) {
		if _, known := done[n]; !known {
			done[n] = struct{}{}
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if profile, _ := a.partition.Profile(n); c.profiles[profile] == nil {
			members, _ := a.partition.Members(profile)
			c.profiles[profile] = members
			for _, o := range members {
				reach(o)
			}
		}
		if _, known := c.label[n]; !known {
			c.cluster(a, n, reach)
		}
	}
	return c
}

// cluster takes the matcher's component of a record in.
func (c *component) cluster(a *account, n fold.Ordinal, reach func(fold.Ordinal)) {
	m := a.matching
	h, present := m.handle(n)
	if !present {
		return // by itself
	}
	o := a.outcome(h)
	for _, cluster := range o.Clusters {
		for _, h := range cluster {
			c.label[m.ordinals[h]] = cluster[0]
			reach(m.ordinals[h])
		}
	}
	c.joins = append(c.joins, o.Joins...)
	c.proposals = append(c.proposals, o.Proposals...)
}

// piece is a profile, or a part of one, on its way into a wanted cluster.
type piece struct {
	records []fold.Ordinal // sorted
	in      *piece         // joined into
}

func (p *piece) root() *piece {
	for p.in != nil {
		p = p.in
	}
	return p
}

// pieces parts the profiles into what stays together: sorted by their oldest
// record, those of one profile together.
func (c *component) pieces() (all [][]*piece, of map[fold.Ordinal]*piece) {
	of = map[fold.Ordinal]*piece{}
	for _, profile := range slices.Sorted(maps.Keys(c.profiles)) {
		groups := map[match.Handle]*piece{}
		var order []*piece
		for _, n := range c.profiles[profile] {
			l, valued := c.label[n]
			g := groups[l]
			if !valued || g == nil {
				g = &piece{}
				order = append(order, g)
				if valued {
					groups[l] = g
				}
			}
			g.records = append(g.records, n)
			of[n] = g
		}
		all = append(all, order)
	}
	return all, of
}
