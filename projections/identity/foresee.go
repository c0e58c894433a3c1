package identity

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// IfApart implements commands.Profiles: it has the matcher cluster what a
// keep-apart of two record sets would touch, and answers the records of the
// profiles that would end and of those that would be there instead, oldest
// first. Nothing is appended.
func (p *Projector) IfApart(ctx context.Context, accountID uuid.UUID, x, y []uuid.UUID) (before, after [][]uuid.UUID, err error) {
	if err := p.loaded(ctx); err != nil {
		return nil, nil, err
	}
	err = p.ask(ctx, accountID, func(a *account) {
		m := a.matching
		p.mu.Lock()
		left, right := a.ordinalsOf(x), a.ordinalsOf(y)
		p.mu.Unlock()
		outcomes := m.x.IfApart(m.present(left), m.present(right))
		p.mu.Lock()
		defer p.mu.Unlock()
		before, after = a.regrouped(outcomes)
	})
	return before, after, err
}

// regrouped compares clusters with the profiles there are.
func (a *account) regrouped(outcomes []match.Outcome) (before, after [][]uuid.UUID) {
	ending := map[fold.Ordinal][]fold.Ordinal{}
	var wanted [][]fold.Ordinal
	placed := map[fold.Ordinal]bool{}
	for _, o := range outcomes {
		for _, cluster := range o.Clusters {
			if ns := a.matching.ordinalsOf(cluster); !a.isProfile(ns) {
				wanted = append(wanted, ns)
				for _, n := range ns {
					placed[n] = true
					profile, _ := a.partition.Profile(n)
					ending[profile], _ = a.partition.Members(profile)
				}
			}
		}
	}
	for _, profile := range slices.Sorted(maps.Keys(ending)) {
		before = append(before, a.recordIDs(ending[profile]))
		for _, n := range ending[profile] {
			if !placed[n] {
				wanted = append(wanted, []fold.Ordinal{n}) // it has no values: by itself
			}
		}
	}
	slices.SortFunc(wanted, func(x, y []fold.Ordinal) int { return int(x[0]) - int(y[0]) })
	for _, ns := range wanted {
		after = append(after, a.recordIDs(ns))
	}
	return before, after
}

// ordinalsOf are the records of a cluster, oldest first.
func (m *matching) ordinalsOf(cluster []match.Handle) []fold.Ordinal {
	out := make([]fold.Ordinal, len(cluster))
	for i, h := range cluster {
		out[i] = m.ordinals[h]
	}
	slices.Sort(out)
	return out
}

// isProfile tells whether records are a profile, whole and alone.
func (a *account) isProfile(ns []fold.Ordinal) bool {
	profile, _ := a.partition.Profile(ns[0])
	members, _ := a.partition.Members(profile)
	return slices.Equal(members, ns)
}
