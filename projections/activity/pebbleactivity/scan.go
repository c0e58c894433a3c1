package pebbleactivity

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// scan reads the timelines of one query at one moment.
type scan struct {
	ctx   context.Context
	query *activity.Query
	at    *pebble.Snapshot
	it    *pebble.Iterator
	newer bool // from old to new
	seen  int
}

// bounds of a record's run that the query allows: from <= key < to. The reading
// moves the one it starts from.
type bounds struct{ from, to []byte }

type run struct {
	bounds
	head place // the next activity
}

// bounds are cut by times and cursor.
func (sc *scan) bounds(record uuid.UUID) bounds {
	q := sc.query
	prefix := recordPrefix(nil, q.Account, record)
	b := bounds{prefix, after(prefix)}
	at := func(nanoseconds int64) []byte {
		return binary.BigEndian.AppendUint64(bytes.Clone(prefix), newestFirst(nanoseconds))
	}
	if !q.To.IsZero() {
		b.from = at(q.To.UnixNano() - 1)
	}
	if !q.From.IsZero() {
		b.to = at(q.From.UnixNano() - 1)
	}
	if !q.After.IsZero() {
		b.from = larger(b.from, after(append(at(q.After.OccurredAt.UnixNano()), q.After.Activity[:]...)))
	}
	if !q.Before.IsZero() {
		b.to = smaller(b.to, append(at(q.Before.OccurredAt.UnixNano()), q.Before.Activity[:]...))
	}
	return b
}

func larger(a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		return a
	}
	return b
}

func smaller(a, b []byte) []byte {
	if bytes.Compare(a, b) < 0 {
		return a
	}
	return b
}

// seek goes to the first key of a run in the direction of the scan.
func (sc *scan) seek(b bounds) bool {
	if sc.newer {
		return sc.it.SeekLT(b.to) && bytes.Compare(sc.it.Key(), b.from) >= 0
	}
	return sc.it.SeekGE(b.from) && bytes.Compare(sc.it.Key(), b.to) < 0
}

func (sc *scan) step(b bounds) bool {
	if sc.newer {
		return sc.it.Prev() && bytes.Compare(sc.it.Key(), b.from) >= 0
	}
	return sc.it.Next() && bytes.Compare(sc.it.Key(), b.to) < 0
}

// next finds a run's next activity that the query shows, and moves the run's
// bound behind it.
func (sc *scan) next(r *run) (bool, error) {
	for ok := sc.seek(r.bounds); ok; ok = sc.step(r.bounds) {
		p, shown, err := sc.shown()
		if err != nil {
			return false, err
		}
		if !shown {
			continue
		}
		r.head = p
		if sc.newer {
			r.to = bytes.Clone(sc.it.Key())
		} else {
			r.from = append(bytes.Clone(sc.it.Key()), 0)
		}
		return true, nil
	}
	return false, sc.it.Error()
}

// checkEvery is how many keys are passed between two looks at the context.
const checkEvery = 1024

// shown tells whether the query shows what the iterator stands on.
func (sc *scan) shown() (p place, ok bool, err error) {
	if sc.seen++; sc.seen%checkEvery == 0 && sc.ctx.Err() != nil {
		return p, false, sc.ctx.Err()
	}
	account, p, err := parseTimelineKey(sc.it.Key())
	if err != nil || !sc.query.Counts(p.imp) {
		return p, false, err
	}
	value, err := sc.it.ValueAndErr()
	if err != nil {
		return p, false, err
	}
	h, err := decodeHead(value)
	if err != nil || !sc.query.ShowsSource(h.source) || !hasType(sc.query.Types, h.name) {
		return p, false, err
	}
	if h.flags&flagVersions == 0 {
		return p, true, nil
	}
	versions, err := readVersions(sc.at, activityKey(nil, account, p.activity), p.activity)
	if err != nil {
		return p, false, err
	}
	now, ok := standing(versions, sc.query.View)
	return p, ok && now.place == p, nil
}

// hasType is activity.Query.HasType without making a string of every name.
func hasType(types []string, name []byte) bool {
	if len(types) == 0 {
		return true
	}
	for _, t := range types {
		if len(t) == len(name) && string(name) == t {
			return true
		}
	}
	for _, t := range types {
		if strings.EqualFold(t, string(name)) {
			return true
		}
	}
	return false
}
