package journal_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

type contextT = context.Context

func decoders(w *world) map[string]func(contextT, []eventstore.Recorded) ([]journal.Event, error) {
	return map[string]func(contextT, []eventstore.Recorded) ([]journal.Event, error){
		"journal": w.Decode, "tail": journal.NewTail(w.Journal, journal.TailConfig{}).Decode,
	}
}

// noise does not compress.
func noise(t testing.TB, n int) string {
	t.Helper()
	b := make([]byte, n)
	_, err := rand.Read(b)
	must(t, err)
	return hex.EncodeToString(b)
}

// countingVault counts the keys that are asked for: one for each event opened.
type countingVault struct {
	vault.Vault
	asked atomic.Int64
	fail  atomic.Bool
}

var errDown = errors.New("vault is down")

func (v *countingVault) Keys(c contextT, ids []vault.KeyID) ([]vault.Key, error) {
	v.asked.Add(int64(len(ids)))
	if v.fail.CompareAndSwap(true, false) {
		return nil, errDown
	}
	return v.Vault.Keys(c, ids)
}

// follow reads until it has seen want events.
func follow(t testing.TB, tail *journal.Tail, filter eventstore.Filter, want int) []journal.Event {
	s, err := tail.Subscribe(ctx, eventstore.Start, filter)
	if err != nil {
		t.Errorf("subscribe: %v", err)
		return nil
	}
	defer s.Close()
	var got []journal.Event
	for len(got) < want {
		b, err := s.Next(ctx)
		if err != nil {
			t.Errorf("next: %v", err)
			return nil
		}
		got = append(got, b.Events...)
	}
	return got
}

// TestTailShares: four readers with two filters, reading while events are
// written, get the same events, each opened once.
func TestTailShares(t *testing.T) {
	w := newWorld(t)
	counting := &countingVault{Vault: w.vault}
	j, err := journal.New(journal.Config{Log: w.log, Vault: counting})
	must(t, err)
	tail := journal.NewTail(j, journal.TailConfig{})
	const people, other = 400, 100
	var wg sync.WaitGroup
	var got [4][]journal.Event
	for i := range got {
		wg.Go(func() {
			if i%2 == 0 {
				got[i] = follow(t, tail, eventstore.Filter{}, people+other)
			} else {
				got[i] = follow(t, tail, eventstore.Filter{StreamPrefixes: []string{"record-"}}, people)
			}
		})
	}
	for i := range people {
		w.put(t, w.record(t, fmt.Sprint(i)), observation(i))
		if i%(people/other) == 0 {
			w.put(t, event.ImportStream(w.account, uuid.New()), &event.ImportConfirmed{Source: w.source})
		}
	}
	wg.Wait()
	want, err := w.Decode(ctx, w.recorded(t))
	must(t, err)
	if diff := cmp.Diff(want, got[0], positions()); diff != "" {
		t.Fatalf("reader 0 (-want +got):\n%s", diff)
	}
	for i := 1; i < len(got); i++ {
		if len(got[i]) != []int{people + other, people}[i%2] {
			t.Fatalf("reader %d has %d events", i, len(got[i]))
		}
	}
	for i, e := range got[2] {
		if e.Payload != got[0][i].Payload {
			t.Fatalf("event %d was opened twice", i)
		}
	}
	if n := counting.asked.Load(); n > people+other {
		t.Errorf("got %d keys asked for %d events", n, people+other)
	}
}

// TestTailBounds: what is remembered stays within the limits, and what was
// forgotten is opened again.
func TestTailBounds(t *testing.T) {
	w := newWorld(t)
	const n = 50
	for i := range n {
		w.put(t, w.record(t, fmt.Sprint(i)), observation(i))
	}
	log := w.recorded(t)
	want, err := w.Decode(ctx, log)
	must(t, err)
	for name, limits := range map[string]journal.TailConfig{"events": {Events: 10}, "bytes": {Bytes: 10000}, "one": {Events: 1}} {
		t.Run(name, func(t *testing.T) {
			tail := journal.NewTail(w.Journal, limits)
			first, err := tail.Decode(ctx, log)
			must(t, err)
			again, err := tail.Decode(ctx, log)
			must(t, err)
			if !cmp.Equal(want, first, positions()) || !cmp.Equal(want, again, positions()) {
				t.Fatal("the events differ from the journal's")
			}
			shared := 0
			for i := range first {
				if first[i].Payload == again[i].Payload {
					shared++
				}
			}
			if shared > 10 {
				t.Errorf("%d of %d events were remembered", shared, n)
			}
		})
	}
}

// TestTailForgets: after an erasure was read, nobody gets the person from
// memory.
func TestTailForgets(t *testing.T) {
	w := newWorld(t)
	gone, stays := w.record(t, "gone"), w.record(t, "stays")
	w.put(t, gone, observation(1))
	w.put(t, stays, observation(2))
	tail := journal.NewTail(w.Journal, journal.TailConfig{})
	_, err := tail.Decode(ctx, w.recorded(t))
	must(t, err)
	must(t, w.vault.Erase(ctx, w.account, []uuid.UUID{gone.ID}, true))
	w.put(t, gone, &event.RecordErased{})
	_, err = tail.Decode(ctx, w.recorded(t)) // reads the erasure
	must(t, err)
	events, err := tail.Decode(ctx, w.recorded(t))
	must(t, err)
	if _, ok := events[0].Payload.(event.Erased); !ok {
		t.Errorf("got %T, want it erased", events[0].Payload)
	}
	if _, ok := events[1].Payload.(*event.RecordObserved); !ok {
		t.Errorf("got %T of another record, want it there", events[1].Payload)
	}
}

// TestTailAfterFailure: what one reader failed to open another opens.
func TestTailAfterFailure(t *testing.T) {
	w := newWorld(t)
	w.put(t, w.record(t, "a"), observation(1))
	counting := &countingVault{Vault: w.vault}
	counting.fail.Store(true)
	j, err := journal.New(journal.Config{Log: w.log, Vault: counting})
	must(t, err)
	tail := journal.NewTail(j, journal.TailConfig{})
	_, err = tail.Decode(ctx, w.recorded(t))
	if !errors.Is(err, errDown) {
		t.Fatalf("got %v, want the vault's error", err)
	}
	events, err := tail.Decode(ctx, w.recorded(t))
	must(t, err)
	if len(events) != 1 {
		t.Errorf("got %d events, want 1", len(events))
	}
}
