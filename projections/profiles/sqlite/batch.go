package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// batch is one Apply under way: what it has read and changed, written once at
// the end. Nothing of it is seen outside before publish.
type batch struct {
	*Store
	ctx     context.Context // of short statements: for one that may end the driver starts a goroutine each time
	until   context.Context // of long ones
	next    fold.Ordinal
	records map[uuid.UUID]*record
	ordered []*record // as they came up
	found   map[uuid.UUID]found
	asked   map[uuid.UUID]bool // looked for at the start: not in found, not stored
	index   pending
	state   *state
	owned   bool               // state is a copy of this batch's own
	cloned  map[uuid.UUID]bool // accounts that are this batch's own
	erased  bool
	matched map[uuid.UUID]bool // accounts whose changes must be kept
}

// record is a record as the batch changes it. Facts and summary are read when
// first needed.
type record struct {
	found
	id      uuid.UUID
	account uuid.UUID
	isNew   bool

	facts        *fold.Record
	before       profiles.Terms // what the index holds
	factsDirty   bool
	summary      *fold.Summary
	summaryDirty bool
}

func (s *Store) newBatch(ctx context.Context) *batch {
	return &batch{Store: s, ctx: context.WithoutCancel(ctx), until: ctx, next: s.next, records: map[uuid.UUID]*record{}, found: map[uuid.UUID]found{}, state: s.state.Load(), cloned: map[uuid.UUID]bool{}, matched: map[uuid.UUID]bool{}}
}

// own gives the batch a state of its own to change.
func (b *batch) own() *state {
	if !b.owned {
		b.state = &state{maps.Clone(b.state.accounts), maps.Clone(b.state.byNumber), maps.Clone(b.state.sources)}
		b.owned = true
	}
	return b.state
}

// account finds an account, numbering it when it is new.
func (b *batch) account(id uuid.UUID) (*account, error) {
	if a := b.state.accounts[id]; a != nil {
		return a, nil
	}
	a := &account{n: int64(len(b.state.accounts)) + 1, fold: fold.NewAccount(id), changes: &fold.Changes{}}
	if _, err := b.conn.ExecContext(b.ctx, "INSERT INTO accounts (n, id) VALUES (?,?)", a.n, id[:]); err != nil {
		return nil, fmt.Errorf("number an account: %w", err)
	}
	st := b.own()
	st.accounts[id], st.byNumber[a.n] = a, id
	b.cloned[id] = true
	return a, nil
}

// change gives an account that the batch may change.
func (b *batch) change(id uuid.UUID) (*account, error) {
	a, err := b.account(id)
	if err != nil || b.cloned[id] {
		return a, err
	}
	copied := &account{a.n, a.fold.Clone(), fold.RestoreChanges(a.changes.State())}
	b.own().accounts[id] = copied
	b.cloned[id] = true
	return copied, nil
}

// source numbers a source.
func (b *batch) source(id uuid.UUID) (int64, error) {
	if n, ok := b.seen[id]; ok {
		return n, nil
	}
	for n, known := range b.state.sources {
		if known == id {
			return n, nil
		}
	}
	n := int64(len(b.state.sources)) + 1
	if _, err := b.conn.ExecContext(b.ctx, "INSERT INTO sources (n, id) VALUES (?,?)", n, id[:]); err != nil {
		return 0, fmt.Errorf("number a source: %w", err)
	}
	b.own().sources[n] = id
	return n, nil
}

// record finds the record of an event, numbering it when it is new.
func (b *batch) record(e *event.Event) (*record, error) {
	if r := b.records[e.Record]; r != nil {
		return r, nil
	}
	a, err := b.account(e.Account)
	if err != nil {
		return nil, err
	}
	r := &record{id: e.Record, account: e.Account}
	var known bool
	if r.found, known, err = b.lookup(e.Record); err != nil {
		return nil, err
	}
	if !known {
		source, err := b.source(e.Source)
		if err != nil {
			return nil, err
		}
		r.found = found{b.next, a.n, source}
		r.isNew, r.factsDirty = true, true
		r.facts = fold.NewRecord(e.Record, e.Account, e.Source)
		r.summary = &fold.Summary{}
		b.next++
	}
	b.records[e.Record] = r
	b.ordered = append(b.ordered, r)
	return r, nil
}

// look finds the rows of all records that a batch speaks of, many at once.
func (b *batch) look(events []projections.Event) error {
	asked := map[uuid.UUID]bool{}
	var keys []any
	for i := range events {
		id := events[i].Record
		if id == uuid.Nil || asked[id] {
			continue
		}
		asked[id] = true
		if f, ok := b.memo.records.Get(id); ok {
			b.found[id] = f
		} else {
			keys = append(keys, idKey(id))
		}
	}
	for chunk := range slices.Chunk(keys, wide) {
		for len(chunk) < wide {
			chunk = append(slices.Clip(chunk), chunk[0])
		}
		if err := b.each(b.stmts.findMany, chunk, func(id uuid.UUID, f found) {
			if asked[id] {
				b.found[id] = f
			}
		}); err != nil {
			return fmt.Errorf("look records up: %w", err)
		}
	}
	b.asked = asked
	return nil
}

// lookup finds the row of a record.
func (b *batch) lookup(id uuid.UUID) (found, bool, error) {
	if f, ok := b.found[id]; ok || b.asked[id] {
		return f, ok, nil
	}
	var at found
	known := false
	err := b.each(b.stmts.find, []any{idKey(id)}, func(stored uuid.UUID, f found) {
		if stored == id {
			at, known = f, true
		}
	})
	return at, known, err
}

// each goes through the records that a statement finds.
func (b *batch) each(stmt *sql.Stmt, args []any, row func(uuid.UUID, found)) error {
	rows, err := stmt.QueryContext(b.ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f found
		var id uuid.UUID
		var profile int64
		if err := rows.Scan(&f.n, &id, &f.account, &f.source, &profile); err != nil {
			return err
		}
		row(id, f)
	}
	return rows.Err()
}

// idKey is what ids are looked up by.
func idKey(id uuid.UUID) int64 { return int64(binary.BigEndian.Uint64(id[:8])) }

// load reads a record's facts.
func (b *batch) load(r *record) error {
	if r.facts != nil {
		return nil
	}
	var blob sql.RawBytes
	rows, err := b.stmts.state.QueryContext(b.ctx, r.n)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(fmt.Errorf("record %d has no row", r.n), rows.Err())
	}
	if err := rows.Scan(&blob); err != nil {
		return err
	}
	if r.facts, err = fold.DecodeRecord(r.id, r.account, b.state.sources[r.source], blob); err != nil {
		return err
	}
	r.before = profiles.TermsOf(r.facts, b.state.accounts[r.account].fold.Catalogue())
	return nil
}

// loadSummary reads a record's summary.
func (b *batch) loadSummary(r *record) error {
	if r.summary != nil {
		return nil
	}
	if s, ok := b.memo.summaries.Get(r.n); ok {
		s = s.Clone()
		r.summary = &s
		return nil
	}
	var blob []byte
	err := b.stmts.summary.QueryRowContext(b.ctx, r.n).Scan(&blob)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		r.summary = &fold.Summary{}
		return nil
	case err != nil:
		return err
	}
	s, err := fold.DecodeSummary(blob)
	r.summary = &s
	return err
}

// publish makes readers see what was committed.
func (b *batch) publish() {
	b.Store.next = b.next
	for n, id := range b.state.sources {
		b.seen[id] = n
	}
	b.Store.state.Store(b.state)
	for _, r := range b.ordered {
		b.memo.records.Add(r.id, r.found)
		if r.summaryDirty && r.summary.Visits() <= maxMemoVisits {
			b.memo.summaries.Add(r.n, *r.summary)
		} else if r.summaryDirty {
			b.memo.summaries.Remove(r.n)
		}
	}
}
