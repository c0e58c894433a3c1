package projectiontest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Opened is a projector that is open on a place.
type Opened struct {
	Projector projections.Projector
	// Close ends it in order.
	Close func() error
	// Dump is the whole content in a form that compares: the same read model
	// gives equal dumps, whatever files it lies in. Checkpoints stay out.
	Dump func() (any, error)
	// Settle, when given, waits until nothing goes on in the background, so
	// that a copy of the folder is what a killed process leaves.
	Settle func() error
}

// Suite says how to make what is tested.
type Suite struct {
	// Open opens the read model in a folder, making it when it is not there.
	// It may be called again on the folder after Close, and on a copy of a
	// folder that is open: what a crash leaves behind.
	Open func(t testing.TB, folder string) Opened
	// Events makes a history of about n events that exercises the projector,
	// the same for the same seed. Positions are stamped by the suite.
	Events func(seed int64, n int) []projections.Event
	// Poison, when given, makes an event that Apply must refuse.
	Poison func() projections.Event
	// Length of the histories; 300 when 0.
	Length int
}

// Run runs every case.
func Run(t *testing.T, s Suite) {
	if s.Length == 0 {
		s.Length = 300
	}
	t.Run("a new read model has no checkpoint", s.testNew)
	t.Run("the checkpoint is read back as stored", s.testCheckpoint)
	t.Run("writing the standing checkpoint changes nothing", s.testProbe)
	t.Run("random batches equal one go", s.testBatches)
	t.Run("stopping anywhere equals one go", s.testStops)
	t.Run("a crash between batches equals one go", s.testCrashes)
	t.Run("apply is all or nothing when it is interrupted", s.testInterrupted)
	t.Run("apply is all or nothing when an event is refused", s.testPoison)
	t.Run("a checkpoint of another log is refused", s.testOtherStore)
	t.Run("a checkpoint ahead of the head is refused", s.testAhead)
	t.Run("a runner follows the log to the same end", s.testRunner)
}

// bench is one read model under test with the history it folds.
type bench struct {
	*testing.T
	Opened
	store  uuid.UUID
	events []projections.Event
	done   int // events applied
}

// storeID is the log that the histories of the suite stand in.
func storeID() uuid.UUID { return uuid.MustParse("6b1b5a40-3c52-4a9e-9d4e-0d3a6e7d1c11") }

// history makes a log of a seed and the part of it the projector sees.
func (s Suite) history(t *testing.T, seed int64, p projections.Projector) (*Log, []projections.Event) {
	log := NewLog(storeID())
	log.Append(s.Events(seed, s.Length)...)
	events := log.All(p.Filter())
	if len(events) < 10 {
		t.Fatalf("the history of seed %d has %d events for the projector; the suite needs 10", seed, len(events))
	}
	return log, events
}

func (s Suite) open(t *testing.T, seed int64) *bench {
	o := s.Open(t, t.TempDir())
	_, events := s.history(t, seed, o.Projector)
	return &bench{T: t, Opened: o, store: storeID(), events: events}
}

// to is the checkpoint after the first n events.
func (b *bench) to(n int) projections.Checkpoint {
	c := projections.Checkpoint{Store: b.store, Ordinal: int64(n), Version: b.Projector.Version()}
	if n > 0 {
		c.Position = b.events[n-1].Position
	}
	return c
}

// apply folds the next n events.
func (b *bench) apply(n int) {
	b.Helper()
	if err := b.Projector.Apply(b.Context(), b.events[b.done:b.done+n], b.to(b.done+n)); err != nil {
		b.Fatalf("apply events %d to %d: %v", b.done, b.done+n, err)
	}
	b.done += n
}

func (b *bench) dump() any {
	b.Helper()
	d, err := b.Dump()
	if err != nil {
		b.Fatalf("dump: %v", err)
	}
	return d
}

func (b *bench) close() {
	b.Helper()
	if err := b.Close(); err != nil {
		b.Fatalf("close: %v", err)
	}
}

func (b *bench) checkpoint() (projections.Checkpoint, bool) {
	b.Helper()
	c, ok, err := b.Projector.Checkpoint(b.Context())
	if err != nil {
		b.Fatalf("checkpoint: %v", err)
	}
	return c, ok
}

// expect compares the whole read model and its checkpoint with what is right
// after n events.
func (b *bench) expect(n int, want any) {
	b.Helper()
	if diff := cmp.Diff(want, b.dump()); diff != "" {
		b.Fatalf("after %d events the read model differs (-want +got):\n%s", n, diff)
	}
	c, _ := b.checkpoint()
	if diff := cmp.Diff(b.to(n), c, cmp.Comparer(samePosition)); diff != "" {
		b.Fatalf("after %d events the checkpoint differs (-want +got):\n%s", n, diff)
	}
}

func samePosition(a, b eventstore.Position) bool { return a == b }

// oneGo is the dump after the first n events of a seed, folded at once.
func (s Suite) oneGo(t *testing.T, seed int64, n int) any {
	t.Helper()
	b := s.open(t, seed)
	defer b.close()
	b.apply(n)
	return b.dump()
}

// copyFolder copies a folder as it lies on the disk now. An engine may still be
// deleting files it no longer needs; then the copy is made again.
func copyFolder(t *testing.T, from string) string {
	t.Helper()
	for range 20 {
		to := filepath.Join(t.TempDir(), "copy")
		err := os.CopyFS(to, os.DirFS(from))
		if err == nil {
			return to
		}
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("copy the folder: %v", err)
		}
	}
	t.Fatal("copy the folder: it changes all the time")
	return ""
}

func cancelled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}
