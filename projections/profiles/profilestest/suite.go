package profilestest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/projectiontest"
)

// Open opens the driver's read model in a folder, making it when it is not
// there.
type Open func(t testing.TB, folder string) profiles.Store

// Run runs every case.
func Run(t *testing.T, open Open) {
	t.Run("projector", func(t *testing.T) {
		projectiontest.Run(t, projectiontest.Suite{
			Open: func(t testing.TB, folder string) projectiontest.Opened {
				s := open(t, folder)
				return projectiontest.Opened{Projector: s, Close: s.Close, Dump: func() (any, error) { return dump(t, s) }}
			},
			Events: History,
		})
	})
	t.Run("answers are those of the model", func(t *testing.T) { testModel(t, open) })
	t.Run("finding agrees with looking at everyone", func(t *testing.T) { testFind(t, open) })
	t.Run("an erased record reads the same live and replayed", func(t *testing.T) { testErasure(t, open) })
	t.Run("a closed account is gone", func(t *testing.T) { testClosed(t, open) })
	t.Run("unknown ids and wrong questions", func(t *testing.T) { testErrors(t, open) })
}

func dump(t testing.TB, s profiles.Store) (map[string]string, error) {
	out := map[string]string{}
	for c, err := range s.Contents(t.Context()) {
		if err != nil {
			return nil, err
		}
		out[c.Key] = c.Value
	}
	return out, nil
}

// filled is a read model of a history, in batches, and the model of the same.
func filled(t *testing.T, open Open, events []projections.Event) (profiles.Store, *model) {
	t.Helper()
	s := open(t, t.TempDir())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	log := projectiontest.NewLog(uuid.UUID{1})
	log.Append(events...)
	n := int64(0)
	for batch := range slices.Chunk(log.All(s.Filter()), 37) {
		n += int64(len(batch))
		to := projections.Checkpoint{Store: log.Store, Position: batch[len(batch)-1].Position, Ordinal: n, Version: s.Version()}
		if err := s.Apply(t.Context(), batch, to); err != nil {
			t.Fatal(err)
		}
	}
	m := newModel()
	for _, e := range events {
		m.apply(e.Event)
	}
	return s, m
}

var same = cmp.Options{cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b uuid.UUID) bool { return a.String() < b.String() })}

func testModel(t *testing.T, open Open) {
	for seed := range int64(4) {
		s, m := filled(t, open, History(seed, 400))
		for _, account := range accounts() {
			for _, sight := range m.sights(account) {
				testEach(t, s, sight, m)
				for _, want := range m.profiles(sight) {
					for _, id := range append(want.Aliases, want.ID) {
						got, err := s.Profile(t.Context(), sight, id)
						if err != nil {
							t.Fatal(err)
						}
						if d := cmp.Diff(want, got, same, cmpopts.IgnoreFields(profiles.Profile{}, "Merges")); d != "" {
							t.Fatalf("seed %d: %s", seed, d)
						}
					}
					testParts(t, s, sight, want)
				}
			}
		}
	}
}

// testEach compares many profiles at once, and what is said of their contact
// points, with one that nobody has in between.
func testEach(t *testing.T, s profiles.Store, sight profiles.Sight, m *model) {
	t.Helper()
	all := m.profiles(sight)
	asked := []uuid.UUID{uuid.Max}
	for _, p := range all {
		asked = append(asked, append(p.Aliases, p.ID)[0], uuid.Max)
	}
	a, _ := m.directory.Account(sight.Account)
	said, n := m.contact(a), -1
	err := s.Each(t.Context(), sight, asked, func(p *profiles.Profile, contact func(fold.Point) fold.Contact) error {
		n++
		if n%2 == 0 {
			if p != nil {
				t.Errorf("nobody is %s", p.ID)
			}
			return nil
		}
		want := &all[n/2]
		if d := cmp.Diff(want, p, same, cmpopts.IgnoreFields(profiles.Profile{}, "Merges")); d != "" {
			t.Errorf("place %d: %s", n, d)
		}
		for _, of := range []category.Number{fold.ByEmail.Points(), fold.ByText.Points(), fold.ByPost.Points()} {
			e, _ := want.View.Of(of)
			for i := range e.Values {
				if point, ok := e.Values[i].Point(of); ok && contact(point) != said(point) {
					t.Errorf("place %d: other things are said of %v", n, point)
				}
			}
		}
		return nil
	})
	if err != nil || n != len(asked)-1 {
		t.Fatalf("%d of %d were shown, %v", n+1, len(asked), err)
	}
	if err := s.Each(t.Context(), sight, asked, func(*profiles.Profile, func(fold.Point) fold.Contact) error { return context.Canceled }); !errors.Is(err, context.Canceled) {
		t.Fatalf("an error of whoever is shown: %v", err)
	}
}

func testParts(t *testing.T, s profiles.Store, sight profiles.Sight, want profiles.Profile) {
	t.Helper()
	var records []uuid.UUID
	for _, r := range want.Records {
		records = append(records, r.ID)
		if of, err := s.ProfileOf(t.Context(), sight, r.ID); err != nil || of != want.ID {
			t.Fatalf("profile of %s: %s, %v", r.ID, of, err)
		}
	}
	if got, err := s.RecordsOf(t.Context(), sight, want.ID); err != nil || !slices.Equal(got, records) {
		t.Fatalf("records of %s: %s, %v", want.ID, got, err)
	}
}

func testFind(t *testing.T, open Open) {
	for seed := range int64(4) {
		s, m := filled(t, open, History(seed, 400))
		for _, account := range accounts() {
			for _, sight := range m.sights(account) {
				for _, q := range m.queries() {
					want := m.find(sight, q)
					got := everyPage(t, s, sight, q)
					if d := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b uuid.UUID) bool { return a.String() < b.String() })); d != "" {
						t.Fatalf("seed %d, %+v: %s", seed, q, d)
					}
				}
			}
		}
	}
}

// everyPage asks for page after page.
func everyPage(t *testing.T, s profiles.Store, sight profiles.Sight, q profiles.Query) []uuid.UUID {
	t.Helper()
	var out []uuid.UUID
	q.Limit = 2
	for range 10_000 {
		page, err := s.Find(t.Context(), sight, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if len(page.Profiles) > q.Limit {
			t.Fatalf("a page of %d", len(page.Profiles))
		}
		for _, p := range page.Profiles {
			out = append(out, p.ID)
		}
		if page.Next == "" {
			return out
		}
		q.Cursor = page.Next
	}
	t.Fatal("pages never end")
	return nil
}

// testErasure replays a log whose keys were destroyed: payloads of erased
// records say nothing then.
func testErasure(t *testing.T, open Open) {
	events := History(7, 400)
	gone := map[uuid.UUID]bool{}
	for _, e := range events {
		gone[e.Record] = gone[e.Record] || e.Type == event.TypeRecordErased
	}
	live, _ := filled(t, open, events)
	var blank []projections.Event
	for _, e := range events {
		if gone[e.Record] && e.Type != event.TypeRecordErased {
			e.Payload = event.Erased{Was: e.Type}
		}
		blank = append(blank, e)
	}
	replayed, _ := filled(t, open, blank)
	compare(t, live, replayed)
}

func testClosed(t *testing.T, open Open) {
	events := History(8, 300)
	account := accounts()[0]
	end := stamped(len(events), account, event.AccountStream(account), &event.AccountClosed{})
	live, _ := filled(t, open, append(events, end))
	sight := profiles.Sight{Account: account, Now: day0}
	if _, err := live.Find(t.Context(), sight, profiles.Query{}); !errors.Is(err, profiles.ErrNotFound) {
		t.Errorf("profiles of a closed account: %v", err)
	}
	var blank []projections.Event
	for _, e := range append(events, end) {
		if e.Account == account && e.Type != event.TypeRecordErased {
			e.Payload = event.Erased{Was: e.Type}
		}
		blank = append(blank, e)
	}
	replayed, _ := filled(t, open, blank)
	for _, s := range []profiles.Store{live, replayed} {
		if a := s.Account(account); a == nil || !a.Closed {
			t.Errorf("account: %+v", a)
		}
	}
	compare(t, live, replayed)
}

func compare(t *testing.T, live, replayed profiles.Store) {
	t.Helper()
	want, err := dump(t, live)
	if err != nil {
		t.Fatal(err)
	}
	got, err := dump(t, replayed)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func testErrors(t *testing.T, open Open) {
	s, _ := filled(t, open, History(1, 100))
	mine := profiles.Sight{Account: accounts()[0], Now: day0}
	other := profiles.Sight{Account: accounts()[1], Now: day0}
	page, err := s.Find(t.Context(), mine, profiles.Query{Limit: 1})
	if err != nil || len(page.Profiles) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	find := func(q profiles.Query) func() error {
		return func() error { _, err := s.Find(t.Context(), mine, q); return err }
	}
	show := func(sight profiles.Sight, id uuid.UUID) func() error {
		return func() error { _, err := s.Profile(t.Context(), sight, id); return err }
	}
	cases := map[string]struct {
		ask  func() error
		want error
	}{
		"an unknown id":          {show(mine, uuid.Max), profiles.ErrNotFound},
		"another account's":      {show(other, page.Profiles[0].ID), profiles.ErrNotFound},
		"an unknown account":     {show(profiles.Sight{Account: uuid.Max}, uuid.Max), profiles.ErrNotFound},
		"nothing visible":        {show(profiles.Sight{Account: mine.Account, Sees: func(uuid.UUID) bool { return false }}, page.Profiles[0].ID), profiles.ErrNotFound},
		"an unknown record":      {func() error { _, err := s.ProfileOf(t.Context(), mine, uuid.Max); return err }, profiles.ErrNotFound},
		"an unknown category":    {find(profiles.Query{Category: "no such"}), profiles.ErrInvalid},
		"a derived category":     {find(profiles.Query{Category: "visits", Value: "1"}), profiles.ErrNotIndexed},
		"two questions":          {find(profiles.Query{Text: "a", Email: "b"}), profiles.ErrInvalid},
		"no cursor":              {find(profiles.Query{Cursor: "%%"}), profiles.ErrCursor},
		"a cursor out of bounds": {find(profiles.Query{Cursor: "eyJzIjo5fQ"}), profiles.ErrCursor},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if err := c.ask(); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if got, err := s.Sources(t.Context(), mine); err != nil || len(got) != sources {
		t.Errorf("sources: %v, %v", got, err)
	}
	if s.Account(uuid.Max) != nil || fold.OwnID(mine.Account, page.Profiles[0].Records[0].ID) != page.Profiles[0].ID {
		t.Error("ids")
	}
}
