package pebbleactivity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// Config of a Store. Dir is needed; the rest has defaults.
type Config struct {
	Dir        string
	FS         vfs.FS           // the disk when nil
	CacheBytes int64            // 64 MiB when 0
	FlushEvery time.Duration    // 30 s when 0
	Now        func() time.Time // time.Now when nil
	Logger     *slog.Logger

	onlyScrubCompacts bool // for tests of the scrubber
}

const memTableBytes = 16 << 20

func (c Config) withDefaults() Config {
	if c.FS == nil {
		c.FS = vfs.Default
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = 64 << 20
	}
	if c.FlushEvery == 0 {
		c.FlushEvery = 30 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Validate tells what is wrong with a configuration.
func (c Config) Validate() error {
	if c.Dir == "" || c.CacheBytes < 0 || c.FlushEvery < 0 {
		return fmt.Errorf("activity: %w: a folder is needed, and no negative sizes", activity.ErrInvalid)
	}
	return nil
}

// Store is the read model on pebble. Readers are safe for concurrent use beside
// one Apply at a time.
type Store struct {
	cfg     Config
	db      *pebble.DB
	encode  *encoder
	flushed time.Time // when memory was flushed last, for Apply
	scrub   scrubber

	// users are calls that look at pebble; Close waits for them.
	users  sync.RWMutex
	closed bool
}

var _ activity.Store = (*Store)(nil)

// Open opens the store in a folder, making it when it is not there.
func Open(cfg Config) (*Store, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	cache := pebble.NewCache(cfg.CacheBytes)
	defer cache.Unref()
	db, err := pebble.Open(cfg.Dir, options(cfg, cache))
	if err != nil {
		return nil, &activity.Error{Op: "open " + cfg.Dir, Err: err,
			Hint: "another process may hold the folder; a damaged one can be deleted and rebuilt with `cerebro replay activity`"}
	}
	s := &Store{cfg: cfg, db: db, encode: newEncoder(), flushed: cfg.Now()}
	s.startScrubber()
	return s, nil
}

func options(cfg Config, cache *pebble.Cache) *pebble.Options {
	o := &pebble.Options{
		FS: cfg.FS, Cache: cache, DisableWAL: true,
		FormatMajorVersion: pebble.FormatNewest,
		MemTableSize:       memTableBytes, MemTableStopWritesThreshold: 4,
		L0CompactionThreshold: 4, L0StopWritesThreshold: 24,
		LBaseMaxBytes:               64 << 20,
		CompactionConcurrencyRange:  func() (int, int) { return 1, 2 },
		Logger:                      quiet{cfg.Logger},
		DisableAutomaticCompactions: cfg.onlyScrubCompacts,
	}
	for i := range o.Levels {
		// Most look-ups are of activities not seen before.
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return o
}

// quiet keeps pebble's chatter out of the log; its errors stay.
type quiet struct{ to *slog.Logger }

func (quiet) Infof(string, ...any) {}

func (q quiet) Errorf(format string, args ...any) {
	q.to.Error("pebble", "store", "activity", "error", fmt.Sprintf(format, args...))
}

// Fatalf is called when pebble cannot go on safely, as on a failed write of its
// manifest; it must not return.
func (q quiet) Fatalf(format string, args ...any) {
	q.Errorf(format, args...)
	panic(fmt.Sprintf("activity store: "+format, args...))
}

// use guards a look at pebble against Close. The caller calls s.users.RUnlock
// when it returned nil.
func (s *Store) use(op string) error {
	s.users.RLock()
	if s.closed {
		s.users.RUnlock()
		return &activity.Error{Op: op, Err: activity.ErrClosed}
	}
	return nil
}

// Close stops the scrubber, makes everything durable and ends the store.
func (s *Store) Close() error {
	s.stopScrubber()
	s.users.Lock()
	defer s.users.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if err := errors.Join(s.db.Flush(), s.db.Close()); err != nil {
		return &activity.Error{Op: "close", Err: err}
	}
	return nil
}

// Name implements projections.Projector.
func (s *Store) Name() string { return activity.Name }

// Version implements projections.Projector.
func (s *Store) Version() int { return activity.Version }

// Filter implements projections.Projector.
func (s *Store) Filter() eventstore.Filter { return activity.Filter() }

// Checkpoint implements projections.Projector.
func (s *Store) Checkpoint(context.Context) (projections.Checkpoint, bool, error) {
	if err := s.use("checkpoint"); err != nil {
		return projections.Checkpoint{}, false, err
	}
	defer s.users.RUnlock()
	return readCheckpoint(s.db)
}
