package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// version rises whenever rows mean something else than before.
const version = 2

// errVersion: the file was written by a program that this one does not know.
var errVersion = errors.New("unknown version of the read model")

//go:embed migrations/*.sql
var migrations embed.FS

// Config says where the read model lies and what it may use.
type Config struct {
	Path    string // of the file; its folder must exist
	Readers int    // connections that read at once; 4 when 0
	CacheMB int    // page cache of the writer; 64 when 0
}

// Validate tells what is wrong with a configuration.
func (c Config) Validate() error {
	if c.Path == "" || c.Readers < 0 || c.CacheMB < 0 {
		return &profiles.Error{Op: "open", Err: fmt.Errorf("%w: a path, and numbers that are not negative", profiles.ErrInvalid)}
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.Readers == 0 {
		c.Readers = 4
	}
	if c.CacheMB == 0 {
		c.CacheMB = 64
	}
	return c
}

// Store is the read model in one file.
type Store struct {
	writer, reader *sql.DB
	conn           *sql.Conn // the one that writes
	stmts          *statements
	reads          *reads

	mu   sync.Mutex // held by Apply
	next fold.Ordinal
	wipe bool // values of erased records may still lie in the write-ahead log
	memo *memo
	seen map[uuid.UUID]int64 // numbers of sources

	// state is what readers need besides rows. It is replaced as a whole, never
	// changed, and together with the commit of the rows it goes with.
	state      atomic.Pointer[state]
	publishing sync.RWMutex
}

// state is the accounts as folded up to the last batch.
type state struct {
	accounts map[uuid.UUID]*account
	byNumber map[int64]uuid.UUID
	sources  map[int64]uuid.UUID
}

type account struct {
	n       int64
	fold    *fold.Account
	changes *fold.Changes
}

var _ profiles.Store = (*Store)(nil)

// Open opens the file, making it when it is not there.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	s := &Store{memo: newMemo(), seen: map[uuid.UUID]int64{}, wipe: true} // a crash may have left some
	if err := s.open(ctx, cfg); err != nil {
		return nil, &profiles.Error{
			Op: "open " + cfg.Path, Err: errors.Join(err, s.Close()),
			Hint: "a read model can always be made anew: move the file away and run `cerebro replay profiles`",
		}
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, cfg Config) error {
	var err error
	if s.writer, err = sql.Open("sqlite", dsn(cfg.Path, "immediate", cfg.CacheMB, 500)); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writer); err != nil {
		return err
	}
	if s.conn, err = s.writer.Conn(ctx); err != nil {
		return err
	}
	if s.stmts, err = prepare(ctx, s.conn); err != nil {
		return err
	}
	if s.reader, err = sql.Open("sqlite", dsn(cfg.Path, "deferred", 16, 10_000)); err != nil {
		return err
	}
	s.reader.SetMaxOpenConns(cfg.Readers)
	s.reader.SetMaxIdleConns(cfg.Readers)
	if s.reads, err = prepareReads(ctx, s.reader); err != nil {
		return err
	}
	return s.loadState(ctx)
}

func dsn(path, lock string, cacheMB, waitMS int) string {
	q := url.Values{"_txlock": {lock}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", waitMS), "journal_mode(wal)", "synchronous(normal)", "secure_delete(on)",
		"temp_store(memory)", fmt.Sprintf("cache_size(%d)", -1024*cacheMB), "wal_autocheckpoint(16000)",
	}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	at, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the layout's version: %w", err)
	}
	if known := p.ListSources(); at > known[len(known)-1].Version {
		return fmt.Errorf("%w: layout %d is of a newer program", errVersion, at)
	}
	return nil
}

// Close ends it. Readers under way fail.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	if s.stmts != nil {
		errs = append(errs, s.stmts.close())
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	for _, db := range [...]*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Name implements projections.Projector.
func (s *Store) Name() string { return "profiles" }

// Version implements projections.Projector.
func (s *Store) Version() int { return version }

// Filter implements projections.Projector.
func (s *Store) Filter() eventstore.Filter {
	kinds := [...]event.Kind{event.KindAccount, event.KindRecord, event.KindIdentity, event.KindImport}
	var f eventstore.Filter
	for _, k := range kinds {
		f.StreamPrefixes = append(f.StreamPrefixes, string(k)+"-")
	}
	return f
}

// Checkpoint implements projections.Projector.
func (s *Store) Checkpoint(ctx context.Context) (projections.Checkpoint, bool, error) {
	var c projections.Checkpoint
	var position []byte
	err := s.reader.QueryRowContext(ctx, "SELECT store, position, ordinal, version FROM checkpoint").
		Scan(&c.Store, &position, &c.Ordinal, &c.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err == nil {
		c.Position, err = eventstore.PositionFromBytes(position)
	}
	if err != nil {
		return c, false, &profiles.Error{Op: "read the checkpoint", Err: err}
	}
	return c, true, nil
}
