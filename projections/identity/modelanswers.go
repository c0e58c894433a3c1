package identity

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// ErrNoModel: the account has no model of that version, or not whole.
var ErrNoModel = errors.New("identity: no such model")

// ErrNothingProposed: no model waits for a person.
var ErrNothingProposed = errors.New("identity: no model is proposed")

// Model is what is known of a matching model of an account.
type Model struct {
	Version            string
	BuiltIn            bool // the program's own, from which every account starts
	Active             bool
	Proposed           bool // the newest one that waits for a person
	Usable             bool // made under the rules of this program
	Rules              int
	Nodes              uint64
	Prior              match.Bits
	Auto               match.Bits
	Strict             bool
	Blocked            []uint64  // event.BlockedValue.Key
	Created, Activated time.Time // zero: not known, never
}

// Models lists the models of an account, newest first, the program's own last.
func (p *Projector) Models(ctx context.Context, id uuid.UUID) ([]Model, error) {
	var out []Model
	err := p.look(ctx, id, func(a *account) {
		if a == nil {
			a = newAccount(id, p.base)
		}
		for version := range a.models {
			out = append(out, a.describe(version))
		}
		slices.SortFunc(out, func(x, y Model) int {
			return cmp.Compare(a.models[y.Version].Sequence, a.models[x.Version].Sequence)
		})
		out = append(out, Model{
			Version: p.base.Hash(), BuiltIn: true, Active: a.model == p.base, Usable: true, Rules: match.ModelVersion,
			Prior: p.base.Prior(), Auto: p.base.Auto(),
		})
	})
	return out, err
}

// Model finds one of an account's models. Errors: ErrNoModel.
func (p *Projector) Model(ctx context.Context, id uuid.UUID, version string) (Model, error) {
	all, err := p.Models(ctx, id)
	if err != nil {
		return Model{}, err
	}
	for _, m := range all {
		if m.Version == version {
			return m, nil
		}
	}
	return Model{}, ErrNoModel
}

// Calibrated finds what a request for a calibration came to; false while it has
// no answer. nodes is what there was to count.
func (p *Projector) Calibrated(ctx context.Context, account, request uuid.UUID) (version string, nodes uint64, ok bool, err error) {
	if err := p.loaded(ctx); err != nil {
		return "", 0, false, err
	}
	var row answerRow
	ok, err = p.store.get(idKey(tableAnswer, account, request), &row)
	return row.Version, row.Nodes, ok, err
}

func (a *account) describe(version string) Model {
	r := a.models[version]
	m := Model{
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
