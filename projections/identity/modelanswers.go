package identity

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// ErrNoModel: the account has no model of that version, or not whole.
var ErrNoModel = errors.New("identity: no such model")

// ErrNothingProposed: no model waits for a person.
var ErrNothingProposed = errors.New("identity: no model is proposed")

// Models lists the models of an account, newest first, the program's own last.
func (p *Projector) Models(ctx context.Context, id uuid.UUID) ([]fold.MatchModel, error) {
	var out []fold.MatchModel
	err := p.look(ctx, id, func(a *account) {
		if a == nil {
			a = newAccount(id, p.base)
		}
		for version := range a.models {
			out = append(out, a.describe(version))
		}
		slices.SortFunc(out, func(x, y fold.MatchModel) int {
			return cmp.Compare(a.models[y.Version].Sequence, a.models[x.Version].Sequence)
		})
		out = append(out, fold.MatchModel{
			Version: p.base.Hash(), BuiltIn: true, Active: a.model == p.base, Usable: true, Rules: match.ModelVersion,
			Prior: p.base.Prior(), Auto: p.base.Auto(),
		})
	})
	return out, err
}

// Model implements commands.MatchModels.
func (p *Projector) Model(ctx context.Context, id uuid.UUID, version string) (fold.MatchModel, bool, error) {
	all, err := p.Models(ctx, id)
	i := slices.IndexFunc(all, func(m fold.MatchModel) bool { return m.Version == version })
	if i < 0 {
		return fold.MatchModel{}, false, err
	}
	return all[i], true, err
}

// Records implements commands.MatchModels.
func (p *Projector) Records(ctx context.Context, id uuid.UUID) (n int, err error) {
	err = p.look(ctx, id, func(a *account) {
		if a != nil {
			n = a.partition.Len()
		}
	})
	return n, err
}

// Calibrated implements commands.MatchModels.
func (p *Projector) Calibrated(ctx context.Context, account, request uuid.UUID) (fold.Calibration, bool, error) {
	if err := p.loaded(ctx); err != nil {
		return fold.Calibration{}, false, err
	}
	var row answerRow
	ok, err := p.store.get(idKey(tableAnswer, account, request), &row)
	return fold.Calibration(row), ok, err
}

func (a *account) describe(version string) fold.MatchModel {
	r := a.models[version]
	m := fold.MatchModel{
		Version: version, Active: a.model.Hash() == version, Proposed: a.row.Proposed == version,
		Usable: r.Rules == match.ModelVersion, Rules: r.Rules, Nodes: r.Nodes, Prior: match.Bits(r.Prior),
		Auto: match.BalancedAuto, Strict: r.Strict, Blocked: r.Blocked, Created: time.UnixMilli(r.Created).UTC(),
	}
	if r.Strict {
		m.Auto = match.StrictAuto
	}
	if r.Activated != 0 {
		m.Activated = time.UnixMilli(r.Activated).UTC()
	}
	return m
}
