package bitmap

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// Name of the projector.
const Name = "segments"

// version of the projector: raise it whenever the index or the state store
// means something else than before.
const version = 3

// Engine is the embedded segment engine: projector and query engine in one.
type Engine struct {
	cfg  Config
	lock interface{ Close() error } // on the folder

	mu        sync.Mutex // of the writer
	db        *pebble.DB
	cache     *lru.Cache[uint64, *recordState]
	glances   *lru.Cache[uint64, []index.Facet] // what activities can change of profiles
	recent    *lru.Cache[pointKey, *point]      // contact points that somebody has
	stored    knownPoints                       // contact points in the store
	overdue   map[pointKey]round                // contact points whose holders have to be looked at
	turns     []pointKey                        // the same, in order
	accounts  []*account                        // by number
	byID      map[uuid.UUID]*account
	at        projections.Checkpoint
	has       bool // at is set
	failed    error
	unseen    int // events since the last publication
	published time.Time
	timer     *time.Timer
	closed    bool
	purge     bool // an erasure waits for the next snapshot

	shots   shots
	current atomic.Pointer[edition]
	moved   func()
}

// edition is what readers see: all accounts at one position.
type edition struct {
	position eventstore.Position
	views    map[uuid.UUID]*view
}

var (
	_ projections.Projector     = (*Engine)(nil)
	_ projections.LatePublisher = (*Engine)(nil)
	_ segments.Engine           = (*Engine)(nil)
)

// Name implements projections.Projector.
func (e *Engine) Name() string { return Name }

// Version implements projections.Projector.
func (e *Engine) Version() int { return version }

// Filter implements projections.Projector: everything but quarantine.
func (e *Engine) Filter() eventstore.Filter {
	var f eventstore.Filter
	for _, k := range []event.Kind{event.KindAccount, event.KindRecord, event.KindIdentity, event.KindImport} {
		f.StreamPrefixes = append(f.StreamPrefixes, string(k)+"-")
	}
	return f
}

// Checkpoint implements projections.Projector.
func (e *Engine) Checkpoint(context.Context) (projections.Checkpoint, bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.at, e.has, e.failed
}

// Visible implements projections.LatePublisher.
func (e *Engine) Visible() eventstore.Position { return e.current.Load().position }

// OnVisible implements projections.LatePublisher.
func (e *Engine) OnVisible(moved func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.moved = moved
}

// Apply implements projections.Projector.
func (e *Engine) Apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range events {
		if events[i].Payload == nil {
			return fmt.Errorf("bitmap: event %s: %w: it has no payload", events[i].ID, projections.ErrPoison)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.closed:
		return segments.ErrClosed
	case e.failed != nil:
		return e.failed
	}
	began := e.cfg.Now()
	if err := e.apply(events, to); err != nil {
		e.failed = fmt.Errorf("bitmap: segments stopped at %s, start again to go on from the last snapshot: %w", e.at.Position, err)
		return e.failed
	}
	e.at, e.has = to, true
	e.unseen += len(events)
	e.publishSoon()
	return e.snapshotSoon(len(events), e.cfg.Now().Sub(began))
}

func (e *Engine) apply(events []projections.Event, to projections.Checkpoint) (err error) {
	b := e.newBatch()
	defer func() { err = errors.Join(err, b.store.Close()) }()
	for i := range events {
		if err := b.event(&events[i]); err != nil {
			return fmt.Errorf("event %s (%s): %w", events[i].ID, events[i].Type, err)
		}
	}
	if err := b.settle(); err != nil {
		return err
	}
	e.purge = e.purge || b.erased
	return b.commit(to)
}

// accountOf finds an account, or starts it.
func (e *Engine) accountOf(id uuid.UUID) *account {
	if a := e.byID[id]; a != nil {
		return a
	}
	a := newAccount(id, uint32(len(e.accounts))) //nolint:gosec // far fewer than 2^32
	e.accounts = append(e.accounts, a)
	e.byID[id] = a
	return a
}

// publishSoon publishes now, or sees to it that it happens in time.
func (e *Engine) publishSoon() {
	wait := e.cfg.PublishEvery - e.cfg.Now().Sub(e.published)
	if wait <= 0 || e.unseen >= e.cfg.PublishEvents {
		e.publish()
		wait = e.cfg.PublishEvery
	}
	if e.timer == nil && (e.unseen > 0 || len(e.turns) > 0) {
		e.timer = time.AfterFunc(wait, e.idle)
	}
}

// idle publishes what was applied, and goes on with what was put off.
func (e *Engine) idle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.timer == nil || e.closed || e.failed != nil {
		return
	}
	if err := e.catchUp(e.cfg.ReviewHolders); err != nil {
		e.failed = fmt.Errorf("bitmap: segments stopped at %s, start again to go on from the last snapshot: %w", e.at.Position, err)
		return
	}
	e.publish()
	e.publishSoon()
}

// publish makes what was applied visible to readers.
func (e *Engine) publish() {
	if e.timer != nil {
		e.timer.Stop()
		e.timer = nil
	}
	old := e.current.Load()
	next := &edition{position: e.at.Position, views: make(map[uuid.UUID]*view, len(e.accounts))}
	for _, a := range e.accounts {
		if v := old.views[a.id]; v != nil && !a.writer.Dirty() && v.trust == a.state.Trust() {
			next.views[a.id] = v
			continue
		}
		next.views[a.id] = a.freeze()
	}
	e.current.Store(next)
	e.unseen, e.published = 0, e.cfg.Now()
	if e.moved != nil {
		e.moved()
	}
}

// Close stops the engine: the last snapshot is finished, or taken if there is
// something to keep.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	if e.timer != nil {
		e.timer.Stop()
		e.timer = nil
	}
	e.closed = true
	e.mu.Unlock()
	return e.shutdown()
}

// Show publishes what was applied now instead of soon, and does what was put
// off, unless a snapshot is being written.
func (e *Engine) Show(context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.failed != nil {
		return errors.Join(segments.ErrClosed, e.failed)
	}
	if err := e.catchUp(math.MaxInt); err != nil {
		return err
	}
	e.publish()
	return nil
}
