package sqlite

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// consequence folds an event of the matcher, once its change is whole.
func (b *batch) consequence(e event.Event) error {
	a, err := b.change(e.Account)
	if err != nil {
		return err
	}
	b.matched[e.Account] = true
	ready := a.changes.Add(e)
	if len(ready) == 0 {
		return nil
	}
	if err := b.flushRecords(); err != nil { // the book is the tables
		return err
	}
	for _, e := range ready {
		if err := b.move(book{b, e.Account}, e); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) move(k book, e event.Event) error {
	moves, err := fold.Moves(k, e.Payload)
	if err != nil {
		return err
	}
	if _, split := e.Payload.(*event.ProfilesSplit); split {
		if err := b.split(moves); err != nil {
			return err
		}
	}
	for _, m := range moves {
		if _, err := b.stmts.moveRecord.ExecContext(b.ctx, m.To, m.Record); err != nil {
			return fmt.Errorf("move record %d: %w", m.Record, err)
		}
	}
	if p, merged := e.Payload.(*event.ProfilesMerged); merged {
		return b.keepMerge(k, e.ID, p)
	}
	return nil
}

// book is the partition as the tables hold it.
type book struct {
	*batch
	account uuid.UUID
}

var _ fold.Book = book{}

// Record implements fold.Book. A record always comes before what is decided
// about it, so numbering one here only keeps the fold total.
func (k book) Record(id uuid.UUID) (fold.Ordinal, error) {
	r, err := k.batch.record(&event.Event{Envelope: event.Envelope{Account: k.account, Record: id}})
	if err != nil {
		return 0, err
	}
	return r.n, k.flushRecords()
}

// Resolve implements fold.Book.
func (k book) Resolve(own uuid.UUID) (fold.Ordinal, bool, error) {
	rows, err := k.stmts.find.QueryContext(k.ctx, idKey(own))
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		var n fold.Ordinal
		var account, source, profile int64
		if err := rows.Scan(&n, &id, &account, &source, &profile); err != nil {
			return 0, false, err
		}
		if fold.OwnID(k.account, id) == own {
			return n, true, nil
		}
	}
	return 0, false, rows.Err()
}

// Profile implements fold.Book.
func (k book) Profile(n fold.Ordinal) (profile fold.Ordinal, err error) {
	err = k.stmts.profileOf.QueryRowContext(k.ctx, n).Scan(&profile)
	return profile, err
}

// Members implements fold.Book.
func (k book) Members(profile fold.Ordinal) ([]fold.Ordinal, error) {
	rows, err := k.stmts.joined.QueryContext(k.ctx, profile)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []fold.Ordinal{profile}
	for rows.Next() {
		var n fold.Ordinal
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// idRows is how a record is found: by its id and by its own id.
func (b *batch) idRows(r *record) [][2]any {
	own := fold.OwnID(r.account, r.id)
	return [][2]any{{idKey(r.id), int64(r.n)}, {idKey(own), int64(r.n)}}
}
