package outbound

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// State is what reactors remember, on pebble: checkpoints, the poison queue and
// the delivery log. It holds ids, times and codes, and no values.
//
//	key                                   value
//	'c' group 0 topic                     checkpoint: store[16] position[16]
//	'p' handler 0 message id              Poisoned, JSON
//	'd' webhook[16] time[8] number[4]     Attempt, JSON
type State struct {
	db *pebble.DB

	users  sync.RWMutex // calls that look at pebble; Close waits for them
	closed bool

	attempts struct {
		sync.Mutex
		number uint32 // tells attempts of one moment apart
	}
}

// The spaces of keys.
const (
	spaceCheckpoint = 'c'
	spacePoison     = 'p'
	spaceAttempt    = 'd'
)

// StateConfig of a State. Dir is needed.
type StateConfig struct {
	Dir    string
	FS     vfs.FS // the disk when nil
	Logger *slog.Logger
}

// OpenState opens the state in a folder, making it when it is not there.
func OpenState(cfg StateConfig) (*State, error) {
	if cfg.Dir == "" {
		return nil, &Error{Op: "open state", Err: fmt.Errorf("%w: a folder is needed", ErrInvalid)}
	}
	if cfg.FS == nil {
		cfg.FS = vfs.Default
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	db, err := pebble.Open(cfg.Dir, &pebble.Options{
		FS: cfg.FS, FormatMajorVersion: pebble.FormatNewest, CacheSize: 4 << 20, MemTableSize: 4 << 20, Logger: quiet{cfg.Logger},
	})
	if err != nil {
		return nil, &Error{Op: "open state", About: cfg.Dir, Err: err, Hint: "another process may hold the folder"}
	}
	return &State{db: db}, nil
}

// quiet keeps pebble's chatter out of the log; its errors stay.
type quiet struct{ to *slog.Logger }

func (quiet) Infof(string, ...any) {}

func (q quiet) Errorf(format string, args ...any) {
	q.to.Error("pebble", "store", "outbound", "error", fmt.Sprintf(format, args...))
}

// Fatalf is called when pebble cannot go on safely; it must not return.
func (q quiet) Fatalf(format string, args ...any) {
	q.Errorf(format, args...)
	panic(fmt.Sprintf("outbound state: "+format, args...))
}

// Close ends it. It may be called twice.
func (s *State) Close() error {
	s.users.Lock()
	defer s.users.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if err := s.db.Close(); err != nil {
		return &Error{Op: "close state", Err: err}
	}
	return nil
}

// use runs f on the open database.
func (s *State) use(op string, f func(*pebble.DB) error) error {
	s.users.RLock()
	defer s.users.RUnlock()
	if s.closed {
		return &Error{Op: op, Err: ErrClosed}
	}
	if err := f(s.db); err != nil {
		return &Error{Op: op, Err: err}
	}
	return nil
}

func pairKey(space byte, a, b string) []byte {
	key := append([]byte{space}, a...)
	key = append(key, 0)
	return append(key, b...)
}

// Load implements Checkpoints.
func (s *State) Load(_ context.Context, group, topic string) (c Checkpoint, ok bool, err error) {
	err = s.use("load checkpoint", func(db *pebble.DB) error {
		b, closer, err := db.Get(pairKey(spaceCheckpoint, group, topic))
		if errors.Is(err, pebble.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		c, err = decodeCheckpoint(b)
		ok = err == nil
		return errors.Join(err, closer.Close())
	})
	return c, ok, err
}

func decodeCheckpoint(b []byte) (c Checkpoint, err error) {
	if len(b) != 32 {
		return c, fmt.Errorf("%w: a checkpoint of %d bytes", ErrCorrupt, len(b))
	}
	c.Store = uuid.UUID(b[:16])
	c.Position, err = eventstore.PositionFromBytes(b[16:])
	return c, err
}

// Save implements Checkpoints.
func (s *State) Save(_ context.Context, group, topic string, c Checkpoint, sync bool) error {
	return s.use("save checkpoint", func(db *pebble.DB) error {
		value := append(c.Store[:len(c.Store):len(c.Store)], c.Position.Bytes()...)
		return db.Set(pairKey(spaceCheckpoint, group, topic), value, &pebble.WriteOptions{Sync: sync})
	})
}

// list yields the JSON values under a prefix, forwards or backwards.
func list[T any](s *State, op string, prefix []byte, newestFirst bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		stopped := false
		err := s.use(op, func(db *pebble.DB) error {
			it, err := db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: after(prefix)})
			if err != nil {
				return err
			}
			first, step := it.First, it.Next
			if newestFirst {
				first, step = it.Last, it.Prev
			}
			for ok := first(); ok && err == nil && !stopped; ok = step() {
				var one T
				if err = json.Unmarshal(it.Value(), &one); err == nil {
					stopped = !yield(one, nil)
				}
			}
			return errors.Join(err, it.Error(), it.Close())
		})
		if err != nil && !stopped {
			yield(zero, err)
		}
	}
}

// after is the smallest key greater than every key that begins with prefix.
func after(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
