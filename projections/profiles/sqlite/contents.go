package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"

	"github.com/cespare/xxhash/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// Contents implements profiles.Reader: rows as the log alone fixes them. How
// the index is cut into lists is left out; values of people are hashed.
func (s *Store) Contents(ctx context.Context) iter.Seq2[profiles.Content, error] {
	return func(yield func(profiles.Content, error) bool) {
		snap, err := s.snapshot(ctx)
		if err != nil {
			yield(profiles.Content{}, &profiles.Error{Op: "read contents", Err: err})
			return
		}
		defer snap.close()
		parts := [...]func(context.Context, func(key, value string) bool) error{
			snap.plainContents, snap.recordContents, snap.holderContents, snap.nameContents,
		}
		for _, part := range parts {
			stopped := false
			err := part(ctx, func(key, value string) bool {
				stopped = !yield(profiles.Content{Key: key, Value: value}, nil)
				return !stopped
			})
			if stopped {
				return
			}
			if err != nil {
				yield(profiles.Content{}, &profiles.Error{Op: "read contents", Err: err})
				return
			}
		}
	}
}

func sum(b []byte) string { return fmt.Sprintf("%d:%016x", len(b), xxhash.Sum64(b)) }

// plainContents are the tables whose rows are compared as they are.
func (s *snapshot) plainContents(ctx context.Context, yield func(key, value string) bool) error {
	for _, q := range [...]string{
		"SELECT 'account', id, closed FROM accounts ORDER BY n",
		"SELECT 'account event', row_number() OVER (ORDER BY n), type || ' ' || hex(payload) FROM account_events ORDER BY n",
		"SELECT 'source', id, n FROM sources ORDER BY n",
		"SELECT 'confirmation', observation, import FROM confirmations ORDER BY observation, import",
		"SELECT 'merge', event, record || ' ' || into_ FROM merges ORDER BY event, record",
		"SELECT 'change', account || '.' || part, hex(envelope) FROM changes ORDER BY account, part",
	} {
		err := s.scan(ctx, q, func(rows *sql.Rows) (bool, error) {
			var kind string
			var key, value any
			err := rows.Scan(&kind, &key, &value)
			return err == nil && yield(kind+" "+text(key), text(value)), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func text(v any) string {
	if b, ok := v.([]byte); ok {
		return hex.EncodeToString(b)
	}
	return fmt.Sprint(v)
}

func (s *snapshot) recordContents(ctx context.Context, yield func(key, value string) bool) error {
	return s.scan(ctx, "SELECT r.n, r.id, r.account, r.source, r.profile, r.state, s.state FROM records r LEFT JOIN summaries s ON s.record = r.n ORDER BY r.n",
		func(rows *sql.Rows) (bool, error) {
			var n, account, source, profile int64
			var id uuid.UUID
			var state, summary []byte
			if err := rows.Scan(&n, &id, &account, &source, &profile, &state, &summary); err != nil {
				return false, err
			}
			loose, err := s.query(ctx, s.stmt.loose, n)
			apart, err := column[[]byte](loose, err)
			if err != nil {
				return false, err
			}
			return yield("record "+id.String(), fmt.Sprint(n, account, source, profile, sum(state), sum(summary), sum(slices.Concat(apart...)))), nil
		})
}

// holderContents and nameContents join the lists of a value again.
func (s *snapshot) holderContents(ctx context.Context, yield func(key, value string) bool) error {
	return s.lists(ctx, "SELECT printf('%016x', key), first, more FROM holders ORDER BY key, first", "value ", yield)
}

func (s *snapshot) nameContents(ctx context.Context, yield func(key, value string) bool) error {
	return s.lists(ctx, "SELECT account || ' ' || hex(word), first, more FROM names ORDER BY account, word, first", "name ", yield)
}

func (s *snapshot) lists(ctx context.Context, query, kind string, yield func(key, value string) bool) error {
	var at string
	var all []fold.Ordinal
	end := func() bool {
		slices.Sort(all)
		return len(all) == 0 || yield(kind+at, fmt.Sprint(all))
	}
	err := s.scan(ctx, query, func(rows *sql.Rows) (bool, error) {
		var key string
		var first fold.Ordinal
		var more []byte
		if err := rows.Scan(&key, &first, &more); err != nil {
			return false, err
		}
		if key != at {
			if !end() {
				return false, nil
			}
			at, all = key, nil
		}
		list, err := decodeList(first, more)
		all = append(all, list...)
		return err == nil, err
	})
	if err == nil {
		end()
	}
	return err
}

// scan goes through the rows of a query until row says to stop.
func (s *snapshot) scan(ctx context.Context, query string, row func(*sql.Rows) (bool, error)) error {
	rows, err := s.tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if on, err := row(rows); err != nil || !on {
			return err
		}
	}
	return rows.Err()
}
