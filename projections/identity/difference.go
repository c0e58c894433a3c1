package identity

import (
	"cmp"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// settle lets the matcher cluster what changed, and opens the records it
// touched.
func (a *account) settle() {
	a.matcher.Settle(func(o match.Outcome) {
		for _, cluster := range o.Clusters {
			for _, h := range cluster {
				a.open[a.ordinals[h]] = struct{}{}
			}
			delete(a.proposals, cluster[0])
			if !o.Changed {
				continue
			}
			if joins := joinsWithin(o.Joins, cluster); joins != nil {
				a.joins[cluster[0]] = joins
			} else {
				delete(a.joins, cluster[0])
			}
		}
		for _, m := range o.Proposals {
			for _, h := range []match.Handle{m.A, m.B} {
				l := match.Handle(a.matcher.Label(h))
				a.proposals[l] = append(a.proposals[l], m)
			}
		}
	})
	a.dirty = false
}

// joinsWithin are the steps that built one cluster.
func joinsWithin(all []match.Join, cluster []match.Handle) []match.Join {
	if len(cluster) < 2 {
		return nil
	}
	var out []match.Join
	for _, j := range all {
		if _, in := slices.BinarySearch(cluster, j.A); in {
			out = append(out, j)
		}
	}
	return out
}

// component is a set of profiles and wanted clusters that hang together, to be
// changed together.
type component struct {
	profiles map[fold.Ordinal][]fold.Ordinal // as the log says
	wanted   map[match.Handle][]fold.Ordinal // as the evidence says, by label
	alone    []fold.Ordinal                  // records without values: each by itself
}

// components groups what is open.
func (a *account) components() []*component {
	done := map[fold.Ordinal]*component{}
	var out []*component
	for _, n := range slices.Sorted(maps.Keys(a.open)) {
		if done[n] == nil {
			out = append(out, a.component(n, done))
		}
	}
	return out
}

// component walks from a record over profiles and wanted clusters.
func (a *account) component(start fold.Ordinal, done map[fold.Ordinal]*component) *component {
	c := &component{profiles: map[fold.Ordinal][]fold.Ordinal{}, wanted: map[match.Handle][]fold.Ordinal{}}
	queue := []fold.Ordinal{start}
	done[start] = c
	reach := func(n fold.Ordinal) {
		if done[n] == nil {
			done[n] = c
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		profile, _ := a.partition.Profile(n)
		if c.profiles[profile] == nil {
			members, _ := a.partition.Members(profile)
			c.profiles[profile] = members
			for _, m := range members {
				reach(m)
			}
		}
		h, valued := a.handles[n]
		if !valued {
			c.alone = append(c.alone, n)
			continue
		}
		label := match.Handle(a.matcher.Label(h))
		c.wanted[label] = append(c.wanted[label], n)
		for _, j := range a.joins[label] {
			reach(a.ordinals[j.A])
			reach(a.ordinals[j.B])
		}
		for _, m := range a.proposals[label] { // so that both sides are looked at together
			reach(a.ordinals[m.A])
			reach(a.ordinals[m.B])
		}
	}
	return c
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

// difference makes the consequences that turn the profiles into the wanted
// clusters: first splits, then merges of two at a time in the order the matcher
// took them.
func (p *Projector) difference(a *account, c *component) []event.Payload {
	label := map[fold.Ordinal]match.Handle{}
	for l, records := range c.wanted {
		for _, n := range records {
			label[n] = l
		}
	}
	var out []event.Payload
	pieces := map[fold.Ordinal]*piece{}
	for _, profile := range slices.Sorted(maps.Keys(c.profiles)) {
		split := p.split(a, c.profiles[profile], label, pieces)
		if split != nil {
			out = append(out, *split)
		}
	}
	for _, l := range slices.Sorted(maps.Keys(c.wanted)) {
		for _, j := range a.joins[l] {
			if m, ok := p.merge(a, pieces[a.ordinals[j.A]], pieces[a.ordinals[j.B]], j); ok {
				out = append(out, m)
			}
		}
	}
	return append(out, p.proposals(a, c, pieces)...)
}

// split parts a profile whose records belong to several clusters. What holds
// its oldest record keeps its id.
func (p *Projector) split(a *account, members []fold.Ordinal, label map[fold.Ordinal]match.Handle, pieces map[fold.Ordinal]*piece) *event.ProfilesSplit {
	members = slices.Sorted(slices.Values(members))
	groups := map[match.Handle]*piece{}
	var order []*piece
	for _, n := range members {
		l, valued := label[n]
		g := groups[l]
		if !valued || g == nil {
			g = &piece{}
			order = append(order, g)
			if valued {
				groups[l] = g
			}
		}
		g.records = append(g.records, n)
		pieces[n] = g
	}
	if len(order) < 2 {
		return nil
	}
	s := &event.ProfilesSplit{Profile: a.partition.ProfileID(members[0]), Cause: event.CauseEvidence}
	for _, g := range order[1:] {
		s.Parts = append(s.Parts, a.recordIDs(g.records))
	}
	s.Decision, s.Cause = a.causeOfSplit(order)
	return s
}

// causeOfSplit finds the decision that keeps two of the parts apart.
func (a *account) causeOfSplit(parts []*piece) (uuid.UUID, event.Cause) {
	if len(a.apart) == 0 {
		return uuid.Nil, event.CauseEvidence
	}
	in := map[uuid.UUID]int{}
	for i, p := range parts {
		for _, n := range p.records {
			in[a.partition.RecordID(n)] = i + 1
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(a.decisions), func(x, y uuid.UUID) int { return cmp.Compare(x.String(), y.String()) }) {
		d := a.decisions[id]
		if !d.Apart {
			continue
		}
		for _, ra := range d.A {
			for _, rb := range d.B {
				if in[ra] != 0 && in[rb] != 0 && in[ra] != in[rb] {
					return id, event.CauseKeepApart
				}
			}
		}
	}
	return uuid.Nil, event.CauseEvidence
}

// merge joins the pieces that hold the two records of a step.
func (p *Projector) merge(a *account, x, y *piece, j match.Join) (event.ProfilesMerged, bool) {
	if x == nil || y == nil {
		return event.ProfilesMerged{}, false
	}
	x, y = x.root(), y.root()
	if x == y {
		return event.ProfilesMerged{}, false
	}
	if len(x.records) < len(y.records) || len(x.records) == len(y.records) && y.records[0] < x.records[0] {
		x, y = y, x
	}
	m := event.ProfilesMerged{
		Into: a.partition.ProfileID(x.records[0]), From: a.partition.ProfileID(y.records[0]),
		Records: a.recordIDs(y.records), Cause: causeOf(j.Cause), Evidence: p.evidence(a, j),
	}
	x.records = slices.Sorted(slices.Values(append(slices.Clone(x.records), y.records...)))
	y.in = x
	return m, true
}

func (a *account) recordIDs(ns []fold.Ordinal) []uuid.UUID {
	out := make([]uuid.UUID, len(ns))
	for i, n := range ns {
		out[i] = a.partition.RecordID(n)
	}
	return out
}

func causeOf(c match.Cause) event.Cause {
	switch c {
	case match.CauseForced:
		return event.CauseForced
	case match.CauseStrongID, match.CauseCookie:
		return event.CauseStrongLink
	case match.CauseIdentical:
		return event.CauseSameValues
	case match.CauseContact:
		return event.CauseContact
	default:
		return event.CauseScore
	}
}
