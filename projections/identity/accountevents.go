package identity

import (
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// accountEvent folds what concerns matching: when the account was opened, what
// it retracted, which model is in force. Nothing else of the account stream is
// kept here: it holds secrets.
func (a *applying) accountEvent(acc *account, e *projections.Event) error {
	acc.row.AccountRevision = int64(e.Revision)
	switch p := e.Payload.(type) {
	case *event.AccountOpened:
		acc.row.Opened = e.RecordedAt.UnixMilli()
	case *event.SourceRetracted:
		acc.retract(&acc.row.Sources, p.Source)
	case *event.SourceReinstated:
		acc.reinstate(&acc.row.Sources, p.Source)
	case *event.ImportRetracted:
		acc.retract(&acc.row.Imports, p.Import)
	case *event.ImportReinstated:
		acc.reinstate(&acc.row.Imports, p.Import)
	case *event.MatchModelActivated:
		return a.modelPart(acc, e, p)
	}
	if e.Type == event.TypeAccountClosed {
		return a.close(acc)
	}
	return nil
}

func (a *account) retract(list *[]uuid.UUID, id uuid.UUID) {
	if !slices.Contains(*list, id) {
		*list = append(*list, id)
		a.sweep()
	}
}

func (a *account) reinstate(list *[]uuid.UUID, id uuid.UUID) {
	if slices.Contains(*list, id) {
		*list = slices.DeleteFunc(*list, func(x uuid.UUID) bool { return x == id })
		a.sweep()
	}
}

// sweep has every record looked at again.
func (a *account) sweep() {
	a.progress.unsettled = true
	if a.progress.following {
		a.progress.todo.all, a.progress.todo.records = true, nil
	}
}

// calibrate has the author see whether another model is due.
func (a *account) calibrate() {
	a.progress.unsettled, a.progress.todo.calibrate = true, true
}

// modelPart takes a part of a model; the last puts it in force.
func (a *applying) modelPart(acc *account, e *projections.Event, p *event.MatchModelActivated) error {
	row := &acc.row
	if p.Part == 1 {
		acc.parts, row.Loading, row.Parts = nil, p.Version, 0
	}
	if p.Version != row.Loading || p.Part != row.Parts+1 {
		row.Loading = "" // its first parts are missing: it never counts
		return nil
	}
	acc.parts, row.Parts = append(acc.parts, p.Table...), p.Part
	if p.Part < p.Of {
		return a.b.Set(append(key(tableModelPart, acc.id[:]), byte(p.Part>>8), byte(p.Part)), p.Table, nil)
	}
	table := acc.parts
	acc.parts, row.Loading, row.Parts = nil, "", 0
	from := key(tableModelPart, acc.id[:])
	if err := a.b.DeleteRange(from, after(from), nil); err != nil {
		return err
	}
	if e.Actor == actor && !row.firstLoad() {
		return nil // somebody came to rely on the profiles in between
	}
	if e.Causation == row.Import {
		row.Import = uuid.Nil
	}
	k := string(append(key(tableModel, acc.id[:]), p.Version...))
	if len(table) > 0 {
		a.tables[k] = table
	}
	m, err := a.p.model(acc.id, p.Version, a.tables[k])
	if err != nil {
		// Others would decide alike: the model in force stays.
		a.p.Logger.Error("a matching model cannot be used", "account", acc.id, "version", p.Version, "err", err)
		return nil
	}
	acc.model, row.Model, row.Strict = m, p.Version, p.Strict
	acc.progress.unsettled, acc.progress.todo.model = true, true
	if len(table) == 0 {
		return nil
	}
	return a.b.Set([]byte(k), table, nil)
}

// model decodes a table, or finds the model of a version: one that was in force
// before, or the one every account begins with.
func (p *Projector) model(account uuid.UUID, version string, table []byte) (*match.Model, error) {
	if len(table) > 0 {
		return match.DecodeModel(table)
	}
	if version == "" || version == p.base.Hash() {
		return p.base, nil
	}
	b, closer, err := p.store.db.Get(append(key(tableModel, account[:]), version...))
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	return match.DecodeModel(b)
}

// close forgets an account whose key was destroyed.
func (a *applying) close(acc *account) error {
	for _, table := range ofAccount {
		from := key(table, acc.id[:])
		if err := a.b.DeleteRange(from, after(from), nil); err != nil {
			return err
		}
	}
	closed := newAccount(acc.id, a.p.base)
	closed.row.Closed, closed.row.Revision = true, acc.row.Revision
	a.p.accounts[acc.id] = closed
	delete(a.accounts, acc)
	a.accounts[closed] = true
	acc.row.Closed, a.erased = true, true // whoever still holds it writes nothing more
	return a.b.Set(ordinalKey(tableScrub, acc.id, wholeAccount), nil, pebble.NoSync)
}

// revision is that of the account stream, as far as it is folded.
func (a *account) revision() eventstore.Revision { return eventstore.Revision(a.row.AccountRevision) }
