package activitytest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// story is a short history with what a query then shows, as activity and amount.
type story struct {
	name   string
	events []projections.Event
	view   activity.View
	want   []shown
	count  int64
}

type shown struct {
	activity, record int
	amount           string
	withdrawn        bool
}

func cases() []story {
	page := func(n, record, activity, at int, amount string) did {
		return did{n: n, account: 1, record: record, source: 1, activity: activity, at: at, amount: amount}
	}
	imported := func(d did, imp int) did { d.imp = imp; return d }
	withdrawn := func(d did) did { d.withdrawn = true; return d }
	events := func(ds ...did) (out []projections.Event) {
		for _, d := range ds {
			out = append(out, d.event())
		}
		return out
	}
	return []story{
		{"the newest event of an activity replaces the older",
			events(page(1, 1, 1, 10, "5"), page(2, 1, 1, 10, "7")), activity.View{}, []shown{{1, 1, "7", false}}, 1},
		{"an activity that moved in time stands at its new time only",
			events(page(1, 1, 1, 10, "5"), page(2, 1, 2, 20, "6"), page(3, 1, 1, 30, "7")), activity.View{},
			[]shown{{1, 1, "7", false}, {2, 1, "6", false}}, 2},
		{"an activity that moved to another record stands there only",
			events(page(1, 1, 1, 10, "5"), page(2, 2, 1, 10, "7")), activity.View{}, []shown{{1, 2, "7", false}}, 1},
		{"what is withdrawn shows and does not count",
			events(page(1, 1, 1, 10, "5"), withdrawn(page(2, 1, 1, 10, "5")), page(3, 1, 2, 5, "")), activity.View{},
			[]shown{{1, 1, "5", true}, {2, 1, "", false}}, 1},
		{"activities of one moment are in the order of their ids",
			events(page(1, 2, 3, 10, "c"), page(2, 1, 1, 10, "a"), page(3, 3, 2, 10, "b")), activity.View{},
			[]shown{{1, 1, "a", false}, {2, 3, "b", false}, {3, 2, "c", false}}, 3},
		{"retracting the newest import brings the version before back",
			events(imported(page(1, 1, 1, 10, "5"), 1), imported(page(2, 1, 1, 20, "7"), 2)),
			activity.View{Retracted: []uuid.UUID{importID(2)}}, []shown{{1, 1, "5", false}}, 1},
		{"retracting an older import changes nothing",
			events(imported(page(1, 1, 1, 10, "5"), 1), imported(page(2, 1, 1, 20, "7"), 2)),
			activity.View{Retracted: []uuid.UUID{importID(1)}}, []shown{{1, 1, "7", false}}, 1},
		{"retracting every import leaves nothing",
			events(imported(page(1, 1, 1, 10, "5"), 1), imported(page(2, 1, 1, 10, "7"), 2)),
			activity.View{Retracted: []uuid.UUID{importID(1), importID(2)}}, nil, 0},
		{"erasing a record takes its activities away",
			append(events(page(1, 1, 1, 10, "5"), page(2, 2, 2, 20, "6")), did{n: 3, account: 1, record: 1}.erased()),
			activity.View{}, []shown{{2, 2, "6", false}}, 1},
		{"erasing the record an activity moved to leaves it where it was, as a rebuild does",
			append(events(page(1, 1, 1, 10, "5"), page(2, 2, 1, 10, "7")), did{n: 3, account: 1, record: 2}.erased()),
			activity.View{}, []shown{{1, 1, "5", false}}, 1},
		{"an erased payload states nothing",
			append(events(page(1, 1, 1, 10, "5")), page(2, 1, 1, 10, "7").sealed()), activity.View{}, []shown{{1, 1, "5", false}}, 1},
		{"no visible source shows nothing",
			events(page(1, 1, 1, 10, "5")), activity.View{Sources: []uuid.UUID{}}, nil, 0},
		{"closing the account takes everything away",
			append(events(page(1, 1, 1, 10, "5")), did{n: 2, account: 1}.closed()), activity.View{}, nil, 0},
		{"another account's closing does not",
			append(events(page(1, 1, 1, 10, "5")), did{n: 2, account: 2}.closed()), activity.View{}, []shown{{1, 1, "5", false}}, 1},
	}
}

func (open Open) testCase(t *testing.T, c story) {
	// The outcome must not depend on how the events are cut into batches.
	for _, together := range []bool{true, false} {
		w := open.world(t)
		if together {
			w.take(c.events...)
		}
		for i := range c.events {
			if !together {
				w.take(c.events[i])
			}
		}
		q := activity.Query{Account: account(1), View: c.view, Records: []uuid.UUID{record(1), record(2), record(3)}}
		w.check(q)
		page, err := w.Timeline(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var got []shown
		for _, a := range page.Activities {
			one := shown{int(a.ID[15]), int(a.Record[15]), "", a.Withdrawn}
			if len(a.Properties) > 0 {
				one.amount = a.Properties[0].Value
			}
			got = append(got, one)
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(shown{})); diff != "" {
			t.Errorf("shown, in one batch %v (-want +got):\n%s", together, diff)
		}
		if n, err := w.Count(t.Context(), q); err != nil || n != c.count {
			t.Errorf("counted %d, %v, want %d", n, err, c.count)
		}
		w.checkGet(account(1), c.view, 4)
		if err := w.Scrub(t.Context()); err != nil {
			t.Errorf("scrub: %v", err)
		}
		w.check(q)
	}
}

// testPaging walks a timeline both ways while newer activities arrive.
func (open Open) testPaging(t *testing.T) {
	w := open.world(t)
	for n := range 100 {
		w.take(did{n: n + 1, account: 1, record: 1 + n%3, source: 1, activity: n + 1, at: n / 4}.event())
	}
	q := activity.Query{Account: account(1), Records: []uuid.UUID{record(1), record(2), record(3)}, Limit: 7}
	var down []activity.Activity
	for more := true; more; {
		page, err := w.Timeline(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		down, more = append(down, page.Activities...), page.More
		q.After = down[len(down)-1].Cursor()
		n := 200 + len(down)
		w.take(did{n: n, account: 1, record: 1, source: 1, activity: n, at: 500 + n}.event())
	}
	if len(down) != 100 {
		t.Fatalf("paging down met %d activities, want the 100 that were there", len(down))
	}
	var up []activity.Activity
	q.After, q.Before = activity.Cursor{}, down[99].Cursor()
	for len(up) < 99 {
		page, err := w.Timeline(t.Context(), q)
		if err != nil || len(page.Activities) == 0 {
			t.Fatalf("paging up after %d: %v", len(up), err)
		}
		up = append(append([]activity.Activity(nil), page.Activities...), up...)
		q.Before = up[0].Cursor()
	}
	if diff := cmp.Diff(down[:99], up[len(up)-99:], same()); diff != "" {
		t.Errorf("paging up differs from paging down (-down +up):\n%s", diff)
	}
}
