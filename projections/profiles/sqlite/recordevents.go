package sqlite

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// applyFacts folds an observation or a recleaning into its record.
func (b *batch) applyFacts(r *record, e event.Event) error {
	if err := b.load(r); err != nil {
		return err
	}
	if r.facts.Apply(e) {
		r.factsDirty = true
	}
	return nil
}

// applyActivity adds to the summary what nothing can take back, and keeps the
// rest apart under its activity id, where the newest event replaces the older.
func (b *batch) applyActivity(r *record, e event.Event) error {
	c, ok := fold.NewContribution(e)
	if !ok {
		return nil
	}
	if r.isNew {
		r.facts.Apply(e) // for its key: it may never be observed
	}
	if c.Replaceable() {
		_, err := b.stmts.putLoose.ExecContext(b.ctx, c.Activity[:], r.n, c.AppendBinary(nil))
		return err
	}
	if err := b.loadSummary(r); err != nil {
		return err
	}
	r.summary.Add(c)
	r.summaryDirty = true
	return nil
}

// erase leaves nothing of a record but its ids.
func (b *batch) erase(r *record, e event.Event) error {
	if err := b.applyFacts(r, e); err != nil {
		return err
	}
	r.summary, r.summaryDirty, b.erased = &fold.Summary{}, true, true
	_, err := b.stmts.dropLoose.ExecContext(b.ctx, r.n)
	return err
}

// closeAccount erases every record of an account and forgets what its key was
// needed for: what it decided, confirmed and defined.
func (b *batch) closeAccount(e *event.Event) error {
	a, err := b.change(e.Account)
	if err != nil {
		return err
	}
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.eraseAll(e.Account, a.n); err != nil {
		return err
	}
	a.fold, a.changes = fold.NewAccount(e.Account), &fold.Changes{}
	a.fold.Closed = true
	for _, q := range [...]string{
		"DELETE FROM account_events WHERE account = ?", "DELETE FROM changes WHERE account = ?",
		"DELETE FROM confirmations WHERE account = ?",
		"DELETE FROM merges WHERE record IN (SELECT n FROM records WHERE account = ?)",
		"UPDATE records SET profile = n WHERE account = ? AND profile <> n",
		"UPDATE accounts SET closed = 1 WHERE n = ?",
	} {
		if _, err := b.conn.ExecContext(b.until, q, a.n); err != nil {
			return fmt.Errorf("close the account: %w", err)
		}
	}
	return nil
}

// eraseAll erases the records of an account, some at a time.
func (b *batch) eraseAll(account uuid.UUID, number int64) error {
	erased := event.Event{Envelope: event.Envelope{Account: account}, Payload: &event.RecordErased{}}
	for after := fold.Ordinal(0); ; {
		ids, last, err := b.recordsOf(number, after)
		if err != nil || len(ids) == 0 {
			b.memo.forget()
			return err
		}
		for _, id := range ids {
			erased.Record = id
			r, err := b.record(&erased)
			if err != nil {
				return err
			}
			if err := b.erase(r, erased); err != nil {
				return err
			}
		}
		if err := b.flush(); err != nil {
			return err
		}
		after = last
		b.records, b.ordered = map[uuid.UUID]*record{}, nil // there may be millions
		b.found, b.asked = map[uuid.UUID]found{}, nil       // what was new is stored now
	}
}

// recordsOf lists some records of an account by number.
func (b *batch) recordsOf(account int64, after fold.Ordinal) (ids []uuid.UUID, last fold.Ordinal, err error) {
	rows, err := b.conn.QueryContext(b.until, "SELECT n, id FROM records WHERE account = ? AND n > ? ORDER BY n LIMIT 1000", account, after)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&last, &id); err != nil {
			return nil, 0, err
		}
		ids = append(ids, id)
	}
	return ids, last, rows.Err()
}
