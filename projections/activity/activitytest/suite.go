package activitytest

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
	"github.com/cerebro-cdp/cerebro/projections/projectiontest"
)

// Open opens a store in a place of its own, made when it is not there: a folder
// for embedded drivers, a key to name a database after for servers.
type Open func(t testing.TB, folder string) activity.Store

// Run runs every case on a driver.
func Run(t *testing.T, open Open) {
	t.Run("projector", func(t *testing.T) { runProjector(t, open) })
	t.Run("random histories and queries equal the model", open.testModel)
	t.Run("paging meets everything once", open.testPaging)
	t.Run("what is wrong with a query is said", open.testInvalid)
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) { open.testCase(t, c) })
	}
	t.Run("readers see whole batches", open.testReaders)
	t.Run("a closed store says so", open.testClosed)
}

func runProjector(t *testing.T, open Open) {
	projectiontest.Run(t, projectiontest.Suite{
		Open: func(t testing.TB, folder string) projectiontest.Opened {
			s := open(t, folder)
			return projectiontest.Opened{
				Projector: s, Close: s.Close,
				Dump:   func() (any, error) { return dump(t, s) },
				Settle: func() error { return s.Scrub(t.Context()) },
			}
		},
		Events: History,
		Poison: func() projections.Event {
			e := did{n: 1, account: 1, record: 1, source: 1, activity: 1}.event()
			e.Payload = nil
			return e
		},
	})
}

func dump(t testing.TB, s activity.Store) ([]activity.Activity, error) {
	var out []activity.Activity
	for a, err := range s.All(t.Context(), uuid.Nil) {
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// world is a store with its model.
type world struct {
	t testing.TB
	activity.Store
	model
	at projections.Checkpoint
}

func (open Open) world(t testing.TB) *world {
	s := open(t, t.TempDir())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &world{t: t, Store: s, at: projections.Checkpoint{Store: id(1, 1), Version: activity.Version}}
}

func (w *world) take(events ...projections.Event) {
	w.t.Helper()
	to := w.at
	to.Ordinal += int64(len(events))
	to.Position = eventstore.MakePosition(uint64(to.Ordinal), 0)
	if err := w.Apply(w.t.Context(), events, to); err != nil {
		w.t.Fatalf("apply: %v", err)
	}
	for i, e := range events {
		w.fold(e, w.at.Ordinal+int64(i)+1)
	}
	w.at = to
}

func same() cmp.Option { return cmpopts.EquateEmpty() }

// check compares the answers to a query with the model's.
func (w *world) check(q activity.Query) {
	w.t.Helper()
	page, err := w.Timeline(w.t.Context(), q)
	if err != nil {
		w.t.Fatalf("timeline %+v: %v", q, err)
	}
	want, more := w.page(q)
	if diff := cmp.Diff(want, page.Activities, same()); diff != "" || more != page.More {
		w.t.Fatalf("timeline %+v, more %v, want %v (-want +got):\n%s", q, page.More, more, diff)
	}
	if page.Position != w.at.Position {
		w.t.Fatalf("timeline stands as of %s, want %s", page.Position, w.at.Position)
	}
	n, err := w.Count(w.t.Context(), q)
	if err != nil || n != w.count(q) {
		w.t.Fatalf("count %+v: got %d, %v, want %d", q, n, err, w.count(q))
	}
}

// checkGet compares every activity of an account under a view.
func (w *world) checkGet(of uuid.UUID, v activity.View, upTo int) {
	w.t.Helper()
	want := map[uuid.UUID]activity.Activity{}
	for _, a := range w.standing(of, v) {
		want[a.ID] = a
	}
	for n := range upTo {
		one := activityID(n + 1)
		got, ok, err := w.Get(w.t.Context(), of, one, v)
		expected, known := want[one]
		if diff := cmp.Diff(expected, got, same()); err != nil || ok != known || diff != "" {
			w.t.Fatalf("get %s: %v, %v, want %v (-want +got):\n%s", one, ok, err, known, diff)
		}
	}
}

func (open Open) testModel(t *testing.T) {
	for seed := range int64(6) {
		w, r := open.world(t), rand.New(rand.NewPCG(uint64(seed), 9))
		events := History(seed, 240)
		for len(events) > 0 {
			n := min(len(events), 1+r.IntN(80))
			w.take(events[:n]...)
			events = events[n:]
			for range 12 {
				w.check(randomQuery(r, &w.model))
			}
			q := randomQuery(r, &w.model)
			w.checkGet(q.Account, q.View, 80)
		}
	}
}

func randomQuery(r *rand.Rand, m *model) activity.Query {
	q := activity.Query{Account: account(1 + r.IntN(accounts)), Limit: r.IntN(12)}
	for n := range records {
		if r.IntN(2) == 0 {
			q.Records = append(q.Records, record(n+1), record(n+1)) // doubled on purpose
		}
	}
	if r.IntN(2) == 0 {
		q.Sources = []uuid.UUID{}
		for n := range r.IntN(sources) + 1 {
			q.Sources = append(q.Sources, source(n+1))
		}
	}
	for n := range imports {
		if r.IntN(4) == 0 {
			q.Retracted = append(q.Retracted, importID(n+1))
		}
	}
	if r.IntN(3) == 0 {
		q.Types = []string{"PAGE_VIEW", "vote"}
	}
	if r.IntN(3) == 0 {
		q.From = day().Add(time.Duration(r.IntN(60)) * time.Minute)
		q.To = q.From.Add(time.Duration(r.IntN(90)) * time.Minute)
	}
	if len(m.versions) > 0 && r.IntN(2) == 0 {
		c := m.versions[r.IntN(len(m.versions))].Cursor()
		if q.After = c; r.IntN(2) == 0 {
			q.After, q.Before = activity.Cursor{}, c
		}
	}
	return q
}

func (open Open) testInvalid(t *testing.T) {
	w := open.world(t)
	c := activity.Cursor{OccurredAt: day(), Activity: activityID(1)}
	for name, q := range map[string]activity.Query{
		"no account":       {},
		"both cursors":     {Account: account(1), After: c, Before: c},
		"a negative limit": {Account: account(1), Limit: -1},
	} {
		if _, err := w.Timeline(t.Context(), q); !errors.Is(err, activity.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func (open Open) testClosed(t *testing.T) {
	s := open(t, t.TempDir())
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatalf("close twice: %v", err)
	}
	if _, err := s.Timeline(t.Context(), activity.Query{Account: account(1)}); !errors.Is(err, activity.ErrClosed) {
		t.Errorf("timeline: got %v, want ErrClosed", err)
	}
	if err := s.Apply(t.Context(), nil, projections.Checkpoint{}); !errors.Is(err, activity.ErrClosed) {
		t.Errorf("apply: got %v, want ErrClosed", err)
	}
}
