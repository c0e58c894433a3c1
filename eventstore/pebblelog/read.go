package pebblelog

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
)

// ReadAll implements eventstore.Log. It shows the log as of its head at the
// start, however long the reader takes.
func (l *Log) ReadAll(ctx context.Context, from eventstore.Position, dir eventstore.Direction, filter eventstore.Filter, limit int) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		m, err := newMatch(filter)
		if err != nil {
			yield(eventstore.Recorded{}, &eventstore.Error{Op: "read", Err: err})
			return
		}
		w := walk{low: 1, high: l.durable.Load(), dir: dir, filter: m}
		w.cut(from)
		for left := limit; w.low <= w.high && (limit <= 0 || left > 0); {
			w.limit = stepEvents
			if limit > 0 {
				w.limit = min(stepEvents, left)
			}
			s, err := l.step(ctx, w)
			if err != nil {
				yield(eventstore.Recorded{}, err)
				return
			}
			for _, e := range s.events {
				if !yield(e, nil) {
					return
				}
			}
			left -= len(s.events)
			w.advance(s.looked)
		}
	}
}

// cut leaves what lies strictly after or before a position. Positions of other
// engines may have a prepare part; it lies between two commits.
func (w *walk) cut(from eventstore.Position) {
	commit, prepare := from.Parts()
	if w.dir == eventstore.Backwards {
		if prepare == 0 {
			commit = max(commit, 1) - 1
		}
		w.high = min(w.high, commit)
		return
	}
	if commit >= w.high {
		w.high = 0
		return
	}
	w.low = commit + 1
}

// advance goes on behind what was looked at.
func (w *walk) advance(looked uint64) {
	if w.dir == eventstore.Backwards {
		w.high = looked - 1
	} else {
		w.low = looked + 1
	}
}

// ReadStream implements eventstore.Log. It shows the stream as of the head at
// the start.
func (l *Log) ReadStream(ctx context.Context, stream string, from eventstore.Revision, dir eventstore.Direction, limit int) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		w := streamWalk{
			name: stream, key: keyOfStream(stream), head: l.durable.Load(),
			dir: dir, next: max(0, uint64(max(from, 0))),
		}
		if dir == eventstore.Backwards && from < 0 {
			return
		}
		for left := limit; limit <= 0 || left > 0; {
			n := stepEvents
			if limit > 0 {
				n = min(stepEvents, left)
			}
			events, more, err := l.streamStep(ctx, &w, n)
			if err != nil {
				yield(eventstore.Recorded{}, err)
				return
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
			if left -= len(events); !more {
				return
			}
		}
	}
}

// streamWalk is where a reader of a stream is.
type streamWalk struct {
	name string
	key  streamKey
	head uint64
	dir  eventstore.Direction
	next uint64 // revision
}

// streamStep reads up to n events on; more is false at the stream's end.
func (l *Log) streamStep(ctx context.Context, w *streamWalk, n int) (events []eventstore.Recorded, more bool, err error) {
	if err := l.use("read"); err != nil {
		return nil, false, err
	}
	defer l.users.RUnlock()
	revisions, err := l.db.NewIter(w.bounds())
	if err != nil {
		return nil, false, l.readError(w.name, 0, err)
	}
	lower, upper := spaceBounds(spaceEvent)
	all, err := l.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return nil, false, errors.Join(l.readError(w.name, 0, err), revisions.Close())
	}
	events, more, err = l.collectStream(ctx, w, n, revisions, all)
	return events, more, errors.Join(err, revisions.Close(), all.Close())
}

func (w *streamWalk) bounds() *pebble.IterOptions {
	o := &pebble.IterOptions{LowerBound: revisionKey(w.key, 0), UpperBound: revisionKey(w.key, 1<<64-1)}
	if w.dir == eventstore.Backwards {
		o.UpperBound = revisionKey(w.key, w.next+1)
	} else {
		o.LowerBound = revisionKey(w.key, w.next)
	}
	return o
}

func (l *Log) collectStream(ctx context.Context, w *streamWalk, n int, revisions, all *pebble.Iterator) (events []eventstore.Recorded, more bool, err error) {
	start, move := revisions.First, revisions.Next
	if w.dir == eventstore.Backwards {
		start, move = revisions.Last, revisions.Prev
	}
	types := map[string]string{}
	size := 0
	for ok := start(); ok; ok = move() {
		if len(events) == n || size >= stepBytes {
			return events, true, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		commit := binary.BigEndian.Uint64(revisions.Value())
		if commit > w.head {
			if w.dir == eventstore.Forwards {
				return events, false, nil
			}
			continue
		}
		e, err := l.streamEvent(w, commit, binary.BigEndian.Uint64(revisions.Key()[17:]), all, types)
		if err != nil {
			return nil, false, err
		}
		events = append(events, e)
		size += len(all.Value())
		if e.Revision == 0 && w.dir == eventstore.Backwards {
			return events, false, nil
		}
		w.next = uint64(e.Revision) + 1
		if w.dir == eventstore.Backwards {
			w.next = uint64(e.Revision) - 1
		}
	}
	if err := revisions.Error(); err != nil {
		return nil, false, l.readError(w.name, 0, err)
	}
	return events, false, nil
}

// streamEvent reads the event an index entry points to and checks that it is
// the one.
func (l *Log) streamEvent(w *streamWalk, commit, revision uint64, all *pebble.Iterator, types map[string]string) (eventstore.Recorded, error) {
	if !all.SeekGE(eventKey(commit)) || binary.BigEndian.Uint64(all.Key()[1:]) != commit {
		return eventstore.Recorded{}, l.readError(w.name, commit, errors.Join(errMissing, all.Error()))
	}
	v, err := parseValue(commit, all.Value())
	if err == nil && (v.revision != revision || string(v.stream) != w.name) {
		err = errMissing
	}
	if err != nil {
		return eventstore.Recorded{}, l.readError(w.name, commit, err)
	}
	return v.recorded(commit, types), nil
}
