package sqlite

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"

	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// flush writes everything that the batch has changed so far.
func (b *batch) flush() error {
	if err := b.flushRecords(); err != nil {
		return err
	}
	if err := b.flushSummaries(); err != nil {
		return fmt.Errorf("write summaries: %w", err)
	}
	if err := b.index.flush(b); err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return b.flushChanges()
}

// flushRecords writes the rows of records and what changes of the index.
func (b *batch) flushRecords() error {
	var ids [][2]any
	var rows []any
	for _, r := range b.ordered {
		if !r.factsDirty {
			continue
		}
		state := r.facts.AppendBinary(nil)
		var err error
		if r.isNew {
			rows = append(rows, int64(r.n), r.id[:], r.found.account, r.source, int64(r.n), state)
			ids = append(ids, b.idRows(r)...)
		} else {
			_, err = b.stmts.updateRecord.ExecContext(b.ctx, state, r.n)
		}
		if err != nil {
			return fmt.Errorf("write record %d: %w", r.n, err)
		}
		after := profiles.TermsOf(r.facts, b.state.accounts[r.account].fold.Catalogue())
		if err := b.index.change(b, r, r.before, after); err != nil {
			return fmt.Errorf("write the index: %w", err)
		}
		r.before, r.isNew, r.factsDirty = after, false, false
	}
	if err := b.insert(b.stmts.insertRecords, b.stmts.insertRecord, 6, rows); err != nil {
		return fmt.Errorf("write new records: %w", err)
	}
	slices.SortFunc(ids, func(x, y [2]any) int { return cmp.Compare(x[0].(int64), y[0].(int64)) })
	flat := make([]any, 0, 2*len(ids))
	for _, id := range ids {
		flat = append(flat, id[0], id[1])
	}
	if err := b.insert(b.stmts.insertIDs, b.stmts.insertID, 2, flat); err != nil {
		return fmt.Errorf("write ids: %w", err)
	}
	return nil
}

func (b *batch) flushSummaries() error {
	var dirty []*record
	for _, r := range b.ordered {
		if r.summaryDirty {
			dirty = append(dirty, r)
		}
	}
	slices.SortFunc(dirty, func(x, y *record) int { return cmp.Compare(x.n, y.n) })
	rows := make([]any, 0, 2*len(dirty))
	for _, r := range dirty {
		if r.summary.Activities > 0 {
			rows = append(rows, int64(r.n), r.summary.AppendBinary(nil))
		} else if _, err := b.stmts.dropSummary.ExecContext(b.ctx, r.n); err != nil {
			return err
		}
	}
	return b.insert(b.stmts.putSummaries, b.stmts.putSummary, 2, rows)
}

// insert writes rows of so many values each, most of them by a statement that
// takes `wide` rows at once.
func (b *batch) insert(many, one *sql.Stmt, columns int, values []any) error {
	for len(values) > 0 {
		stmt, n := one, columns
		if len(values) >= wide*columns {
			stmt, n = many, wide*columns
		}
		if _, err := stmt.ExecContext(b.ctx, values[:n]...); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
