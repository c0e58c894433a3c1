package projectiontest

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections"
)

// seeds of the histories tried by each case.
const seeds = 3

func random(seed int64) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), 77)) }

func (s Suite) testNew(t *testing.T) {
	b := s.open(t, 1)
	defer b.close()
	if c, ok := b.checkpoint(); ok {
		t.Fatalf("a new read model has the checkpoint %+v", c)
	}
}

func (s Suite) testCheckpoint(t *testing.T) {
	folder := t.TempDir()
	b := &bench{T: t, Opened: s.Open(t, folder), store: storeID()}
	_, b.events = s.history(t, 1, b.Projector)
	b.apply(7)
	dump := b.dump()
	b.expect(7, dump)
	b.close()
	b.Opened = s.Open(t, folder)
	defer b.close()
	b.expect(7, dump)
}

func (s Suite) testProbe(t *testing.T) {
	b := s.open(t, 1)
	defer b.close()
	b.apply(7)
	want := b.dump()
	if err := b.Projector.Apply(t.Context(), nil, b.to(7)); err != nil {
		t.Fatalf("apply nothing: %v", err)
	}
	b.expect(7, want)
}

func (s Suite) testBatches(t *testing.T) {
	for seed := range int64(seeds) {
		b := s.open(t, seed)
		r := random(seed)
		for b.done < len(b.events) {
			b.apply(min(1+r.IntN(40), len(b.events)-b.done))
		}
		b.expect(b.done, s.oneGo(t, seed, b.done))
		b.close()
	}
}

func (s Suite) testStops(t *testing.T) {
	for seed := range int64(seeds) {
		folder, r := t.TempDir(), random(seed)
		b := &bench{T: t, Opened: s.Open(t, folder), store: storeID()}
		_, b.events = s.history(t, seed, b.Projector)
		for b.done < len(b.events) {
			b.apply(min(1+r.IntN(80), len(b.events)-b.done))
			b.close()
			b.Opened = s.Open(t, folder)
			if c, _ := b.checkpoint(); c.Ordinal != int64(b.done) {
				t.Fatalf("opened again at event %d, stopped at %d", c.Ordinal, b.done)
			}
		}
		b.expect(b.done, s.oneGo(t, seed, b.done))
		b.close()
	}
}

// testCrashes goes on from copies of the open folder: what a killed process
// leaves behind. A projector may come back at any checkpoint it had stored.
func (s Suite) testCrashes(t *testing.T) {
	folder, r := t.TempDir(), random(5)
	b := &bench{T: t, Opened: s.Open(t, folder), store: storeID()}
	_, b.events = s.history(t, 5, b.Projector)
	for b.done < len(b.events) {
		b.apply(min(1+r.IntN(60), len(b.events)-b.done))
		if b.Settle != nil {
			if err := b.Settle(); err != nil {
				t.Fatalf("settle: %v", err)
			}
		}
		after := copyFolder(t, folder)
		b.close()
		folder, b.Opened = after, s.Open(t, after)
		c, ok := b.checkpoint()
		if c.Ordinal > int64(b.done) || (ok && c != b.to(int(c.Ordinal))) {
			t.Fatalf("after a crash at event %d the checkpoint is %+v", b.done, c)
		}
		if back := b.done - int(c.Ordinal); back > 0 { // the crash took them back
			b.done -= back
			b.apply(back)
		}
	}
	b.expect(b.done, s.oneGo(t, 5, b.done))
	b.close()
}

func (s Suite) testInterrupted(t *testing.T) {
	b := s.open(t, 2)
	defer b.close()
	half := len(b.events) / 2
	b.apply(half)
	before := b.dump()
	err := b.Projector.Apply(cancelled(t.Context()), b.events[half:], b.to(len(b.events)))
	if err == nil { // the projector did not look: then all of it stands
		b.expect(len(b.events), s.oneGo(t, 2, len(b.events)))
		return
	}
	b.expect(half, before)
	b.apply(len(b.events) - half)
	b.expect(len(b.events), s.oneGo(t, 2, len(b.events)))
}

func (s Suite) testPoison(t *testing.T) {
	if s.Poison == nil {
		t.Skip("the projector refuses no event")
	}
	b := s.open(t, 3)
	defer b.close()
	half := len(b.events) / 2
	b.apply(half)
	before := b.dump()
	bad := s.Poison()
	bad.Position = b.events[len(b.events)-1].Position
	batch := append(append([]projections.Event(nil), b.events[half:]...), bad)
	if err := b.Projector.Apply(t.Context(), batch, b.to(len(b.events))); err == nil {
		t.Fatal("the poison event was applied")
	}
	b.expect(half, before)
	b.apply(len(b.events) - half)
	b.expect(len(b.events), s.oneGo(t, 3, len(b.events)))
}

func (s Suite) testOtherStore(t *testing.T) {
	b := s.open(t, 1)
	defer b.close()
	b.apply(10)
	before := b.dump()
	other, _ := s.history(t, 1, b.Projector)
	other.Store = uuid.MustParse("0e0f8a3e-5a6c-4a55-8d02-6a2f0d9c7b22")
	s.refused(b, other, projections.ErrOtherStore)
	b.expect(10, before)
}

func (s Suite) testAhead(t *testing.T) {
	b := s.open(t, 1)
	defer b.close()
	b.apply(10)
	before := b.dump()
	short := NewLog(storeID())
	s.refused(b, short, projections.ErrAhead)
	b.expect(10, before)
}

func (s Suite) refused(b *bench, log *Log, want error) {
	b.Helper()
	r, err := projections.NewRunner(b.Projector, log, projections.Config{})
	if err != nil {
		b.Fatal(err)
	}
	err = r.Run(b.Context())
	var with *projections.Error
	if !errors.Is(err, want) || !errors.As(err, &with) || with.Hint == "" {
		b.Fatalf("got %v, want %v with a hint", err, want)
	}
}

func (s Suite) testRunner(t *testing.T) {
	o := s.Open(t, t.TempDir())
	log, events := s.history(t, 4, o.Projector)
	b := &bench{T: t, Opened: o, store: log.Store, events: events}
	defer b.close()
	r, err := projections.NewRunner(b.Projector, log, projections.Config{Mode: projections.Rebuild, MaxEvents: 50})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Run(t.Context()); err != nil {
		t.Fatalf("run: %v", err)
	}
	if diff := cmp.Diff(s.oneGo(t, 4, len(events)), b.dump()); diff != "" {
		t.Fatalf("the runner's read model differs (-want +got):\n%s", diff)
	}
	if c, _ := b.checkpoint(); c.Ordinal != int64(len(events)) {
		t.Fatalf("the runner counted %d events, want %d", c.Ordinal, len(events))
	}
}
