package pebbleactivity_test

import (
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// sealed is a real journal on disk with one account.
type sealed struct {
	*journal.Journal
	vault   vault.Vault
	account uuid.UUID
	streams []event.Stream
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newSealed(t testing.TB, records int) *sealed {
	t.Helper()
	dir := t.TempDir()
	log, err := pebblelog.Open(pebblelog.Config{Dir: filepath.Join(dir, "log")})
	must(t, err)
	t.Cleanup(func() { must(t, log.Close()) })
	master, err := vault.NewMaster(nil)
	must(t, err)
	v, err := pebblevault.Open(pebblevault.Config{Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), Masters: []vault.Master{master}})
	must(t, err)
	t.Cleanup(func() { must(t, v.Close()) })
	s := &sealed{vault: v, account: uuid.New()}
	must(t, v.OpenAccount(t.Context(), s.account))
	s.Journal, err = journal.New(journal.Config{Log: log, Vault: v})
	must(t, err)
	refs := make([]vault.Ref, records)
	for i := range refs {
		refs[i] = vault.Ref{Source: uuid.UUID{3}, Key: strconv.Itoa(i)}
	}
	rows, err := v.Resolve(t.Context(), s.account, refs)
	must(t, err)
	for _, row := range rows {
		s.streams = append(s.streams, event.RecordStream(s.account, row.Record))
	}
	return s
}

// fill appends n page views and answers the position of the last.
func (s *sealed) fill(t testing.TB, r *rand.Rand, n int) (at eventstore.Position) {
	t.Helper()
	for done := 0; done < n; {
		writes := make([]journal.Write, min(500, n-done))
		for i := range writes {
			e := lifelike(r, done+i).Event
			e.Account, e.Record = uuid.Nil, uuid.Nil // the journal fills them in
			writes[i] = journal.Write{Stream: s.streams[r.IntN(len(s.streams))], Expected: eventstore.Any, Entries: []event.Event{e}}
		}
		results, err := s.Append(t.Context(), writes...)
		must(t, err)
		for _, result := range results {
			must(t, result.Err)
			if at.Before(result.Position) {
				at = result.Position
			}
		}
		done += len(writes)
	}
	return at
}

func rebuild(t testing.TB, s *sealed, folder string) activity.Store {
	t.Helper()
	store := open(t, folder)
	runner, err := projections.NewRunner(store, projections.FeedOf(s.Log(), s.Journal), projections.Config{Mode: projections.Rebuild})
	must(t, err)
	must(t, runner.Run(t.Context()))
	return store
}

// A live read model and one rebuilt afterwards are the same, also after an
// erasure, when the rebuild never gets to see what the live one had.
func TestLiveEqualsRebuilt(t *testing.T) {
	s := newSealed(t, 20)
	r := rand.New(rand.NewPCG(4, 4))
	live := open(t, t.TempDir())
	runner, err := projections.NewRunner(live, projections.FeedOf(s.Log(), s.Journal), projections.Config{})
	must(t, err)
	group, err := projections.NewGroup(runner)
	must(t, err)
	must(t, group.Start(t.Context()))
	for round := range 5 {
		at := s.fill(t, r, 300)
		must(t, group.WaitFor(t.Context(), []string{activity.Name}, at, time.Minute))
		gone := s.streams[round]
		must(t, s.vault.Erase(t.Context(), s.account, []uuid.UUID{gone.ID}, false))
		erased := event.Event{Envelope: event.Envelope{ID: uuid.New(), RecordedAt: time.Unix(1_780_000_000, 0)}, Payload: event.RecordErased{Reason: "request"}}
		results, err := s.Append(t.Context(), journal.Write{Stream: gone, Expected: eventstore.Any, Entries: []event.Event{erased}})
		must(t, err)
		must(t, results[0].Err)
		s.streams[round] = s.streams[19]
		must(t, group.WaitFor(t.Context(), nil, results[0].Position, time.Minute))
	}
	must(t, group.Stop(t.Context()))
	rebuilt := rebuild(t, s, t.TempDir())
	want, got := contents(t, live), contents(t, rebuilt)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || len(got) == 0 {
		t.Errorf("%d activities (-live +rebuilt):\n%s", len(got), diff)
	}
	must(t, live.Close())
	must(t, rebuilt.Close())
}

// BenchmarkRebuild reads, opens, decodes and folds a log; one operation is one
// activity.
func BenchmarkRebuild(b *testing.B) {
	s := newSealed(b, 2000)
	s.fill(b, rand.New(rand.NewPCG(1, 2)), b.N)
	b.ResetTimer()
	store := rebuild(b, s, b.TempDir())
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "activities/s")
	b.StopTimer()
	must(b, store.Close())
}
