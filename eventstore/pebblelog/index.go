package pebblelog

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

// index answers where ids and stream heads are, as of what is applied to
// pebble, durable or not.
type index struct {
	db     *pebble.DB
	filter *filter
	ready  atomic.Bool // the filter holds all that was on disk at the start
}

// place is where an event stands.
type place struct {
	commit   uint64
	stream   streamKey
	revision uint64
}

func newIndex(db *pebble.DB, events uint64) *index {
	return &index{db: db, filter: newFilter(events + events/4)}
}

// absent is true when the key was surely never written.
func (x *index) absent(key *[16]byte) bool { return x.ready.Load() && !x.filter.mayHave(key) }

// first is the first commit of an id, and whether there are more.
func (x *index) first(id uuid.UUID) (commit uint64, again, known bool, err error) {
	if x.absent((*[16]byte)(&id)) {
		return 0, false, false, nil
	}
	v, closer, err := x.db.Get(idKey(id))
	if errors.Is(err, pebble.ErrNotFound) {
		return 0, false, false, nil
	}
	if err != nil {
		return 0, false, false, err
	}
	commit, again, err = parseIDValue(v)
	return commit, again, true, errors.Join(err, closer.Close())
}

func parseIDValue(v []byte) (commit uint64, again bool, err error) {
	if len(v) != 8 && (len(v) != 9 || v[8] != 1) {
		return 0, false, fmt.Errorf("%w: id index value %x", eventstore.ErrCorrupt, v)
	}
	return binary.BigEndian.Uint64(v), len(v) == 9, nil
}

// commits are all commits of an id.
func (x *index) commits(id uuid.UUID) ([]uint64, error) {
	first, again, known, err := x.first(id)
	if err != nil || !known {
		return nil, err
	}
	all := []uint64{first}
	if !again {
		return all, nil
	}
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: againKey(id, 0), UpperBound: againKey(id, 1<<64-1)})
	if err != nil {
		return nil, err
	}
	for ok := it.First(); ok; ok = it.Next() {
		all = append(all, binary.BigEndian.Uint64(it.Key()[17:]))
	}
	return all, it.Close()
}

// place looks up where the event of a commit stands.
func (x *index) place(commit uint64) (place, error) {
	v, closer, err := x.db.Get(eventKey(commit))
	if err != nil {
		return place{}, fmt.Errorf("%w: event %d: %w", eventstore.ErrCorrupt, commit, err)
	}
	e, err := parseValue(commit, v)
	p := place{commit: commit, stream: keyOfStream(string(e.stream)), revision: e.revision}
	if err != nil {
		err = fmt.Errorf("%w: event %d: %w", eventstore.ErrCorrupt, commit, err)
	}
	return p, errors.Join(err, closer.Close())
}

// length is the number of events of a stream.
func (x *index) length(s streamKey) (uint64, error) {
	if x.absent((*[16]byte)(&s)) {
		return 0, nil
	}
	v, closer, err := x.db.Get(headKey(s))
	if errors.Is(err, pebble.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if len(v) != 8 {
		err = fmt.Errorf("%w: stream head %x", eventstore.ErrCorrupt, v)
		return 0, errors.Join(err, closer.Close())
	}
	return binary.BigEndian.Uint64(v) + 1, closer.Close()
}

// fill puts the ids and streams on disk into the filter. Until it is through,
// every look-up asks pebble.
func (l *Log) fill(ctx context.Context) {
	for _, space := range []byte{spaceID, spaceHead} {
		if err := l.index.fill(ctx, space); err != nil {
			if ctx.Err() == nil {
				l.config.Logger.Warn("id filter not filled; appends will be slower", "error", err)
			}
			return
		}
	}
	l.index.ready.Store(true)
}

func (x *index) fill(ctx context.Context, space byte) error {
	lower, upper := spaceBounds(space)
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return err
	}
	n := 0
	for ok := it.First(); ok; ok = it.Next() {
		if key := it.Key(); len(key) == idKeyLen {
			x.filter.add((*[16]byte)(key[1:]))
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return errors.Join(ctx.Err(), it.Close())
		}
	}
	return it.Close()
}

// Known implements eventstore.Log. Only what is durable is known.
func (l *Log) Known(ctx context.Context, ids []uuid.UUID) ([]eventstore.Position, error) {
	if err := l.use("look up ids"); err != nil {
		return nil, err
	}
	defer l.users.RUnlock()
	head := l.durable.Load()
	out := make([]eventstore.Position, len(ids))
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		commit, _, known, err := l.index.first(id)
		if err != nil {
			return nil, &eventstore.Error{Op: "look up ids", About: l.config.Dir, Err: err}
		}
		if known && commit <= head {
			out[i] = position(commit)
		}
	}
	return out, nil
}
