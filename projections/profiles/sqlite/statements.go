package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// statements are prepared once on the connection that writes.
type statements struct {
	all []*sql.Stmt

	find, findMany, profileOf, joined, state              *sql.Stmt
	insertRecord, insertRecords, updateRecord, moveRecord *sql.Stmt
	insertIDs, insertID                                   *sql.Stmt
	summary, putSummary, putSummaries, dropSummary        *sql.Stmt
	putLoose, dropLoose                                   *sql.Stmt
	putHolders, putHolder, holdersAt, cutHolder           *sql.Stmt
	putNames, putName, namesAt, cutName                   *sql.Stmt
	putConfirmed                                          *sql.Stmt
	putMerge, dropMerge, mergesOf                         *sql.Stmt
}

// wide is how many rows one statement inserts at most.
const wide = 64

// rows repeats the placeholders of one row.
func rows(one string) string { return strings.TrimSuffix(strings.Repeat(one+",", wide), ",") }

func prepare(ctx context.Context, conn *sql.Conn) (*statements, error) {
	s := &statements{}
	const (
		holders = "INSERT INTO holders (key, first, more) VALUES "
		names   = "INSERT INTO names (account, word, first, more) VALUES "
		records = "INSERT INTO records (n, id, account, source, profile, state) VALUES "
		ids     = "INSERT INTO ids (key, record) VALUES "
		sums    = "INSERT INTO summaries (record, state) VALUES "
		resumed = " ON CONFLICT (record) DO UPDATE SET state = excluded.state"
	)
	list := []struct {
		into **sql.Stmt
		sql  string
	}{
		{&s.find, "SELECT r.n, r.id, r.account, r.source, r.profile FROM ids i JOIN records r ON r.n = i.record WHERE i.key = ?"},
		{&s.findMany, "SELECT r.n, r.id, r.account, r.source, r.profile FROM ids i JOIN records r ON r.n = i.record WHERE i.key IN (" + rows("?") + ")"},
		{&s.profileOf, "SELECT profile FROM records WHERE n = ?"},
		{&s.joined, "SELECT n FROM records WHERE profile = ? AND profile <> n ORDER BY n"},
		{&s.state, "SELECT state FROM records WHERE n = ?"},
		{&s.insertRecord, records + "(?,?,?,?,?,?)"},
		{&s.insertRecords, records + rows("(?,?,?,?,?,?)")},
		{&s.updateRecord, "UPDATE records SET state = ? WHERE n = ?"},
		{&s.moveRecord, "UPDATE records SET profile = ? WHERE n = ?"},
		{&s.insertIDs, ids + rows("(?,?)")},
		{&s.insertID, ids + "(?,?)"},
		{&s.summary, "SELECT state FROM summaries WHERE record = ?"},
		{&s.putSummary, sums + "(?,?)" + resumed},
		{&s.putSummaries, sums + rows("(?,?)") + resumed},
		{&s.dropSummary, "DELETE FROM summaries WHERE record = ?"},
		{&s.putLoose, "INSERT INTO loose (activity, record, state) VALUES (?,?,?) ON CONFLICT (activity) DO UPDATE SET record = excluded.record, state = excluded.state"},
		{&s.dropLoose, "DELETE FROM loose WHERE record = ?"},
		{&s.putHolders, holders + rows("(?,?,?)")},
		{&s.putHolder, holders + "(?,?,?)"},
		{&s.holdersAt, "SELECT first, more FROM holders WHERE key = ? AND first <= ? ORDER BY first DESC"},
		{&s.cutHolder, "DELETE FROM holders WHERE key = ? AND first = ?"},
		{&s.putNames, names + rows("(?,?,?,?)")},
		{&s.putName, names + "(?,?,?,?)"},
		{&s.namesAt, "SELECT first, more FROM names WHERE account = ? AND word = ? AND first <= ? ORDER BY first DESC"},
		{&s.cutName, "DELETE FROM names WHERE account = ? AND word = ? AND first = ?"},
		{&s.putConfirmed, "INSERT INTO confirmations (observation, import, account) VALUES (?,?,?) ON CONFLICT DO NOTHING"},
		{&s.putMerge, `INSERT INTO merges (record, into_, event, seq)
			VALUES (?1,?2,?3,coalesce(?4, (SELECT coalesce(max(seq), 0) + 1 FROM merges))) ON CONFLICT DO NOTHING`},
		{&s.dropMerge, "DELETE FROM merges WHERE record = ? AND event = ?"},
		{&s.mergesOf, `SELECT m.record, m.into_, m.event, m.seq FROM records r JOIN merges m ON m.record = r.n WHERE r.profile = ?1 AND r.profile <> r.n
			UNION ALL SELECT record, into_, event, seq FROM merges WHERE record = ?1
			ORDER BY 4`},
	}
	for _, l := range list {
		stmt, err := conn.PrepareContext(ctx, l.sql)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("prepare %q: %w", l.sql, err), s.close())
		}
		*l.into = stmt
		s.all = append(s.all, stmt)
	}
	return s, nil
}

func (s *statements) close() error {
	var errs []error
	for _, stmt := range s.all {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}
