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
		if !a.agrees(o) {
			seeds = append(seeds, m.ordinals[o.Clusters[0][0]])
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
func (a *account) agrees(o match.Outcome) bool {
	if len(o.Proposals) > 0 {
		return false
	}
	for _, cluster := range o.Clusters {
		profile, _ := a.partition.Profile(a.matching.ordinals[cluster[0]])
		for _, h := range cluster {
			n := a.matching.ordinals[h]
			if of, _ := a.partition.Profile(n); of != profile || len(a.byRecord[n]) > 0 {
				return false
			}
		}
		if members, _ := a.partition.Members(profile); len(members) != len(cluster) {
			return false
		}
	}
	return true
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
