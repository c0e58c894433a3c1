package pebblevault_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

// acknowledged is what callers were told before a crash.
type acknowledged struct {
	mu     sync.Mutex
	record map[string]uuid.UUID
	erased map[string]bool
	grew   chan struct{}
}

func (a *acknowledged) copy() (map[string]uuid.UUID, map[string]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.record), maps.Clone(a.erased)
}

// TestCrash: whatever the disk kept of what was not synced, after a power cut
// the vault opens, every acknowledged record is there, and every acknowledged
// erasure holds.
func TestCrash(t *testing.T) {
	const crashes = 12
	disk := vfs.NewCrashableMem()
	ledger := filepath.Join(t.TempDir(), "erasures")
	config := pebblevault.Config{Dir: "vault", FS: disk, Ledger: ledger, Masters: []vault.Master{{1}}}
	v := open(t, config)
	ctx, stop := context.WithCancel(context.Background())
	account, source := uuid.New(), uuid.New()
	must(t, v.OpenAccount(ctx, account))
	told := &acknowledged{record: map[string]uuid.UUID{}, erased: map[string]bool{}, grew: make(chan struct{}, 1)}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				refs := []vault.Ref{{Source: source, Key: fmt.Sprint(w, " ", n)}, {Source: source, Key: fmt.Sprint("all ", n)}}
				rows, err := v.Resolve(ctx, account, refs)
				if err != nil {
					if ctx.Err() == nil {
						t.Errorf("resolve: %v", err)
						stop()
					}
					return
				}
				told.mu.Lock()
				told.record[refs[0].Key], told.record[refs[1].Key] = rows[0].Record, rows[1].Record
				told.mu.Unlock()
				select {
				case told.grew <- struct{}{}:
				default:
				}
				if n%20 == 0 && v.Erase(ctx, account, []uuid.UUID{rows[0].Record}, true) == nil {
					told.mu.Lock()
					told.erased[refs[0].Key] = true
					told.mu.Unlock()
				}
			}
		})
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for crash := range crashes {
		told.wait(ctx, (crash+1)*50)
		records, erased := told.copy()
		after := disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: rng.IntN(101), RNG: rng})
		checkAfterCrash(t, config, after, account, source, records, erased)
	}
	stop()
	wg.Wait()
}

// wait returns when n records are acknowledged.
func (a *acknowledged) wait(ctx context.Context, n int) {
	for ctx.Err() == nil {
		if records, _ := a.copy(); len(records) >= n {
			return
		}
		select {
		case <-a.grew:
		case <-ctx.Done():
		}
	}
}

func checkAfterCrash(t *testing.T, c pebblevault.Config, disk *vfs.MemFS, account, source uuid.UUID, records map[string]uuid.UUID, erased map[string]bool) {
	t.Helper()
	entries, err := os.ReadFile(c.Ledger)
	must(t, err)
	c.FS, c.Ledger, c.Existing = disk, filepath.Join(t.TempDir(), "erasures"), true
	must(t, os.WriteFile(c.Ledger, entries, 0o600))
	v, err := pebblevault.Open(c)
	must(t, err)
	defer func() { must(t, v.Close()) }()
	for key, record := range records {
		rows, err := v.Resolve(context.Background(), account, []vault.Ref{{Source: source, Key: key}})
		must(t, err)
		keys, err := v.Keys(context.Background(), []vault.KeyID{{Kind: vault.RecordKey, Account: account, ID: record}})
		must(t, err)
		if erased[key] && (!rows[0].Suppressed || !keys[0].Erased) {
			t.Fatalf("%s came back: %+v", key, rows[0])
		}
		if !keys[0].Erased && rows[0].Record != record {
			t.Fatalf("%s is %+v after the crash, was %s", key, rows[0], record)
		}
	}
}

// slowSync is a disk whose syncs wait until they may.
type slowSync struct {
	mu      sync.Mutex
	entered chan struct{}
	leave   chan struct{}
}

func (s *slowSync) MaybeError(op errorfs.Op) error {
	if op.Kind != errorfs.OpFileSync && op.Kind != errorfs.OpFileSyncData && op.Kind != errorfs.OpFileSyncTo {
		return nil
	}
	s.mu.Lock()
	entered, leave := s.entered, s.leave
	s.mu.Unlock()
	if entered != nil {
		select {
		case entered <- struct{}{}:
		default:
		}
		<-leave
	}
	return nil
}

func (s *slowSync) String() string { return "slow sync" }

// TestFoundIsDurable: a record that another call is just making is not handed
// out before it is durable.
func TestFoundIsDurable(t *testing.T) {
	slow := &slowSync{}
	v := open(t, pebblevault.Config{Dir: "vault", FS: errorfs.Wrap(vfs.NewMem(), slow), Ledger: filepath.Join(t.TempDir(), "erasures"), Masters: []vault.Master{{1}}})
	ctx := context.Background()
	account := uuid.New()
	must(t, v.OpenAccount(ctx, account))
	refs := []vault.Ref{{Source: uuid.New(), Key: "a"}}
	leave := make(chan struct{})
	slow.mu.Lock()
	slow.entered, slow.leave = make(chan struct{}, 1), leave
	slow.mu.Unlock()
	first := make(chan []vault.Row, 1)
	go func() {
		rows, err := v.Resolve(ctx, account, refs)
		if err != nil {
			t.Errorf("resolve: %v", err)
		}
		first <- rows
	}()
	<-slow.entered
	for name, call := range map[string]func(context.Context) error{
		"resolve": func(ctx context.Context) error { _, err := v.Resolve(ctx, account, refs); return err },
		"find":    func(ctx context.Context) error { _, _, err := v.Find(ctx, account, refs); return err },
	} {
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		if err := call(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s answered (%v) before the record was durable", name, err)
		}
		cancel()
	}
	slow.mu.Lock()
	slow.entered = nil
	slow.mu.Unlock()
	close(leave)
	rows, found, err := v.Find(ctx, account, refs)
	must(t, err)
	if made := <-first; !found[0] || rows[0].Record != made[0].Record {
		t.Errorf("got %+v, want %+v", rows, made)
	}
}
