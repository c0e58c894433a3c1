package pebblelog

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

// Log is the embedded event log. Make one with Open.
type Log struct {
	config  Config
	db      *pebble.DB
	fence   *fence
	lock    io.Closer
	storeID uuid.UUID
	index   *index
	queue   queue
	news    news
	counts  counters

	durable  atomic.Uint64 // the head: commits up to here are on disk
	failure  atomic.Pointer[error]
	closed   chan struct{}
	fillStop context.CancelFunc
	workers  sync.WaitGroup // committer, finisher, filter filler

	// users are readers between two looks at pebble; Close waits for them.
	users     sync.RWMutex
	closeOnce sync.Once
	closeErr  error
}

var _ eventstore.Log = (*Log)(nil)

// Open opens the log in a folder, makes it when the folder is empty, and
// recovers it when the process that held it died. Errors: ErrLocked when
// another process has it, ErrVersion when an unknown version wrote it,
// ErrCorrupt when files are missing or damaged.
func Open(config Config) (*Log, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	if !config.ReadOnly {
		if err := config.FS.MkdirAll(config.Dir, 0o700); err != nil {
			return nil, openError(config.Dir, err)
		}
	}
	lock, err := lockFolder(config.FS, config.Dir)
	if err != nil {
		return nil, err
	}
	l := &Log{config: config, lock: lock, closed: make(chan struct{})}
	if err := l.open(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return l, nil
}

func (l *Log) open() error {
	c := l.config
	if err := checkFolder(c.FS, c.Dir, c.ReadOnly); err != nil {
		return err
	}
	l.fence = newFence(c.FS, c.Dir, l.freeze)
	db, err := pebble.Open(c.Dir, PebbleOptions(c, l.fence))
	if err != nil {
		return l.openFailure(openError(c.Dir, err))
	}
	l.db = db
	err = l.recover()
	if err = l.openFailure(err); err != nil {
		l.fence.release()
		return errors.Join(err, db.Close())
	}
	l.start()
	return nil
}

// openFailure prefers a failed write, which pebble was not told, to what came
// of it.
func (l *Log) openFailure(err error) error {
	if l.fence.frozen.Load() {
		return openError(l.config.Dir, l.fence.cause)
	}
	return err
}

// recover reads what the log knows about itself, or founds it.
func (l *Log) recover() error {
	if err := l.readMeta(); err != nil {
		return err
	}
	last, err := lastCommit(l.db)
	if err != nil {
		return openError(l.config.Dir, err)
	}
	l.durable.Store(last)
	l.index = newIndex(l.db, last)
	return nil
}

// start lets the goroutines go.
func (l *Log) start() {
	l.queue.init()
	l.news.init()
	ctx, cancel := context.WithCancel(context.Background())
	l.fillStop = cancel
	l.workers.Go(func() { l.fill(ctx) })
	if !l.config.ReadOnly {
		groups := make(chan *group, maxInFlight)
		l.workers.Go(func() { l.commitLoop(groups) })
		l.workers.Go(func() { l.finishLoop(groups) })
	}
}

func lastCommit(db *pebble.DB) (uint64, error) {
	lower, upper := spaceBounds(spaceEvent)
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return 0, err
	}
	var last uint64
	if it.Last() {
		last = binary.BigEndian.Uint64(it.Key()[1:])
	}
	return last, it.Close()
}

// freeze is told the first failed write.
func (l *Log) freeze(cause error) {
	err := error(&eventstore.Error{
		Op: "append", About: l.config.Dir,
		Err:  fmt.Errorf("%w: %w", eventstore.ErrFailed, cause),
		Hint: failureHint(cause),
	})
	l.failure.CompareAndSwap(nil, &err)
	l.config.Logger.Error("log stopped after a failed write", "dir", l.config.Dir, "error", cause)
}

func (l *Log) failed() error {
	if p := l.failure.Load(); p != nil {
		return *p
	}
	return nil
}

// StoreID implements eventstore.Log.
func (l *Log) StoreID(context.Context) (uuid.UUID, error) { return l.storeID, nil }

// Head implements eventstore.Log.
func (l *Log) Head(ctx context.Context) (eventstore.Position, error) {
	if err := ctx.Err(); err != nil {
		return eventstore.Start, err
	}
	return position(l.durable.Load()), nil
}

// Close stops writers and readers and releases the folder. Appends in flight
// are finished first. It may be called twice.
func (l *Log) Close() error {
	l.closeOnce.Do(func() {
		close(l.closed)
		l.queue.close()
		l.fillStop()
		l.workers.Wait()
		l.news.tell()
		l.users.Lock()
		defer l.users.Unlock()
		l.fence.release()
		l.closeErr = errors.Join(l.db.Close(), l.lock.Close())
	})
	return l.closeErr
}

// use guards a look at pebble against Close. The caller calls l.users.RUnlock
// when it returned nil.
func (l *Log) use(op string) error {
	l.users.RLock()
	select {
	case <-l.closed:
		l.users.RUnlock()
		return &eventstore.Error{Op: op, About: l.config.Dir, Err: eventstore.ErrClosed}
	default:
		return nil
	}
}
