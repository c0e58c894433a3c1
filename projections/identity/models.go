package identity

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections"
)

// modelRow is what is known of a model beside its table.
type modelRow struct {
	Rules     int      `cbor:"1,keyasint"`
	Nodes     uint64   `cbor:"2,keyasint"`
	Prior     int32    `cbor:"3,keyasint"`
	Strict    bool     `cbor:"4,keyasint,omitempty"`
	Blocked   []uint64 `cbor:"5,keyasint,omitempty"`
	Created   int64    `cbor:"6,keyasint"` // Unix milliseconds
	Activated int64    `cbor:"7,keyasint,omitempty"`
	Sequence  int      `cbor:"8,keyasint"` // 1, 2, ... in the order they were made
}

// answerRow is a fold.Calibration.
type answerRow struct {
	Version string `cbor:"1,keyasint"`
	Nodes   uint64 `cbor:"2,keyasint"`
	Strict  bool   `cbor:"3,keyasint,omitempty"`
	Active  bool   `cbor:"4,keyasint,omitempty"`
}

// ask notes what a person chose, and that a calibration is wanted.
func (a *account) ask(id uuid.UUID, p *event.MatchCalibrationRequested) {
	row := &a.row
	row.Strict, row.Blocked = p.Strict, nil
	for _, v := range p.Blocked {
		row.Blocked = append(row.Blocked, v.Key)
	}
	slices.Sort(row.Blocked)
	row.Blocked = slices.Compact(row.Blocked)
	row.Asked = append(row.Asked, id)
	a.calibrate()
}

// choice is what the account chose last.
func (r *accountRow) choice() match.Choice {
	c := match.Choice{Strict: r.Strict}
	for _, k := range r.Blocked {
		c.Blocked = append(c.Blocked, match.BlockKey(k))
	}
	return c
}

// choose takes a choice over from a model.
func (r *accountRow) choose(c match.Choice) {
	r.Strict, r.Blocked = c.Strict, nil
	for _, k := range c.Blocked {
		r.Blocked = append(r.Blocked, uint64(k))
	}
}

// modelPart takes a part of a model; the last makes it one that can be put in
// force. Of a model that is there already only the name comes.
func (a *applying) modelPart(acc *account, e *projections.Event, p *event.MatchModelProposed) error {
	row := &acc.row
	parts := key(tableModelPart, acc.id[:])
	if p.Part == 1 {
		acc.parts, row.Loading, row.Parts = nil, p.Version, 0
		if err := a.b.DeleteRange(parts, after(parts), nil); err != nil {
			return err
		}
	}
	if p.Version != row.Loading || p.Part != row.Parts+1 {
		row.Loading = "" // its first parts are missing: it never counts
		return nil
	}
	acc.parts, row.Parts = append(acc.parts, p.Table...), p.Part
	if p.Part < p.Of {
		return a.b.Set(append(parts, byte(p.Part>>8), byte(p.Part)), p.Table, nil)
	}
	table := acc.parts
	acc.parts, row.Loading, row.Parts = nil, "", 0
	if err := a.b.DeleteRange(parts, after(parts), nil); err != nil {
		return err
	}
	return a.proposed(acc, e, p, table)
}

// proposed takes a model that is whole.
func (a *applying) proposed(acc *account, e *projections.Event, p *event.MatchModelProposed, table []byte) error {
	row := &acc.row
	if len(table) > 0 {
		k := modelKey(acc.id, p.Version)
		a.tables[string(k)] = table
		if err := a.b.Set(k, table, nil); err != nil {
			return err
		}
		made := acc.models[p.Version]
		if made == nil {
			made = &modelRow{Created: e.RecordedAt.UnixMilli(), Sequence: len(acc.models) + 1}
			acc.models[p.Version] = made
		}
		made.Rules, made.Nodes, made.Prior, made.Strict, made.Blocked = p.Rules, p.Nodes, p.Prior, p.Strict, p.Blocked
		if err := put(a.b, modelRowKey(acc.id, p.Version), made); err != nil {
			return err
		}
	}
	if e.Causation == row.Import {
		row.Import = uuid.Nil
	}
	if p.Rules == match.ModelVersion {
		row.Unusable = ""
		if row.Proposed = p.Version; p.Version == acc.model.Hash() {
			row.Proposed = ""
		}
	}
	if e.Actor == actor {
		row.Position = e.Position.Bytes()
	}
	acc.progress.unsettled = true
	return a.answer(acc, e.Causation, answerRow{p.Version, p.Nodes, p.Strict, row.firstLoad() || p.Version == acc.model.Hash()})
}

// answer closes a request and those before it: the model was made under the
// last of them.
func (a *applying) answer(acc *account, request uuid.UUID, row answerRow) error {
	n := slices.Index(acc.row.Asked, request) + 1
	for _, id := range acc.row.Asked[:n] {
		if err := put(a.b, idKey(tableAnswer, acc.id, id), row); err != nil {
			return err
		}
	}
	acc.row.Asked = slices.Clone(acc.row.Asked[n:])
	return nil
}

// activated puts a model in force. A person who does so relies on the profiles:
// no other comes into force by itself from then on.
func (a *applying) activated(acc *account, e *projections.Event, version string) error {
	row := &acc.row
	if e.Actor == actor {
		if !row.firstLoad() {
			return nil // somebody came to rely on the profiles in between
		}
		row.Position = e.Position.Bytes()
	} else {
		row.InUse = true
	}
	m, err := a.p.model(acc.id, version, a.tables[string(modelKey(acc.id, version))])
	if err != nil {
		// Others would decide alike: the model in force stays, and one that can
		// be used is made.
		a.p.Logger.Error("a matching model cannot be used", "account", acc.id, "version", version, "err", err)
		row.Unusable = version
		acc.calibrate()
		return nil
	}
	if !slices.Equal(m.Choice().Blocked, acc.model.Choice().Blocked) {
		acc.sweep()
	}
	acc.model, row.Model, row.Proposed, row.Unusable = m, version, "", ""
	row.choose(m.Choice())
	acc.progress.unsettled, acc.progress.todo.model = true, true
	made := acc.models[version]
	if made == nil {
		return nil // the program's own
	}
	made.Activated = e.RecordedAt.UnixMilli()
	return put(a.b, modelRowKey(acc.id, version), made)
}

func modelKey(account uuid.UUID, version string) []byte {
	return append(key(tableModel, account[:]), version...)
}

func modelRowKey(account uuid.UUID, version string) []byte {
	return append(key(tableModelRow, account[:]), version...)
}

// model decodes a table, or finds the model of a version: one that was made
// before, or the one every account begins with.
func (p *Projector) model(account uuid.UUID, version string, table []byte) (*match.Model, error) {
	if len(table) == 0 {
		if version == "" || version == p.base.Hash() {
			return p.base, nil
		}
		b, closer, err := p.store.db.Get(modelKey(account, version))
		if errors.Is(err, pebble.ErrNotFound) {
			return nil, ErrNoModel
		}
		if err != nil {
			return nil, err
		}
		defer closer.Close()
		table = b
	}
	m, err := match.DecodeModel(table)
	if err != nil {
		return nil, fmt.Errorf("identity: model %s: %w", version, err)
	}
	if m.Hash() != version {
		return nil, fmt.Errorf("identity: model %s is %s: %w", version, m.Hash(), match.ErrModel)
	}
	return m, nil
}
