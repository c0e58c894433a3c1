package projections_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/projectiontest"
)

// start runs a runner in a bubble of synctest until the test stops it.
func start(t *testing.T, p projections.Projector, log projections.Feed, cfg projections.Config) (*projections.Runner, func() error) {
	t.Helper()
	r, err := projections.NewRunner(p, log, cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	synctest.Wait()
	return r, func() error { cancel(); return <-done }
}

func wait(t *testing.T, r *projections.Runner, p eventstore.Position) {
	t.Helper()
	if err := r.WaitFor(t.Context(), p, time.Hour); err != nil {
		t.Fatal(err)
	}
}

func newLog() *projectiontest.Log { return projectiontest.NewLog(id(9, 1)) }

func TestWaitFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		log.Append(history(1, 100)...)
		r, stop := start(t, p, log, projections.Config{})
		wait(t, r, log.Append(activity(101, 1)))

		far := eventstore.MakePosition(1_000_000, 0)
		err := r.WaitFor(t.Context(), far, time.Second)
		var not *projections.NotYetError
		if !errors.Is(err, projections.ErrNotYet) || !errors.As(err, &not) || not.Want != far {
			t.Errorf("waiting for what does not come: got %v, want ErrNotYet", err)
		}
		woken := make(chan error, 1)
		go func() { woken <- r.WaitFor(t.Context(), far, 0) }()
		synctest.Wait()
		if err := stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if err := <-woken; !errors.Is(err, projections.ErrStopped) {
			t.Errorf("waiting while the runner stops: got %v, want ErrStopped", err)
		}
		if err := r.WaitFor(t.Context(), far, time.Second); !errors.Is(err, projections.ErrStopped) {
			t.Errorf("waiting for a stopped runner: got %v, want ErrStopped", err)
		}
	})
}

func TestBatchesGrowUnderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		release := make(chan struct{})
		p.hold = func(context.Context, int) { <-release }
		log.Append(activity(1, 1))
		r, stop := start(t, p, log, projections.Config{MaxEvents: 500})
		log.Append(history(1, 900)...)
		synctest.Wait()
		close(release)
		head, _ := log.Head(t.Context())
		wait(t, r, head)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if len(p.batches) < 2 || p.batches[0] != 1 || p.batches[1] != 500 {
			t.Errorf("batches of %v, want 1, 500 and the rest", p.batches)
		}
	})
}

func TestStoppingFinishesTheBatchInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		p.hold = func(ctx context.Context, n int) {
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Second):
			}
		}
		log.Append(history(1, 20)...)
		_, stop := start(t, p, log, projections.Config{})
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if p.at.Ordinal != 20 {
			t.Errorf("stopped at event %d, want 20", p.at.Ordinal)
		}
	})
}

func TestStoppingGivesUpInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		p.hold = func(ctx context.Context, n int) { <-ctx.Done() }
		log.Append(history(1, 20)...)
		_, stop := start(t, p, log, projections.Config{StopWithin: time.Minute})
		began := time.Now()
		_ = stop()
		if took := time.Since(began); took < time.Minute || took > 5*time.Minute {
			t.Errorf("stopping took %v, want about a minute", took)
		}
		if p.has {
			t.Error("the batch that never ended was stored")
		}
	})
}

func TestFilteredEventsMoveThePositionWithoutTransactions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		p.filter = eventstore.Filter{StreamPrefixes: []string{stream(1)}}
		r, stop := start(t, p, log, projections.Config{})
		for i := range 50 {
			wait(t, r, log.Append(activity(i+1, 2)))
		}
		if p.saves != 0 {
			t.Errorf("%d transactions for events of others", p.saves)
		}
		head := log.Append(activity(51, 2))
		wait(t, r, head)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if p.at.Position != head || p.at.Ordinal != 0 {
			t.Errorf("stopped at %s ordinal %d, want %s ordinal 0", p.at.Position, p.at.Ordinal, head)
		}
	})
}

func TestChecks(t *testing.T) {
	log := newLog()
	head := log.Append(history(1, 5)...)
	good := projections.Checkpoint{Store: log.Store, Position: head, Ordinal: 5, Version: 1}
	for name, c := range map[string]struct {
		change func(*projections.Checkpoint)
		want   error
	}{
		"as it should be":  {func(*projections.Checkpoint) {}, nil},
		"another log":      {func(c *projections.Checkpoint) { c.Store = id(9, 2) }, projections.ErrOtherStore},
		"ahead of the log": {func(c *projections.Checkpoint) { c.Position = eventstore.MakePosition(1000, 0) }, projections.ErrAhead},
		"another version":  {func(c *projections.Checkpoint) { c.Version = 2 }, projections.ErrOtherVersion},
	} {
		t.Run(name, func(t *testing.T) {
			p := newCounting()
			p.at, p.has = good, true
			c.change(&p.at)
			r, err := projections.NewRunner(p, log, projections.Config{Mode: projections.Rebuild})
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{r.Check(t.Context()), r.Run(t.Context())} {
				var with *projections.Error
				if !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
				if c.want != nil && (!errors.As(err, &with) || with.Hint == "") {
					t.Errorf("%v has no hint", err)
				}
			}
		})
	}
}

// published is counting whose readers see a snapshot.
type published struct{ *counting }

func (p published) OnVisible(moved func()) { p.moved = moved }

func (p published) Visible() eventstore.Position {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown
}

func TestLatePublishing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), published{newCounting()}
		r, stop := start(t, p, log, projections.Config{})
		at := log.Append(history(1, 10)...)
		if err := r.WaitFor(t.Context(), at, time.Minute); !errors.Is(err, projections.ErrNotYet) {
			t.Errorf("nothing is published: got %v, want ErrNotYet", err)
		}
		woken := make(chan error, 1)
		go func() { woken <- r.WaitFor(t.Context(), at, time.Minute) }()
		synctest.Wait()
		p.set(func(c *counting) { c.shown = at })
		p.moved()
		if err := <-woken; err != nil {
			t.Errorf("after publishing: %v", err)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestFileParkingKeepsTheList(t *testing.T) {
	parking := projections.NewFileParking(filepath.Join(t.TempDir(), "parked.json"))
	if list, err := parking.Load(t.Context()); err != nil || list != nil {
		t.Fatalf("at first: %v, %v", list, err)
	}
	want := []projections.Parked{{Key: "k", Event: id(1, 1), Position: eventstore.MakePosition(3, 4), Last: eventstore.MakePosition(5, 6),
		At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Reason: "why", Later: 2}}
	if err := parking.Save(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := parking.Load(t.Context())
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b eventstore.Position) bool { return a == b })); err != nil || diff != "" {
		t.Errorf("read back (%v):\n%s", err, diff)
	}
}
