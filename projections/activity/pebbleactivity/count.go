package pebbleactivity

import (
	"context"
	"errors"
	"iter"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// Count implements activity.Reader.
func (s *Store) Count(ctx context.Context, q activity.Query) (int64, error) {
	q, err := q.Normal()
	if err != nil {
		return 0, err
	}
	if err := s.use("count"); err != nil {
		return 0, err
	}
	defer s.users.RUnlock()
	q.After, q.Before = activity.Cursor{}, activity.Cursor{}
	var n int64
	err = s.scan(ctx, &q, func(sc *scan) error {
		for _, record := range q.Records {
			if err := sc.count(sc.bounds(record), &n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, &activity.Error{Op: "count", Err: err}
	}
	return n, nil
}

func (sc *scan) count(b bounds, n *int64) error {
	for ok := sc.seek(b); ok; ok = sc.step(b) {
		_, shown, err := sc.shown()
		if err != nil {
			return err
		}
		// ValueAndErr does not move the iterator; the value is at hand.
		if shown && sc.it.Value()[1]&flagWithdrawn == 0 {
			*n++
		}
	}
	return sc.it.Error()
}

// All implements activity.Store.
func (s *Store) All(ctx context.Context, account uuid.UUID) iter.Seq2[activity.Activity, error] {
	return func(yield func(activity.Activity, error) bool) {
		if err := s.use("read all"); err != nil {
			yield(activity.Activity{}, err)
			return
		}
		defer s.users.RUnlock()
		lower := []byte{spaceTimeline}
		if account != uuid.Nil {
			lower = append(lower, account[:]...)
		}
		it, err := s.db.NewIterWithContext(ctx, &pebble.IterOptions{LowerBound: lower, UpperBound: after(lower)})
		if err != nil {
			yield(activity.Activity{}, &activity.Error{Op: "read all", Err: err})
			return
		}
		stopped := false
		for ok := it.First(); ok && !stopped && err == nil; ok = it.Next() {
			var doc activity.Activity
			if doc, err = decodeEntry(it); err == nil {
				stopped = !yield(doc, nil)
			}
		}
		if err = errors.Join(err, it.Error(), it.Close()); err != nil && !stopped {
			yield(activity.Activity{}, &activity.Error{Op: "read all", Err: err})
		}
	}
}

func decodeEntry(it *pebble.Iterator) (activity.Activity, error) {
	account, p, err := parseTimelineKey(it.Key())
	if err != nil {
		return activity.Activity{}, err
	}
	value, err := it.ValueAndErr()
	if err != nil {
		return activity.Activity{}, err
	}
	return decode(account, p, value)
}
