package pebblelog_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/google/uuid"
)

// crasher takes, before a chosen file operation, what a crash at that moment
// could leave on disk, together with what had been acknowledged before.
type crasher struct {
	disk    *vfs.MemFS
	at      int64
	unsaved int // percent of unsynced data that survives
	seed    uint64

	ops   atomic.Int64
	mu    sync.Mutex
	acked []ack

	once  sync.Once
	taken chan struct{}
	clone *vfs.MemFS
	kept  []ack
}

func newCrasher(disk *vfs.MemFS, r *rand.Rand, within int64) *crasher {
	return &crasher{
		disk: disk, at: 1 + r.Int64N(within), unsaved: []int{0, 0, 30, 70, 100}[r.IntN(5)],
		seed: r.Uint64(), taken: make(chan struct{}),
	}
}

func (c *crasher) acknowledge(a ack) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked = append(c.acked, a)
}

// MaybeError implements errorfs.Injector.
func (c *crasher) MaybeError(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() == errorfs.OpIsWrite && c.ops.Add(1) == c.at {
		c.crash()
	}
	return nil
}

func (c *crasher) String() string { return "crasher" }

func (c *crasher) crash() {
	c.once.Do(func() {
		// First the acknowledgements, then the disk: what was acknowledged by
		// now is on it.
		c.mu.Lock()
		c.kept = append([]ack(nil), c.acked...)
		c.mu.Unlock()
		c.clone = c.disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: c.unsaved, RNG: rand.New(rand.NewPCG(c.seed, 8))})
		close(c.taken)
	})
}

const crashWriters = 5

// writeUntil lets writers append until the crash was taken, or each has done
// its appends, and takes it then.
func (c *crasher) writeUntil(t *testing.T, l *pebblelog.Log, appends int) {
	var writers sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for w := range crashWriters {
		writers.Go(func() {
			first, err := resume(ctx, l, w)
			if err != nil {
				t.Error(err)
				return
			}
			for n := first; n < first+appends; n++ {
				select {
				case <-c.taken:
					return
				default:
				}
				results, err := l.Append(ctx, appendOf(w, n))
				if err != nil || results[0].Err != nil {
					t.Errorf("append: %v %v", results, err)
					return
				}
				c.acknowledge(ack{w, n, results[0].Position, results[0].Revision})
			}
		})
	}
	writers.Wait()
	c.crash()
}

// TestCrash crashes a log at random file operations, several times in a row
// on the same disk, and checks what the next start finds.
func TestCrash(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 20
	}
	for round := range rounds {
		seed := uint64(round)
		r := rand.New(rand.NewPCG(seed, 7))
		disk := vfs.NewCrashableMem()
		var kept []ack
		for life := range 1 + r.IntN(3) {
			within := []int64{25, 200, 800}[r.IntN(3)]
			c := newCrasher(disk, r, within)
			l, err := pebblelog.Open(pebblelog.Config{Dir: "log", FS: errorfs.Wrap(disk, c), MemTableBytes: smallTable})
			if err != nil {
				t.Fatalf("seed %d, life %d: open after a crash: %v", seed, life, err)
			}
			checkLoad(t, l, kept)
			c.writeUntil(t, l, 60)
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			disk, kept = c.clone, append(kept, c.kept...)
		}
		l, err := pebblelog.Open(pebblelog.Config{Dir: "log", FS: disk, MemTableBytes: smallTable})
		if err != nil {
			t.Fatalf("seed %d: open after the last crash: %v", seed, err)
		}
		checkLoad(t, l, kept)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestNotReadableBeforeDurable holds the sync of the write-ahead log back and
// looks whether anything of the append shows.
func TestNotReadableBeforeDurable(t *testing.T) {
	var hold atomic.Bool
	release, held := make(chan struct{}), make(chan struct{}, 16)
	files := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if hold.Load() && (op.Kind == errorfs.OpFileSync || op.Kind == errorfs.OpFileSyncData) {
			held <- struct{}{}
			<-release
		}
		return nil
	}))
	l := openLog(t, pebblelog.Config{Dir: "log", FS: files})
	ctx := t.Context()
	if _, err := l.Append(ctx, appendOf(0, 0)); err != nil {
		t.Fatal(err)
	}
	before, err := l.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sub, err := l.Subscribe(ctx, before, eventstore.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := sub.Next(ctx); err != nil || !b.CaughtUp {
		t.Fatal(b, err)
	}
	hold.Store(true)
	answers := make(chan []eventstore.Result, 2)
	a := appendOf(0, 1)
	for range 2 { // the second is a retry of what is in flight
		go func() {
			results, err := l.Append(ctx, a)
			if err != nil {
				t.Error(err)
			}
			answers <- results
		}()
	}
	<-held
	if head, _ := l.Head(ctx); head != before {
		t.Errorf("head %s moved before the sync", head)
	}
	for e := range l.ReadStream(ctx, a.Stream, eventstore.End, eventstore.Backwards, 0) {
		if e.Position != before {
			t.Errorf("event at %s shows before the sync", e.Position)
		}
	}
	if known, _ := l.Known(ctx, []uuid.UUID{a.Events[0].ID}); !known[0].IsZero() {
		t.Error("an id is known before the sync")
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if b, err := sub.Next(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("the subscription shows %+v before the sync (%v)", b, err)
	}
	select {
	case r := <-answers:
		t.Errorf("answered before the sync: %+v", r)
	default:
	}
	hold.Store(false)
	close(release)
	first, second := <-answers, <-answers
	if first[0].Position != second[0].Position || (first[0].Known == nil) == (second[0].Known == nil) {
		t.Errorf("append and retry: %+v, %+v", first, second)
	}
}
