package identity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Name is the projector's name.
const Name = "identity"

// version rises when the rows mean something else than before.
const version = 1

// Journal is what the matcher needs of the log.
type Journal interface {
	Append(ctx context.Context, writes ...journal.Write) ([]eventstore.Result, error)
}

// Config of a Projector.
type Config struct {
	Dir     string
	FS      vfs.FS // nil is the disk
	Journal Journal
	Logger  *slog.Logger
	Now     func() time.Time
	NewID   func() uuid.UUID
}

// Projector folds what the matcher needs to know, and holds the matcher of every
// account. It is safe for concurrent use.
type Projector struct {
	Config
	store  store
	reader *Reader

	mu        sync.Mutex
	directory *fold.Directory
	accounts  map[uuid.UUID]*account
	position  eventstore.Position
	identity  map[uuid.UUID]eventstore.Position // of the last event of each identity stream
	broken    bool                              // memory is not what the store says
	moved     chan struct{}                     // closed and replaced when anything moved
	wake      chan struct{}                     // tells the author that there is work
}

// Open opens the store and loads the matchers.
func Open(c Config) (*Projector, error) {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.NewID == nil {
		c.NewID = uuid.New
	}
	o := &pebble.Options{FS: c.FS, Logger: silent{}, MemTableSize: 32 << 20, FormatMajorVersion: pebble.FormatNewest}
	db, err := pebble.Open(c.Dir, o)
	if err != nil {
		return nil, fmt.Errorf("identity: open %s: %w", c.Dir, err)
	}
	p := &Projector{Config: c, store: store{db}, reader: NewReader(), moved: make(chan struct{}), wake: make(chan struct{}, 1)}
	if err := p.load(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return p, nil
}

// silent keeps pebble's own log lines out of ours.
type silent struct{}

func (silent) Infof(string, ...any)  {}
func (silent) Errorf(string, ...any) {}
func (silent) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf(format, args...))
}

// Close closes the store. The runner and the author must have stopped.
func (p *Projector) Close() error { return p.store.db.Close() }

// Name implements projections.Projector.
func (p *Projector) Name() string { return Name }

// Version implements projections.Projector.
func (p *Projector) Version() int { return version }

// Filter implements projections.Projector.
func (p *Projector) Filter() eventstore.Filter {
	return eventstore.Filter{StreamPrefixes: []string{"account-", "sharing-", "record-", "identity-", "import-"}}
}

// checkpointRow is the stored checkpoint.
type checkpointRow struct {
	Store    uuid.UUID `cbor:"1,keyasint"`
	Position []byte    `cbor:"2,keyasint"`
	Ordinal  int64     `cbor:"3,keyasint"`
	Version  int       `cbor:"4,keyasint"`
}

// Checkpoint implements projections.Projector.
func (p *Projector) Checkpoint(context.Context) (projections.Checkpoint, bool, error) {
	var row checkpointRow
	ok, err := p.store.get(p.store.db, key(tableCheckpoint), &row)
	if err != nil || !ok {
		return projections.Checkpoint{}, false, err
	}
	at, err := eventstore.PositionFromBytes(row.Position)
	return projections.Checkpoint{Store: row.Store, Position: at, Ordinal: row.Ordinal, Version: row.Version}, err == nil, err
}

// account finds the state of an account, or starts it.
func (p *Projector) account(id uuid.UUID) (*account, error) {
	if a := p.accounts[id]; a != nil {
		return a, nil
	}
	m, err := match.NewMatcher(match.DefaultModel(), match.Options{Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	a := newAccount(id, m)
	p.accounts[id] = a
	return a, nil
}

// filter leaves out what an account has retracted.
func (p *Projector) filter(id uuid.UUID) fold.Filter {
	a, ok := p.directory.Account(id)
	if !ok {
		return fold.Filter{}
	}
	f := a.Filter()
	f.Confirmed = func(observation uuid.UUID) bool {
		var imports []uuid.UUID
		if ok, err := p.store.get(p.store.db, key(tableObservation, observation[:]), &imports); err != nil || !ok {
			return false
		}
		for _, i := range imports {
			if !a.ImportRetracted(i) {
				return true
			}
		}
		return false
	}
	return f
}

// present tells what the matcher is to know of a record now.
func (p *Projector) present(r *fold.Record, f fold.Filter) (match.Record, bool) {
	if r.Erased || !r.InForce(f) {
		return match.Record{}, false
	}
	return p.reader.Record(r.Current(f)), true
}

// broadcast tells everybody who waits that something moved.
func (p *Projector) broadcast() {
	close(p.moved)
	p.moved = make(chan struct{})
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
