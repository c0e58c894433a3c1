package identity

import (
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
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
	case *event.MatchCalibrationRequested:
		acc.ask(e.ID, p)
	case *event.MatchModelProposed:
		return a.modelPart(acc, e, p)
	case *event.MatchModelActivated:
		return a.activated(acc, e, p.Version)
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
