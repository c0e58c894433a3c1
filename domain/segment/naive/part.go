package naive

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Around is what a part of an account asks about the rest of it.
type Around struct {
	// Contact is what all records of the account say of a contact point.
	Contact func(fold.Point) fold.Contact
	// Confirmed tells whether an import in force confirmed an observation.
	Confirmed func(observation uuid.UUID) bool
}

// NewPart folds the events of some records of an account, to ask how segments
// would count them if they made other profiles. The account is not changed.
func NewPart(account *fold.Account, around Around, events []event.Event) *World {
	w := &World{Account: account, partition: fold.NewPartition(account.ID), around: &around}
	for _, e := range events {
		if e.Record != uuid.Nil {
			w.apply(e)
		}
	}
	return w
}

// Regroup puts records into profiles, whatever they were in; records that are
// not named are by themselves.
func (w *World) Regroup(profiles [][]uuid.UUID) {
	old := w.partition
	w.partition = fold.NewPartition(w.Account.ID)
	for n := range old.Len() {
		_, _ = w.partition.Record(old.RecordID(fold.Ordinal(n))) //nolint:gosec // a book in memory does not fail
	}
	for _, records := range profiles {
		var ns []fold.Ordinal
		for _, id := range records {
			if n, ok := w.partition.Lookup(id); ok {
				ns = append(ns, n)
			}
		}
		slices.Sort(ns)
		var moves []fold.Move
		for _, n := range ns {
			moves = append(moves, fold.Move{Record: n, From: n, To: ns[0]})
		}
		w.partition.Put(moves)
	}
}
