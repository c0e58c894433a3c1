package sqlite

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// edge is a merge that stands: two records of one profile, one of either side.
// The edges of a profile, taken in order, build it up.
type edge struct {
	record, into fold.Ordinal
	event        uuid.UUID
	seq          int64
}

// keepMerge remembers which two records a merge brought together.
func (b *batch) keepMerge(k book, id uuid.UUID, p *event.ProfilesMerged) error {
	into, ok, err := k.Resolve(p.Into)
	if err != nil || !ok || len(p.Records) == 0 {
		return err
	}
	joined := make([]fold.Ordinal, len(p.Records))
	for i, r := range p.Records {
		if joined[i], err = k.Record(r); err != nil {
			return err
		}
	}
	if _, err := b.stmts.putMerge.ExecContext(b.ctx, slices.Min(joined), into, id[:], nil); err != nil {
		return fmt.Errorf("remember the merge: %w", err)
	}
	return nil
}

// split takes apart what is remembered of the merges of profiles whose records
// are about to leave them: a merge stands in each part that holds records of
// both its sides.
func (b *batch) split(moves []fold.Move) error {
	to := map[fold.Ordinal]fold.Ordinal{}
	var parted []fold.Ordinal
	for _, m := range moves {
		if to[m.Record] = m.To; !slices.Contains(parted, m.From) {
			parted = append(parted, m.From)
		}
	}
	for _, profile := range parted {
		old, err := b.edges(profile)
		if err != nil {
			return fmt.Errorf("read merges: %w", err)
		}
		for _, e := range old {
			if _, err := b.stmts.dropMerge.ExecContext(b.ctx, e.record, e.event[:]); err != nil {
				return fmt.Errorf("forget merges: %w", err)
			}
		}
		part := func(n fold.Ordinal) fold.Ordinal {
			if p, moves := to[n]; moves {
				return p
			}
			return profile
		}
		for _, e := range induced(old, part) {
			if _, err := b.stmts.putMerge.ExecContext(b.ctx, e.record, e.into, e.event[:], e.seq); err != nil {
				return fmt.Errorf("remember merges: %w", err)
			}
		}
	}
	return nil
}

// induced are the edges that hold the parts of a profile together: of each old
// one, in order, one for every part that has records of both its sides.
func induced(old []edge, part func(fold.Ordinal) fold.Ordinal) []edge {
	// A side is known by the first record of each part in it.
	sides := map[fold.Ordinal]map[fold.Ordinal]fold.Ordinal{}
	root := map[fold.Ordinal]fold.Ordinal{}
	find := func(n fold.Ordinal) fold.Ordinal {
		if _, known := root[n]; !known {
			root[n], sides[n] = n, map[fold.Ordinal]fold.Ordinal{part(n): n}
		}
		for root[n] != n {
			root[n] = root[root[n]]
			n = root[n]
		}
		return n
	}
	var out []edge
	for _, e := range old {
		x, y := find(e.into), find(e.record)
		if x == y {
			continue
		}
		for p, record := range sides[y] {
			if into, both := sides[x][p]; both {
				out = append(out, edge{record, into, e.event, e.seq})
			} else {
				sides[x][p] = record
			}
		}
		root[y] = x
		delete(sides, y)
	}
	return out
}

// edges reads the merges that hold a profile together, oldest first.
func (b *batch) edges(profile fold.Ordinal) ([]edge, error) {
	rows, err := b.stmts.mergesOf.QueryContext(b.ctx, profile)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []edge
	for rows.Next() {
		var e edge
		if err := rows.Scan(&e.record, &e.into, &e.event, &e.seq); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}
