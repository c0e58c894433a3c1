package outbound_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

func (w *world) attempts(t testing.TB, webhook uuid.UUID) (out []int) {
	t.Helper()
	for a, err := range w.state.Attempts(webhook) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a.Number)
	}
	return out
}

func TestDeliveryLogExpires(t *testing.T) {
	w := newWorld(t)
	one, two := uuid.UUID{1}, uuid.UUID{1, 15: 1}
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for n := range 10 {
		for _, hook := range []uuid.UUID{one, two} {
			for range 2 { // two of one moment are two
				err := w.state.LogAttempt(outbound.Attempt{Webhook: hook, Event: uuid.UUID{2}, Type: event.TypeRecordObserved, Number: n, At: start.Add(time.Duration(n) * time.Hour)})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if diff := cmp.Diff([]int{9, 9, 8, 8}, w.attempts(t, one)[:4]); diff != "" {
		t.Errorf("newest first (-want +got):\n%s", diff)
	}
	if err := w.state.Expire(start.Add(8 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []uuid.UUID{one, two} {
		if diff := cmp.Diff([]int{9, 9, 8, 8}, w.attempts(t, hook)); diff != "" {
			t.Errorf("what is left of %s (-want +got):\n%s", hook, diff)
		}
	}
}

func TestClosedStateSaysSo(t *testing.T) {
	s, err := outbound.OpenState(outbound.StateConfig{Dir: "x", FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Load(t.Context(), "g", "t"); !errors.Is(err, outbound.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func FuzzParseReference(f *testing.F) {
	f.Add([]byte(`{"event":"01020304-0506-4708-890a-0b0c0d0e0f10","type":"x","stream":"s","revision":3}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if r, err := outbound.ParseReference(payload); err == nil && r.Event == uuid.Nil {
			t.Error("a reference to no event")
		}
	})
}
