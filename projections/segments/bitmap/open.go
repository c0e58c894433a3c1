package bitmap

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// shots keeps the snapshots going.
type shots struct {
	since   int           // events since the last one was taken
	spent   time.Duration // of applying them, as a start would spend it again
	took    time.Duration // by the last one
	ended   time.Time     // when it did
	next    int           // its number
	running bool
	began   time.Time // the one that is running
	work    sync.WaitGroup
	err     error // of the last one
}

// Open opens an engine on a folder, from its newest snapshot that checks out.
// The runner replays the rest of the log.
func Open(cfg Config) (*Engine, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(cfg.Folder, snapshotFolder), 0o700); err != nil {
		return nil, fmt.Errorf("bitmap: make folder: %w", err)
	}
	lock, err := vfs.Default.Lock(filepath.Join(cfg.Folder, "LOCK"))
	if err != nil {
		return nil, fmt.Errorf("bitmap: the folder %s is in use by another process: %w", cfg.Folder, err)
	}
	e := &Engine{cfg: cfg, lock: lock, byID: map[uuid.UUID]*account{}}
	if err := e.start(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return e, nil
}

func (e *Engine) start() error {
	var err error
	if e.cache, err = lru.New[uint64, *recordState](e.cfg.CacheRecords); err != nil {
		return fmt.Errorf("bitmap: %w: %w", ErrConfig, err)
	}
	if e.glances, err = lru.New[uint64, []index.Facet](e.cfg.CacheRecords); err != nil {
		return fmt.Errorf("bitmap: %w: %w", ErrConfig, err)
	}
	if e.recent, err = lru.New[pointKey, *point](e.cfg.CacheRecords); err != nil {
		return fmt.Errorf("bitmap: %w: %w", ErrConfig, err)
	}
	if err := e.load(); err != nil {
		return err
	}
	if err := errors.Join(e.loadTurns(), e.loadKnown()); err != nil {
		return err
	}
	e.current.Store(&edition{})
	e.publish()
	return nil
}

// load takes the newest snapshot that checks out, or starts empty.
func (e *Engine) load() error {
	numbers, err := listSnapshots(e.cfg.Folder)
	if err != nil {
		return err
	}
	live := filepath.Join(e.cfg.Folder, liveFolder)
	for _, n := range numbers {
		e.shots.next = max(e.shots.next, n+1)
		r, err := restore(e.cfg.Folder, n)
		if err == nil {
			if e.db, err = openStore(live, e.cfg); err == nil {
				e.take(r)
				return nil
			}
		}
		// Damaged: the one before, or the whole log, says the same.
		if err := os.RemoveAll(filepath.Join(e.cfg.Folder, snapshotFolder, strconv.Itoa(n))); err != nil {
			return fmt.Errorf("bitmap: drop damaged snapshot: %w", err)
		}
	}
	if err := os.RemoveAll(live); err != nil {
		return fmt.Errorf("bitmap: clear live folder: %w", err)
	}
	e.db, err = openStore(live, e.cfg)
	return err
}

func (e *Engine) take(r *restored) {
	e.at, e.has, e.accounts = r.at, true, r.accounts
	for _, a := range r.accounts {
		e.byID[a.id] = a
	}
}

// snapshotShare is the part of the time that snapshots may take: one in twenty.
const snapshotShare = 20

// snapshotSoon takes a snapshot when a start would have too much to apply
// again, when enough has been applied and the last snapshot was cheap enough
// for another one, or when something was erased.
func (e *Engine) snapshotSoon(applied int, spent time.Duration) error {
	s := &e.shots
	s.since, s.spent = s.since+applied, s.spent+spent
	if e.cfg.SnapshotEvents < 0 || s.running {
		return nil
	}
	cheap := e.cfg.Now().Sub(s.ended) >= snapshotShare*s.took
	if s.spent < e.cfg.ReplayTime && !(s.since >= e.cfg.SnapshotEvents && cheap) && !e.purge {
		return nil
	}
	_, err := e.shoot()
	return err
}

// shoot takes a snapshot of this moment and has it written in the background.
// The channel gives the outcome.
func (e *Engine) shoot() (<-chan error, error) {
	done := make(chan error, 1)
	e.shots.running, e.shots.began = true, e.cfg.Now()
	if e.purge {
		e.purge = false
		e.shots.work.Go(func() { done <- e.finish(e.purged(), 1) })
		return done, nil
	}
	s, err := e.frame()
	if err != nil {
		e.shots.running = false
		return nil, err
	}
	e.shots.work.Go(func() { done <- e.finish(s.write(e.db, e.cfg.Folder), keptSnapshots) })
	return done, nil
}

// frame freezes what a snapshot will hold.
func (e *Engine) frame() (*shot, error) {
	e.publish()
	s := &shot{number: e.shots.next, at: e.at}
	views := e.current.Load().views
	for _, a := range e.accounts {
		s.accounts = append(s.accounts, a.frozen(views[a.id]))
	}
	var err error
	if s.flushed, err = e.db.AsyncFlush(); err != nil {
		return nil, fmt.Errorf("bitmap: flush state: %w", err)
	}
	e.shots.next, e.shots.since = e.shots.next+1, 0
	e.shots.spent = 0
	return s, nil
}

// purged takes a snapshot without anything that was erased: the bytes of
// deleted keys stay in tables until they are rewritten, and those of texts in
// dictionaries until these are.
func (e *Engine) purged() error {
	if err := e.db.Compact(context.Background(), []byte{0}, []byte{0xff}, true); err != nil {
		return fmt.Errorf("bitmap: compact state: %w", err)
	}
	e.mu.Lock()
	for _, a := range e.accounts {
		a.writer.Forget()
	}
	s, err := e.frame()
	e.mu.Unlock()
	if err != nil {
		return err
	}
	err = s.write(e.db, e.cfg.Folder)
	if err != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.purge = true // again, with the next one
	}
	return err
}

// finish drops the older snapshots once a new one is there.
func (e *Engine) finish(err error, keep int) error {
	if err == nil {
		err = dropSnapshots(e.cfg.Folder, keep)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.shots.running, e.shots.err, e.shots.ended = false, err, e.cfg.Now()
	e.shots.took = e.shots.ended.Sub(e.shots.began)
	return err
}

func dropSnapshots(folder string, keep int) error {
	numbers, err := listSnapshots(folder)
	if err != nil {
		return err
	}
	for _, n := range numbers[min(keep, len(numbers)):] {
		if err := os.RemoveAll(filepath.Join(folder, snapshotFolder, strconv.Itoa(n))); err != nil {
			return fmt.Errorf("bitmap: drop old snapshot: %w", err)
		}
	}
	return nil
}

// Snapshot takes a snapshot now and waits for it.
func (e *Engine) Snapshot(ctx context.Context) error {
	for {
		e.shots.work.Wait()
		e.mu.Lock()
		if e.failed != nil || !e.has {
			defer e.mu.Unlock()
			return e.failed
		}
		if e.shots.running {
			e.mu.Unlock()
			continue
		}
		done, err := e.shoot()
		e.mu.Unlock()
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-done:
			if !errors.Is(err, errMixed) {
				return err
			}
		}
	}
}

// shutdown ends the background work, keeps what was applied, and closes.
func (e *Engine) shutdown() error {
	e.shots.work.Wait()
	var err error
	if e.has && e.failed == nil && (e.shots.since > 0 || e.purge) {
		err = e.Snapshot(context.Background())
	}
	return errors.Join(err, e.db.Close(), e.lock.Close())
}

// SnapshotError is what went wrong with the last snapshot, nil when nothing
// did. Nothing is lost by it but time at the next start.
func (e *Engine) SnapshotError() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.shots.err
}
