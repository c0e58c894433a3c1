package pebbleactivity

import (
	"container/heap"
	"context"
	"errors"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// Timeline implements activity.Reader: it merges the runs of the records, each
// of which is held by no more than the place of its next activity.
func (s *Store) Timeline(ctx context.Context, q activity.Query) (activity.Page, error) {
	q, err := q.Normal()
	if err != nil {
		return activity.Page{}, err
	}
	if err := s.use("timeline"); err != nil {
		return activity.Page{}, err
	}
	defer s.users.RUnlock()
	var page activity.Page
	err = s.scan(ctx, &q, func(sc *scan) error {
		var err error
		page, err = sc.page()
		return err
	})
	if err != nil {
		return activity.Page{}, &activity.Error{Op: "timeline", Err: err}
	}
	return page, nil
}

// scan opens one moment of the store for a query.
func (s *Store) scan(ctx context.Context, q *activity.Query, use func(*scan) error) error {
	snapshot := s.db.NewSnapshot()
	lower := append([]byte{spaceTimeline}, q.Account[:]...)
	it, err := snapshot.NewIterWithContext(ctx, &pebble.IterOptions{LowerBound: lower, UpperBound: after(lower)})
	if err != nil {
		return errors.Join(err, snapshot.Close())
	}
	err = use(&scan{ctx: ctx, query: q, at: snapshot, it: it, newer: !q.Before.IsZero()})
	return errors.Join(err, it.Close(), snapshot.Close())
}

// page collects the next activities in the direction asked for.
func (sc *scan) page() (activity.Page, error) {
	c, _, err := readCheckpoint(sc.at)
	page := activity.Page{Position: c.Position}
	if err != nil {
		return page, err
	}
	runs := merge{newer: sc.newer}
	for _, record := range sc.query.Records {
		r := run{bounds: sc.bounds(record)}
		ok, err := sc.next(&r)
		if err != nil {
			return page, err
		}
		if ok {
			runs.heads = append(runs.heads, r)
		}
	}
	heap.Init(&runs)
	for runs.Len() > 0 {
		if len(page.Activities) == sc.query.Limit {
			page.More = true
			break
		}
		top := &runs.heads[0]
		doc, err := sc.read(top.head)
		if err != nil {
			return page, err
		}
		page.Activities = append(page.Activities, doc)
		ok, err := sc.next(top)
		if err != nil {
			return page, err
		}
		if ok {
			heap.Fix(&runs, 0)
		} else {
			heap.Pop(&runs)
		}
	}
	if sc.newer {
		reverse(page.Activities)
	}
	return page, nil
}

func reverse(list []activity.Activity) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

// merge is a heap of runs, the one whose head comes first on top.
type merge struct {
	heads []run
	newer bool
}

func (m *merge) Len() int { return len(m.heads) }

func (m *merge) Less(i, j int) bool {
	order := m.heads[i].head.cursor().Compare(m.heads[j].head.cursor())
	if m.newer {
		return order > 0
	}
	return order < 0
}

func (m *merge) Swap(i, j int) { m.heads[i], m.heads[j] = m.heads[j], m.heads[i] }

// Push implements heap.Interface; runs are only taken away.
func (m *merge) Push(x any) { m.heads = append(m.heads, x.(run)) }

// Pop implements heap.Interface.
func (m *merge) Pop() any {
	last := m.heads[len(m.heads)-1]
	m.heads = m.heads[:len(m.heads)-1]
	return last
}

// read fetches the whole document of a place.
func (sc *scan) read(p place) (activity.Activity, error) {
	b, closer, err := sc.at.Get(timelineKey(nil, sc.query.Account, p))
	if err != nil {
		return activity.Activity{}, err
	}
	doc, err := decode(sc.query.Account, p, b)
	return doc, errors.Join(err, closer.Close())
}

// Get implements activity.Reader.
func (s *Store) Get(ctx context.Context, account, id uuid.UUID, v activity.View) (activity.Activity, bool, error) {
	if err := s.use("get"); err != nil {
		return activity.Activity{}, false, err
	}
	defer s.users.RUnlock()
	var doc activity.Activity
	found := false
	err := s.scan(ctx, &activity.Query{Account: account, View: v}, func(sc *scan) error {
		versions, err := readVersions(sc.at, activityKey(nil, account, id), id)
		if err != nil {
			return err
		}
		now, ok := standing(versions, v)
		if !ok {
			return nil
		}
		doc, err = sc.read(now.place)
		found = err == nil && v.ShowsSource(doc.Source)
		return err
	})
	if err != nil {
		return activity.Activity{}, false, &activity.Error{Op: "get", Err: err}
	}
	if !found {
		return activity.Activity{}, false, nil
	}
	return doc, true, nil
}
