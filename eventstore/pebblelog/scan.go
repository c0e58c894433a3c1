package pebblelog

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
)

// Readers look at pebble in steps, so that a slow one holds neither memory nor
// files; what they read cannot change between two steps.
const (
	stepEvents = 1000
	stepBytes  = 4 << 20
	// stepLooked bounds how many events a filter may drop in one step.
	stepLooked = 20_000
)

// step is a part of the log, in the order it was read.
type step struct {
	events []eventstore.Recorded
	looked uint64 // the last commit looked at; 0 when none was
}

// walk says what a step reads: commits low to high, both included.
type walk struct {
	low, high uint64
	dir       eventstore.Direction
	filter    match
	limit     int // events, at most stepEvents
}

// match is a filter over undecoded names.
type match struct{ streams, types [][]byte }

func newMatch(f eventstore.Filter) (match, error) {
	if len(f.StreamPrefixes) > 0 && len(f.TypePrefixes) > 0 {
		return match{}, fmt.Errorf("%w: a filter has either stream or type prefixes", eventstore.ErrInvalid)
	}
	return match{prefixes(f.StreamPrefixes), prefixes(f.TypePrefixes)}, nil
}

func prefixes(names []string) [][]byte {
	var out [][]byte
	for _, s := range names {
		out = append(out, []byte(s))
	}
	return out
}

func (m match) passes(v *view) bool {
	return hasAny(v.stream, m.streams) && hasAny(v.typ, m.types)
}

func hasAny(name []byte, prefixes [][]byte) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(name, p) {
			return true
		}
	}
	return len(prefixes) == 0
}

// step reads on from one end of the walk.
func (l *Log) step(ctx context.Context, w walk) (step, error) {
	var s step
	if err := l.use("read"); err != nil {
		return s, err
	}
	defer l.users.RUnlock()
	if w.low > w.high {
		return s, ctx.Err()
	}
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: eventKey(w.low), UpperBound: eventKey(w.high + 1)})
	if err != nil {
		return s, l.readError("", 0, err)
	}
	err = l.collect(ctx, it, w, &s)
	return s, errors.Join(err, it.Close())
}

func (l *Log) collect(ctx context.Context, it *pebble.Iterator, w walk, s *step) error {
	move, want := it.Next, w.low
	ok := false
	if w.dir == eventstore.Backwards {
		move, want = it.Prev, w.high
		ok = it.Last()
	} else {
		ok = it.First()
	}
	types := map[string]string{}
	size := 0
	for looked := 0; looked < stepLooked && size < stepBytes && len(s.events) < w.limit; looked++ {
		if want < w.low || want > w.high {
			return nil
		}
		if looked%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if !ok || binary.BigEndian.Uint64(it.Key()[1:]) != want {
			return l.readError("", want, errors.Join(errMissing, it.Error()))
		}
		v, err := parseValue(want, it.Value())
		if err != nil {
			return l.readError("", want, err)
		}
		if w.filter.passes(&v) {
			if s.events == nil { // most filters let nearly all pass, or nothing
				s.events = make([]eventstore.Recorded, 0, w.left(want))
			}
			s.events = append(s.events, v.recorded(want, types))
			size += len(it.Value())
		}
		s.looked = want
		if w.dir == eventstore.Backwards {
			want--
		} else {
			want++
		}
		ok = move()
	}
	return nil
}

// left is how many events a step can still find from a commit on.
func (w *walk) left(from uint64) int {
	commits := w.high - from + 1
	if w.dir == eventstore.Backwards {
		commits = from - w.low + 1
	}
	return int(min(commits, uint64(w.limit)))
}

var errMissing = errors.New("event is missing")

// readError is damage found while reading, or pebble's own error.
func (l *Log) readError(stream string, commit uint64, err error) error {
	e := &eventstore.Error{Op: "read", About: stream, Err: err}
	if commit != 0 {
		e.About = fmt.Sprintf("%s at %s", stream, position(commit))
	}
	if errors.Is(err, errMissing) || errors.Is(err, errValue) || pebble.IsCorruptionError(err) {
		e.Err = fmt.Errorf("%w: %w", eventstore.ErrCorrupt, err)
		e.Hint = "stop the server and run cerebro fsck; restore a backup if it confirms the damage"
	}
	return e
}
