package identity

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// MaxPreviewed bounds what one item of a preview names; it says how many there
// are.
const MaxPreviewed = 20

// Preview is what a model would make of an account's profiles. The lists are
// cut to what was asked for, the counts are not.
type Preview struct {
	Version, InForce string
	Records          int // that count: not erased, not retracted
	Now, Then        int // profiles of them
	Merging, Parting int // how many would merge into one, and how many would part
	Merges           []PreviewedMerge
	Parts            []PreviewedPart
}

// PreviewedMerge is a profile that would hold records of several of today's.
type PreviewedMerge struct {
	Profiles []uuid.UUID // the first MaxPreviewed, oldest first
	Of       int         // how many there are
	Records  int         // that it would hold
}

// PreviewedPart is a profile of today whose records would be of several.
type PreviewedPart struct {
	Profile uuid.UUID
	Pieces  []PreviewedPiece // the first MaxPreviewed, oldest first
	Of      int              // how many there are
}

// PreviewedPiece is what would stay together of a profile that parts.
type PreviewedPiece struct {
	Records []uuid.UUID // the first MaxPreviewed, oldest first
	Of      int         // how many there are
}

// Preview matches an account's records under a version ("": the one that is
// proposed), with the decisions of people, beside the live matcher, and compares
// with the profiles as they are. limit bounds either list. Errors: ErrNoModel,
// match.ErrModel, ErrSurveying.
func (p *Projector) Preview(ctx context.Context, accountID uuid.UUID, version string, limit int) (Preview, error) {
	model, err := p.modelOf(ctx, accountID, version)
	if err != nil {
		return Preview{}, err
	}
	var c *comparison
	err = p.surveyed(ctx, accountID, model, func(s *survey) error {
		then, err := p.cluster(ctx, s, model)
		if err != nil {
			return err
		}
		c = s.compare(then)
		c.out.Version, c.out.InForce = model.Hash(), s.inForce.Hash()
		return nil
	})
	if err != nil {
		return Preview{}, err
	}
	err = p.look(ctx, accountID, func(a *account) {
		if a != nil {
			c.name(a, limit)
		}
	})
	return c.out, err
}

// modelOf finds a version that this program can use; "" is the one proposed.
func (p *Projector) modelOf(ctx context.Context, id uuid.UUID, version string) (*match.Model, error) {
	err := p.look(ctx, id, func(a *account) {
		if version == "" && a != nil {
			version = a.row.Proposed
		}
	})
	if err == nil && version == "" {
		err = ErrNothingProposed
	}
	if err != nil {
		return nil, err
	}
	return p.model(id, version, nil)
}

// cluster matches a survey under a model and answers, for each of its nodes, the
// oldest record it would be together with.
func (p *Projector) cluster(ctx context.Context, s *survey, model *match.Model) ([]fold.Ordinal, error) {
	x, err := match.NewMatcher(model, match.Options{Workers: p.workers()})
	if err != nil {
		return nil, err
	}
	m := newMatching(x)
	hs := x.Load(s.nodes)
	for i, h := range hs {
		m.bind(s.ordinals[i], h)
	}
	for id, d := range s.decisions {
		m.decide(id, d)
	}
	m.tellStale()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x.Settle(nil)
	oldest := map[int]fold.Ordinal{}
	out := make([]fold.Ordinal, len(hs))
	for i, h := range hs { // in the order of ordinals
		l := x.Label(h)
		if _, known := oldest[l]; !known {
			oldest[l] = s.ordinals[i]
		}
		out[i] = oldest[l]
	}
	return out, ctx.Err()
}

// comparison is a preview before its profiles have names.
type comparison struct {
	out           Preview
	merges, parts []group
}

// group is a set of records by what they are divided into.
type group struct {
	of     fold.Ordinal
	pieces map[fold.Ordinal][]fold.Ordinal
}

// compare divides the profiles that would be by those that are, and the other
// way round.
func (s *survey) compare(then []fold.Ordinal) *comparison {
	now := make([]fold.Ordinal, len(then))
	for i, n := range s.ordinals {
		now[i] = s.profiles[n]
	}
	c := &comparison{out: Preview{Records: len(then)}}
	c.out.Then, c.merges = s.divided(then, now)
	c.out.Now, c.parts = s.divided(now, then)
	c.out.Merging, c.out.Parting = len(c.merges), len(c.parts)
	return c
}

// divided counts the groups that records are in and answers those whose records
// are of several others, oldest first.
func (s *survey) divided(in, by []fold.Ordinal) (count int, out []group) {
	first, mixed := map[fold.Ordinal]fold.Ordinal{}, map[fold.Ordinal]map[fold.Ordinal][]fold.Ordinal{}
	for i, g := range in {
		if other, known := first[g]; !known {
			first[g] = by[i]
		} else if other != by[i] {
			mixed[g] = map[fold.Ordinal][]fold.Ordinal{}
		}
	}
	for i, g := range in {
		if pieces := mixed[g]; pieces != nil {
			pieces[by[i]] = append(pieces[by[i]], s.ordinals[i])
		}
	}
	for _, g := range slices.Sorted(maps.Keys(mixed)) {
		out = append(out, group{g, mixed[g]})
	}
	return len(first), out
}

// name gives the groups the ids of their profiles and records, as many as fit.
func (c *comparison) name(a *account, limit int) {
	for _, g := range c.merges[:min(limit, len(c.merges))] {
		m := PreviewedMerge{Of: len(g.pieces)}
		for i, piece := range g.sorted() {
			m.Records += len(piece)
			if i < MaxPreviewed {
				m.Profiles = append(m.Profiles, a.profileOf(a.partition.RecordID(piece[0])))
			}
		}
		c.out.Merges = append(c.out.Merges, m)
	}
	for _, g := range c.parts[:min(limit, len(c.parts))] {
		pieces := g.sorted()
		part := PreviewedPart{Profile: a.partition.ProfileID(g.of), Of: len(pieces)}
		for _, piece := range pieces[:min(MaxPreviewed, len(pieces))] {
			part.Pieces = append(part.Pieces, PreviewedPiece{a.recordIDs(piece[:min(MaxPreviewed, len(piece))]), len(piece)})
		}
		c.out.Parts = append(c.out.Parts, part)
	}
}

// sorted are the pieces of a group, oldest first.
func (g *group) sorted() [][]fold.Ordinal {
	return slices.SortedFunc(maps.Values(g.pieces), func(a, b []fold.Ordinal) int { return cmp.Compare(a[0], b[0]) })
}
