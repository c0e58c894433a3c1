package projections_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
)

// refuse makes Apply fail on batches with one of these events.
func refuse(numbers ...int) func([]projections.Event) error {
	return func(events []projections.Event) error {
		for _, e := range events {
			for _, n := range numbers {
				if e.ID == id(1, n) {
					return errBad
				}
			}
		}
		return nil
	}
}

func TestPoisonIsParkedWithItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		parking := projections.NewFileParking(filepath.Join(t.TempDir(), "parked.json"))
		p.fail = refuse(4)
		for n := 1; n <= 10; n++ {
			log.Append(activity(n, n%2)) // 4, 6, 8, 10 are of record 0
		}
		r, stop := start(t, p, log, projections.Config{Parking: parking})
		head, _ := log.Head(t.Context())
		wait(t, r, head)
		want := map[string]row{stream(0): {1, 2}, stream(1): {5, 9}}
		if diff := cmp.Diff(want, p.dump()); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if s := r.Status(); s.Parked != 4 || s.ParkedKeys != 1 || s.Ordinal != 10 || !s.CaughtUp || s.Err != nil {
			t.Errorf("status %+v, want 4 events of 1 key parked at ordinal 10", s)
		}
		if got := r.Parked(); got[0].Event != id(1, 4) || got[0].Key != stream(0) || got[0].Later != 3 {
			t.Errorf("parked %+v, want event 4 and 3 behind it", got)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}

		// After a restart, even with a mended program, the key stays parked: its
		// events would come out of order.
		p.fail = nil
		r, stop = start(t, p, log, projections.Config{Parking: parking})
		wait(t, r, log.Append(activity(11, 0), activity(12, 1)))
		want[stream(1)] = row{6, 12}
		if diff := cmp.Diff(want, p.dump()); diff != "" {
			t.Errorf("rows after a restart (-want +got):\n%s", diff)
		}
		if s := r.Status(); s.Parked != 5 {
			t.Errorf("%d events parked after a restart, want 5", s.Parked)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestErasureIsNeverParked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		p.fail = refuse(2)
		r, stop := start(t, p, log, projections.Config{})
		wait(t, r, log.Append(activity(1, 0), activity(2, 0), activity(3, 0), erased(4, 0)))
		if rows := p.dump(); len(rows) != 0 {
			t.Errorf("the erased record still has %v", rows)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTroubleOfTheStoreParksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		down := errors.New("disk full")
		failures := 0
		p.fail = func([]projections.Event) error {
			if failures++; failures < 60 {
				return down
			}
			return nil
		}
		r, stop := start(t, p, log, projections.Config{})
		wait(t, r, log.Append(history(1, 30)...))
		if s := r.Status(); s.Parked != 0 || s.Ordinal != 30 || s.Err != nil {
			t.Errorf("status %+v, want everything applied and nothing parked", s)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRebuildStopsAtPoison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		p.fail = refuse(7)
		log.Append(history(1, 30)...)
		r, err := projections.NewRunner(p, log, projections.Config{Mode: projections.Rebuild})
		if err != nil {
			t.Fatal(err)
		}
		err = r.Run(t.Context())
		var bad *projections.PoisonError
		if !errors.As(err, &bad) || bad.Event != id(1, 7) || !errors.Is(err, errBad) {
			t.Errorf("got %v, want event 7 named", err)
		}
		if s := r.Status(); s.Phase != projections.Failed || p.at.Ordinal != 6 {
			t.Errorf("phase %s at event %d, want failed at 6", s.Phase, p.at.Ordinal)
		}
		p.fail = nil // mended: it goes on where it stopped
		if err := r.Run(t.Context()); err != nil || p.at.Ordinal != 30 {
			t.Errorf("gone on: %v at event %d, want the end at 30", err, p.at.Ordinal)
		}
	})
}

// Whatever is poison, the others come out as if the parked keys had ended at
// their poison event, and every event has the ordinal it always had.
func TestParkingLeavesTheOthersAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		events := history(rapid.Int64Range(0, 1000).Draw(rt, "seed"), 80)
		bad := rapid.SliceOfN(rapid.IntRange(1, 80), 0, 5).Draw(rt, "bad")
		size := rapid.IntRange(1, 40).Draw(rt, "batch")
		want, parked := map[string]row{}, map[string]bool{}
		for i, e := range events {
			key := e.Stream.String()
			switch {
			case e.Type == event.TypeRecordErased:
				delete(want, key)
			case parked[key] || slices.Contains(bad, i+1):
				parked[key] = true
			default:
				want[key] = row{want[key].Count + 1, int64(i + 1)}
			}
		}
		for _, n := range bad {
			if events[n-1].Type == event.TypeRecordErased {
				rt.Skip("an erasure is retried, not parked")
			}
		}
		var got map[string]row
		synctest.Test(t, func(t *testing.T) {
			log, p := newLog(), newCounting()
			log.BatchSize, p.fail = size, refuse(bad...)
			r, stop := start(t, p, log, projections.Config{MaxEvents: size})
			wait(t, r, log.Append(events...))
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			got = p.dump()
		})
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("rows (-want +got):\n%s", diff)
		}
	})
}
