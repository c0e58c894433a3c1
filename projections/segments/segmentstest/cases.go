package segmentstest

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/domain/segment/naive"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

func (s Suite) testAnswers(t *testing.T) {
	const rounds = 8
	for seed := range int64(5) {
		w := s.world(t, seed, 400)
		for range rounds {
			w.apply(400 / rounds)
			w.compare(Trees() / (5 * rounds))
		}
		if err := w.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
}

// testRestart goes on from a snapshot with the tail of the log, and from
// nothing with all of it.
func (s Suite) testRestart(t *testing.T) {
	w := s.world(t, 77, 400)
	w.apply(250)
	if w.Snapshot != nil {
		if err := w.Snapshot(t.Context()); err != nil {
			t.Fatalf("snapshot: %v", err)
		}
	}
	w.apply(100)
	old := w.Opened
	for name, opened := range map[string]Opened{"from a copy": s.Open(t, w.copy(t)), "from nothing": s.Open(t, t.TempDir())} {
		t.Run(name, func(t *testing.T) {
			w.Opened, w.t = opened, t
			c, _, err := w.Projector.Checkpoint(t.Context())
			if err != nil {
				t.Fatalf("checkpoint: %v", err)
			}
			w.done = int(c.Ordinal)
			w.apply(len(w.events))
			w.compare(Trees() / 10)
			if err := w.Close(); err != nil {
				t.Fatalf("close: %v", err)
			}
		})
	}
	if err := old.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// copy is the engine's folder as a killed process would leave it.
func (w *world) copy(t testing.TB) string {
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(w.folder)); err != nil {
		t.Fatalf("copy: %v", err)
	}
	return to
}

func (s Suite) testMembers(t *testing.T) {
	w := s.world(t, 5, 300)
	defer func() { _ = w.Close() }()
	w.apply(300)
	want := w.reference().Answer(naive.Query{Now: Now()}).Members
	for _, limit := range []int{1, 7, 1000} {
		var got []uuid.UUID
		cursor := ""
		for {
			page, err := w.Engine.Members(t.Context(), segments.Query{Account: Account(), Now: Now()}, cursor, limit)
			if err != nil {
				t.Fatalf("members: %v", err)
			}
			got = append(got, page.Profiles...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("pages of %d (-want +got):\n%s", limit, diff)
		}
	}
	if _, err := w.Engine.Members(t.Context(), segments.Query{Account: Account()}, "nonsense!", 5); !errors.Is(err, segments.ErrCursor) {
		t.Fatalf("a wrong cursor: got %v", err)
	}
}

func (s Suite) testEmpty(t *testing.T) {
	w := s.world(t, 5, 10)
	defer func() { _ = w.Close() }()
	got, err := w.Engine.Query(t.Context(), segments.Query{Account: uuid.New(), Tree: &segment.Node{}, Now: Now(), Sample: 5})
	if err != nil || got.Count != 0 || len(got.Sample) != 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
}

func (s Suite) testCancelled(t *testing.T) {
	w := s.world(t, 5, 50)
	defer func() { _ = w.Close() }()
	w.apply(50)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Engine.Query(ctx, segments.Query{Account: Account(), Now: Now()}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}
