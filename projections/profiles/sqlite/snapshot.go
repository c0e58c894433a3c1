package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// reads are the statements of readers, prepared on each of their connections
// when it first needs them.
type reads struct {
	find, profile, joined, row, loose, merges, confirmed *sql.Stmt
	holders, names, heads                                *sql.Stmt
}

type readQuery struct {
	into **sql.Stmt
	sql  string
}

func (r *reads) list() []readQuery {
	return []readQuery{
		{&r.find, "SELECT r.n, r.id, r.account FROM ids i JOIN records r ON r.n = i.record WHERE i.key = ?"},
		{&r.profile, "SELECT profile FROM records WHERE n = ?"},
		{&r.joined, "SELECT n FROM records WHERE profile = ? AND profile <> n ORDER BY n"},
		{&r.row, "SELECT r.id, r.account, r.source, r.state, s.state FROM records r LEFT JOIN summaries s ON s.record = r.n WHERE r.n = ?"},
		{&r.loose, "SELECT state FROM loose WHERE record = ? ORDER BY activity"},
		{&r.merges, `SELECT m.event FROM records r JOIN merges m ON m.record = r.n JOIN records i ON i.n = m.into_
			WHERE r.profile = ?1 AND r.profile <> r.n AND i.profile = ?1
			UNION SELECT m.event FROM merges m JOIN records i ON i.n = m.into_ WHERE m.record = ?1 AND i.profile = ?1
			ORDER BY m.event`},
		{&r.confirmed, "SELECT import FROM confirmations WHERE observation = ?"},
		{&r.holders, "SELECT first, more FROM holders WHERE key = ? AND first >= ? ORDER BY first"},
		{&r.names, "SELECT word, first, more FROM names WHERE account = ?1 AND word >= ?2 AND word < ?3 AND (word, first) >= (?4, ?5) ORDER BY word, first"},
		{&r.heads, "SELECT n FROM records WHERE account = ? AND n > ? AND profile = n ORDER BY n LIMIT ?"},
	}
}

func prepareReads(ctx context.Context, db *sql.DB) (*reads, error) {
	r := &reads{}
	for _, q := range r.list() {
		stmt, err := db.PrepareContext(ctx, q.sql)
		if err != nil {
			return nil, fmt.Errorf("prepare %q: %w", q.sql, err)
		}
		*q.into = stmt
	}
	return r, nil
}

// snapshot is one state of the file.
type snapshot struct {
	*state
	tx   *sql.Tx
	stmt *reads
}

var _ profiles.Snapshot = (*snapshot)(nil)

// snapshot opens one; the caller closes it.
func (s *Store) snapshot(ctx context.Context) (*snapshot, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("begin to read: %w", err)
	}
	// Rows and state change together under this lock; the first query of a
	// transaction is what fixes its rows.
	s.publishing.RLock()
	defer s.publishing.RUnlock()
	var one int64
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM checkpoint").Scan(&one); err != nil {
		return nil, errors.Join(fmt.Errorf("begin to read: %w", err), tx.Rollback())
	}
	return &snapshot{s.state.Load(), tx, s.reads}, nil
}

func (s *snapshot) close() { _ = s.tx.Rollback() } // nothing was written

func (s *snapshot) query(ctx context.Context, stmt *sql.Stmt, args ...any) (*sql.Rows, error) {
	return s.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
}

// match finds the record of an account that an id names.
func (s *snapshot) match(ctx context.Context, account, id uuid.UUID, is func(record uuid.UUID) bool) (fold.Ordinal, bool, error) {
	a := s.accounts[account]
	if a == nil {
		return 0, false, nil
	}
	rows, err := s.query(ctx, s.stmt.find, idKey(id))
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var n fold.Ordinal
		var record uuid.UUID
		var of int64
		if err := rows.Scan(&n, &record, &of); err != nil {
			return 0, false, err
		}
		if of == a.n && is(record) {
			return n, true, nil
		}
	}
	return 0, false, rows.Err()
}

// Record implements profiles.Snapshot.
func (s *snapshot) Record(ctx context.Context, account, id uuid.UUID) (fold.Ordinal, bool, error) {
	return s.match(ctx, account, id, func(record uuid.UUID) bool { return record == id })
}

// Own implements profiles.Snapshot.
func (s *snapshot) Own(ctx context.Context, account, own uuid.UUID) (fold.Ordinal, bool, error) {
	return s.match(ctx, account, own, func(record uuid.UUID) bool { return fold.OwnID(account, record) == own })
}

// Profile implements profiles.Snapshot.
func (s *snapshot) Profile(ctx context.Context, n fold.Ordinal) (profile fold.Ordinal, err error) {
	err = s.tx.StmtContext(ctx, s.stmt.profile).QueryRowContext(ctx, n).Scan(&profile)
	return profile, err
}

// Members implements profiles.Snapshot.
func (s *snapshot) Members(ctx context.Context, profile fold.Ordinal) ([]fold.Ordinal, error) {
	rows, err := s.query(ctx, s.stmt.joined, profile)
	out, err := column[fold.Ordinal](rows, err)
	return append([]fold.Ordinal{profile}, out...), err
}

// Row implements profiles.Snapshot.
func (s *snapshot) Row(ctx context.Context, n fold.Ordinal) (profiles.Row, error) {
	var id uuid.UUID
	var account, source int64
	var state, summary []byte
	err := s.tx.StmtContext(ctx, s.stmt.row).QueryRowContext(ctx, n).Scan(&id, &account, &source, &state, &summary)
	if err != nil {
		return profiles.Row{}, fmt.Errorf("read record %d: %w", n, err)
	}
	row := profiles.Row{Number: n}
	if row.Record, err = fold.DecodeRecord(id, s.byNumber[account], s.sources[source], state); err != nil {
		return profiles.Row{}, err
	}
	if summary != nil {
		decoded, err := fold.DecodeSummary(summary)
		if err != nil {
			return profiles.Row{}, err
		}
		row.Summary = &decoded
	}
	rows, err := s.query(ctx, s.stmt.loose, n)
	loose, err := column[[]byte](rows, err)
	if err != nil {
		return profiles.Row{}, fmt.Errorf("read activities of record %d: %w", n, err)
	}
	for _, b := range loose {
		c, err := fold.DecodeContribution(b)
		if err != nil {
			return profiles.Row{}, err
		}
		row.Loose = append(row.Loose, c)
	}
	return row, nil
}

// Merges implements profiles.Snapshot.
func (s *snapshot) Merges(ctx context.Context, profile fold.Ordinal) ([]uuid.UUID, error) {
	rows, err := s.query(ctx, s.stmt.merges, profile)
	return column[uuid.UUID](rows, err)
}

// Confirmed implements profiles.Snapshot.
func (s *snapshot) Confirmed(ctx context.Context, observation uuid.UUID) ([]uuid.UUID, error) {
	rows, err := s.query(ctx, s.stmt.confirmed, observation[:])
	return column[uuid.UUID](rows, err)
}

// Heads implements profiles.Snapshot.
func (s *snapshot) Heads(ctx context.Context, account uuid.UUID, after fold.Ordinal, limit int) ([]fold.Ordinal, error) {
	a := s.accounts[account]
	if a == nil {
		return nil, nil
	}
	rows, err := s.query(ctx, s.stmt.heads, a.n, after, limit)
	return column[fold.Ordinal](rows, err)
}

// Holding implements profiles.Snapshot.
func (s *snapshot) Holding(ctx context.Context, key profiles.TermKey, after profiles.Place, limit int) ([]profiles.Place, error) {
	rows, err := s.query(ctx, s.stmt.holders, int64(key), after.List)
	if err != nil {
		return nil, err
	}
	return places(rows, after, limit, func(p *profiles.Place, more *[]byte) []any { return []any{&p.List, more} })
}

// Named implements profiles.Snapshot.
func (s *snapshot) Named(ctx context.Context, account uuid.UUID, prefix string, after profiles.Place, limit int) ([]profiles.Place, error) {
	a := s.accounts[account]
	if a == nil {
		return nil, nil
	}
	// Words are UTF-8: every one with the prefix sorts before the prefix with
	// the last code point behind it.
	rows, err := s.query(ctx, s.stmt.names, a.n, max(prefix, after.Word), prefix+"\U0010FFFF", after.Word, after.List)
	if err != nil {
		return nil, err
	}
	return places(rows, after, limit, func(p *profiles.Place, more *[]byte) []any { return []any{&p.Word, &p.List, more} })
}

// places takes stored lists apart, from after the given place on.
func places(rows *sql.Rows, after profiles.Place, limit int, into func(*profiles.Place, *[]byte) []any) ([]profiles.Place, error) {
	defer rows.Close()
	var out []profiles.Place
	for len(out) < limit && rows.Next() {
		var p profiles.Place
		var more []byte
		if err := rows.Scan(into(&p, &more)...); err != nil {
			return nil, err
		}
		list, err := decodeList(p.List, more)
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			if p.Word == after.Word && p.List == after.List && n <= after.Record {
				continue
			}
			if len(out) < limit {
				out = append(out, profiles.Place{Word: p.Word, List: p.List, Record: n})
			}
		}
	}
	return out, rows.Err()
}

// column reads the only column of all rows.
func column[T any](rows *sql.Rows, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
