package identity

import (
	"maps"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// settle lets the matcher cluster what changed. It answers one record of each
// component that does not look as the log says.
func (p *Projector) settle(a *account) []fold.Ordinal {
	m := a.matching
	seeds := m.rest
	m.rest = nil
	m.x.Settle(func(o match.Outcome) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !a.agrees(&o) {
			seeds = append(seeds, m.ordinals[o.Clusters[0][0]])
			m.settled.keep(&o)
		}
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.unseen {
		m.unseen = false
		return append(seeds, a.joined()...)
	}
	for _, n := range slices.Sorted(maps.Keys(m.fresh)) {
		if a.suspect(n) {
			seeds = append(seeds, n)
		}
	}
	return seeds
}

// agrees tells whether the clusters of a component are profiles, and nobody is
// asked or to be asked about them.
func (a *account) agrees(o *match.Outcome) bool {
	if len(o.Proposals) > 0 || !a.areProfiles(o) {
		return false
	}
	for _, cluster := range o.Clusters {
		for _, h := range cluster {
			if len(a.byRecord[a.matching.ordinals[h]]) > 0 {
				return false
			}
		}
	}
	return true
}

// areProfiles tells whether each cluster of a component is one whole profile.
func (a *account) areProfiles(o *match.Outcome) bool {
	for _, cluster := range o.Clusters {
		profile, _ := a.partition.Profile(a.matching.ordinals[cluster[0]])
		for _, h := range cluster[1:] {
			if of, _ := a.partition.Profile(a.matching.ordinals[h]); of != profile {
				return false
			}
		}
		if members, _ := a.partition.Members(profile); len(members) != len(cluster) {
			return false
		}
	}
	return true
}

// outcomes are what Settle said of components that do not look as the log
// says, by the labels of their clusters. They hold for one turn.
type outcomes map[match.Handle]*match.Outcome

func (m outcomes) keep(o *match.Outcome) {
	for _, cluster := range o.Clusters {
		m[cluster[0]] = o
	}
}

// outcome is the matcher's component of a record: as it was settled in this
// turn, else clustered once more. What was settled leaves the joins of a
// component out that did not change; they are wanted when the log says
// otherwise all the same.
func (a *account) outcome(h match.Handle) match.Outcome {
	m := a.matching
	if o := m.settled[match.Handle(m.x.Label(h))]; o != nil && (o.Changed || a.areProfiles(o)) { //nolint:gosec // labels are handles
		return *o
	}
	return m.x.Component(h)
}

// suspect tells whether a record that came, went or changed shares a profile
// with one it does not belong to, or somebody is asked about it. The matcher
// does not hand out records that are alone.
func (a *account) suspect(n fold.Ordinal) bool {
	if len(a.byRecord[n]) > 0 {
		return true
	}
	members, _ := a.partition.Members(n)
	if len(members) == 1 {
		return false
	}
	h, present := a.matching.handle(n)
	if !present {
		return true
	}
	label := a.matching.x.Label(h)
	return slices.ContainsFunc(members, func(o fold.Ordinal) bool {
		h, present := a.matching.handle(o)
		return !present || a.matching.x.Label(h) != label
	})
}

// joined are the suspects among the profiles of several records, and all that
// somebody is asked about.
func (a *account) joined() []fold.Ordinal {
	var out []fold.Ordinal
	for _, profile := range a.partition.Profiles() {
		if a.suspect(profile) {
			out = append(out, profile)
		}
	}
	for _, r := range a.reviews {
		out = append(out, r.a)
	}
	return out
}
