package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
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

// modelling is what a turn knows of an account's models.
type modelling struct {
	choice   match.Choice
	first    bool      // first load
	asked    uuid.UUID // the last request without an answer
	imported uuid.UUID // finished, and no model was made after it
	unusable bool      // the log has a model in force that this program cannot use
}

func (a *account) modelling() modelling {
	m := modelling{
		choice: a.row.choice(), first: a.row.firstLoad(), imported: a.row.Import, unusable: a.row.Unusable != "",
	}
	if n := len(a.row.Asked); n > 0 {
		m.asked = a.row.Asked[n-1]
	}
	return m
}

// calibration is a model that was made, and what follows.
type calibration struct {
	model    *match.Model
	nodes    uint64
	cause    uuid.UUID // the request or import that it answers
	activate bool      // first load: it is put in force with it
}

// due answers the calibration that is to be written down now, nil for none. One
// is made when a person asks, at the end of each import and when the model in
// force cannot be used, in first load also at each doubling of the nodes. It is
// written down also when it comes to a known model, so that the log says what
// it answers.
//
// Only in first load an import stays on the account's mind instead, until it
// comes to another model than the one in force: records that come after it
// still count.
func (p *Projector) due(ctx context.Context, a *account, w *work) (*calibration, error) {
	m, l := a.matching, &w.models
	imported := l.imported != uuid.Nil && (!l.first || l.imported != m.covered || len(m.fresh) > 0)
	doubled := l.first && uint64(m.x.Valued()) >= 2*max(m.x.Model().Nodes(), firstNodes)
	if l.asked == uuid.Nil && !imported && !doubled && !l.unusable {
		return nil, nil
	}
	model, err := p.calibrate(ctx, a, w)
	if err != nil {
		return nil, err
	}
	c := &calibration{model: model, nodes: model.Nodes(), cause: l.imported}
	if c.nodes == 0 { // nothing to count: the model in force has to do
		c.model = m.x.Model()
	}
	inForce := c.model.Hash() == m.x.Model().Hash()
	c.activate = l.first && (!inForce || l.unusable)
	switch {
	case l.asked != uuid.Nil:
		c.cause = l.asked
	case l.first && !c.activate:
		m.covered = l.imported
		return nil, nil
	}
	return c, nil
}

// calibrate makes a model of the present nodes under the account's choice. The
// matcher's own nodes will do, unless they lack what is blocked no longer.
func (p *Projector) calibrate(ctx context.Context, a *account, w *work) (*match.Model, error) {
	x, choice := a.matching.x, w.models.choice
	if slices.Equal(choice.Blocked, x.Model().Choice().Blocked) {
		return choice.Calibrate(x.Nodes), nil
	}
	from := p.reading(a.id, w.filter, w.model)
	from.choice = choice
	var nodes []match.Node
	err := p.sweep(ctx, from, func(_ fold.Ordinal, n *match.Node, present bool) {
		if present {
			nodes = append(nodes, *n)
		}
	})
	return choice.CalibrateRecords(nodes), err
}

// record appends a calibration to the account stream, at the revision that the
// turn rests on. The rest of the turn waits for it: what the old model would
// merge, the new one might part.
func (p *Projector) record(ctx context.Context, a *account, w *work, c *calibration) error {
	p.mu.Lock()
	known := a.models[c.model.Hash()] != nil || c.model.Hash() == p.base.Hash()
	p.mu.Unlock()
	parts, err := modelParts(c, known)
	if err != nil {
		return err
	}
	revision, err := p.appendModel(ctx, a, w, c, parts)
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
// last on. A known model is only named.
func modelParts(c *calibration, known bool) ([]event.MatchModelProposed, error) {
	table, err := c.model.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if known {
		table = nil
	}
	of := max(1, (len(table)+modelPartBytes-1)/modelPartBytes)
	choice := c.model.Choice()
	out := make([]event.MatchModelProposed, of)
	for i := range out {
		out[i] = event.MatchModelProposed{
			Version: c.model.Hash(), Part: i + 1, Of: of,
			Table: table[min(i*modelPartBytes, len(table)):min((i+1)*modelPartBytes, len(table))],
			Rules: match.ModelVersion, Nodes: c.nodes, Prior: int32(c.model.Prior()), Strict: choice.Strict,
		}
		for _, k := range choice.Blocked {
			out[i].Blocked = append(out[i].Blocked, uint64(k))
		}
	}
	return out, nil
}

func (p *Projector) appendModel(ctx context.Context, a *account, w *work, c *calibration, parts []event.MatchModelProposed) (eventstore.Revision, error) {
	b := batches{}
	b.w.Stream, b.w.Expected = event.AccountStream(a.id), w.account
	id := p.NewID()
	add := func(pl event.Payload, size int) {
		e := p.event(a.id, id, pl)
		e.Causation = c.cause
		b.add(e, size)
	}
	for i := range parts {
		add(parts[i], maxChangeBytes/modelAppendParts)
	}
	if c.activate {
		add(event.MatchModelActivated{Version: c.model.Hash()}, 0)
	}
	b.flush()
	return p.appendAll(ctx, w.account, b.out)
}
