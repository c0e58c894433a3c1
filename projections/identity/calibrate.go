package identity

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// firstNodes is the number of nodes above which each doubling asks for a
// calibration.
const firstNodes = 1000

// modelPartBytes bounds the part of a model's table that one event carries;
// modelAppendParts of them go into one append.
const (
	modelPartBytes   = 256 << 10
	modelAppendParts = 3
)

// due answers the model that is to be put in force now; nil when the one in
// force stays. In first load that is a calibration at the end of each import
// and at each doubling of the nodes; later it is a person's choice.
//
// An import stays on the account's mind until a model is made after it: while a
// calibration comes to the model in force, there is nothing in the log that a
// matcher could tell from, after a restart, that one was made.
func (p *Projector) due(a *account, w *work) *match.Model {
	m := a.matching
	imported := w.imported != uuid.Nil && (w.imported != m.covered || len(m.fresh) > 0)
	doubled := uint64(m.x.Valued()) >= 2*max(m.x.Model().Nodes(), firstNodes)
	if !w.first || !imported && !doubled {
		return nil
	}
	model := match.Calibrate(m.x.Nodes)
	if model.Hash() == m.x.Model().Hash() {
		m.covered = w.imported
		return nil
	}
	return model
}

// activate appends a model to the account stream, at the revision that the turn
// rests on. The rest of the turn waits for it: what the old model would merge,
// the new one might part.
func (p *Projector) activate(ctx context.Context, a *account, w *work, model *match.Model) error {
	parts, err := modelParts(model, w.strictness == match.StrictAuto)
	if err != nil {
		return err
	}
	revision, err := p.appendModel(ctx, a, w, parts)
	p.mu.Lock()
	defer p.mu.Unlock()
	a.progress.again = true
	if wrong, ok := errors.AsType[*eventstore.WrongRevisionError](err); ok {
		a.progress.account = max(w.account, wrong.Actual)
		p.rouse()
		return nil
	}
	if err == nil {
		a.progress.account = revision
	}
	return err
}

// modelParts cuts a model's table into events; together they count from the
// last on.
func modelParts(model *match.Model, strict bool) ([]event.MatchModelActivated, error) {
	table, err := model.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	hash, err := hex.DecodeString(model.Hash())
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	of := (len(table) + modelPartBytes - 1) / modelPartBytes
	out := make([]event.MatchModelActivated, of)
	for i := range out {
		out[i] = event.MatchModelActivated{
			Version: model.Hash(), Hash: hash, Part: i + 1, Of: of, Strict: strict,
			Table: table[i*modelPartBytes : min((i+1)*modelPartBytes, len(table))],
		}
	}
	return out, nil
}

func (p *Projector) appendModel(ctx context.Context, a *account, w *work, parts []event.MatchModelActivated) (eventstore.Revision, error) {
	b := batches{}
	b.w.Stream, b.w.Expected = event.AccountStream(a.id), w.account
	id := p.NewID()
	for i := range parts {
		e := p.event(a.id, id, parts[i])
		e.Causation = w.imported // the import that the model is made after
		b.add(e, maxChangeBytes/modelAppendParts)
	}
	b.flush()
	return p.appendAll(ctx, w.account, b.out)
}
