package identity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Name is the projector's name.
const Name = "identity"

// version rises when the rows mean something else than before.
const version = 5

// Journal is what the matcher needs of the log.
type Journal interface {
	Append(ctx context.Context, writes ...journal.Write) ([]eventstore.Result, error)
	ReadOne(ctx context.Context, stream event.Stream, at eventstore.Revision) (journal.Event, error)
}

// Config of a Projector.
type Config struct {
	Dir        string
	FS         vfs.FS // nil is the disk
	CacheBytes int64  // 64 MiB when 0
	Workers    int    // goroutines of the matcher; 0 is GOMAXPROCS
	FlushEvery time.Duration
	Journal    Journal
	Logger     *slog.Logger
	Now        func() time.Time
	NewID      func() uuid.UUID
}

const memTableBytes = 32 << 20

// Projector folds what the matcher needs to know, and holds the matcher of every
// account. It is safe for concurrent use.
type Projector struct {
	Config
	store  store
	reader *Reader
	scrub  scrubber
	loader loader
	base   *match.Model // of an account without one of its own
	survey surveying

	mu       sync.Mutex
	accounts map[uuid.UUID]*account
	position eventstore.Position
	flushed  time.Time
	broken   bool          // memory is not what the store says
	moved    chan struct{} // closed and replaced when anything moved
	wake     chan struct{} // tells the author that there is work
}

// Open opens the store. What answers need of it is loaded beside; whoever asks
// before waits.
func Open(c Config) (*Projector, error) {
	c = c.withDefaults()
	s, err := openStore(c)
	if err != nil {
		return nil, err
	}
	p := &Projector{
		Config: c, store: s, reader: NewReader(), base: match.DefaultModel(), accounts: map[uuid.UUID]*account{},
		survey: newSurveying(), flushed: c.Now(), moved: make(chan struct{}), wake: make(chan struct{}, 1),
	}
	at, _, err := p.Checkpoint(context.Background())
	if err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	p.position = at.Position
	p.startLoading()
	p.startScrubber()
	return p, nil
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.NewID == nil {
		c.NewID = uuid.New
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = 64 << 20
	}
	if c.FlushEvery == 0 {
		c.FlushEvery = 30 * time.Second
	}
	return c
}

// Close makes everything durable and closes the store. The runner and the
// author must have stopped.
func (p *Projector) Close() error {
	p.survey.stop()
	p.stopLoading()
	p.stopScrubber()
	if err := errors.Join(p.store.db.Flush(), p.store.db.Close()); err != nil {
		return fmt.Errorf("identity: close: %w", err)
	}
	return nil
}

// Name implements projections.Projector.
func (p *Projector) Name() string { return Name }

// Version implements projections.Projector.
func (p *Projector) Version() int { return version }

// Filter implements projections.Projector.
func (p *Projector) Filter() eventstore.Filter {
	return eventstore.Filter{StreamPrefixes: []string{"account-", "sharing-", "record-", "identity-", "import-"}}
}

// Checkpoint implements projections.Projector.
func (p *Projector) Checkpoint(context.Context) (projections.Checkpoint, bool, error) {
	var row checkpointRow
	ok, err := p.store.get(key(tableCheckpoint), &row)
	if err != nil || !ok {
		return projections.Checkpoint{}, false, err
	}
	at, err := eventstore.PositionFromBytes(row.Position)
	return projections.Checkpoint{Store: row.Store, Position: at, Ordinal: row.Ordinal, Version: row.Version}, err == nil, err
}

// account finds the state of an account, or starts it.
func (p *Projector) account(id uuid.UUID) *account {
	a := p.accounts[id]
	if a == nil {
		a = newAccount(id, p.base)
		p.accounts[id] = a
	}
	return a
}

// broadcast tells everybody who waits that something moved.
func (p *Projector) broadcast() {
	close(p.moved)
	p.moved = make(chan struct{})
}

// rouse tells the author that there may be work.
func (p *Projector) rouse() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
