package pebblevault

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/ledger"
)

const (
	format    = 1
	tableSize = 8 << 20 // small tables keep an erasure's compaction small
)

// Vault is an open vault. See vault.Vault.
type Vault struct {
	dir     string
	db      *pebble.DB
	files   *files
	lock    *pebble.Lock
	commits *committer
	ledger  *ledger.Ledger
	random  io.Reader
	secret  [32]byte
	cache   *keyCache
	rows    *rowCache
	holders *holders

	masters masters

	life   sync.RWMutex // held for reading by every call, for writing by Close
	closed bool
}

var _ vault.Vault = (*Vault)(nil)

func joined(kind, cause error) error { return fmt.Errorf("%w: %w", kind, cause) }

// Open opens the vault in c.Dir, or makes one, and erases again what the ledger
// says was erased.
func Open(c Config) (*Vault, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	cache, err := newKeyCache(c.CacheKeys)
	if err != nil {
		return nil, fmt.Errorf("pebblevault: %w", err)
	}
	rows, err := newRowCache(c.CacheRows)
	if err != nil {
		return nil, fmt.Errorf("pebblevault: %w", err)
	}
	v := &Vault{dir: c.Dir, random: c.Random, cache: cache, rows: rows}
	if v.holders, err = newHolders(); err != nil {
		return nil, fmt.Errorf("pebblevault: %w", err)
	}
	if err := v.openDB(c); err != nil {
		return nil, errors.Join(err, v.release())
	}
	v.files.arm()
	if err := v.unlock(c); err != nil {
		return nil, errors.Join(err, v.release())
	}
	if err := v.openLedger(c.Ledger); err != nil {
		return nil, errors.Join(err, v.release())
	}
	return v, nil
}

func (v *Vault) openDB(c Config) (err error) {
	fail := func(err error, hint string) error {
		return &vault.Error{Op: "open", About: c.Dir, Err: err, Hint: hint}
	}
	if _, err := c.FS.Stat(c.Dir); c.Existing && err != nil {
		return fail(joined(vault.ErrMissing, err), "the log has events, and their keys are not here: restore the vault from the back-up of the log")
	}
	if err := c.FS.MkdirAll(c.Dir, 0o700); err != nil {
		return fail(err, "")
	}
	if v.lock, err = pebble.LockDirectory(c.Dir, c.FS); err != nil {
		return fail(joined(vault.ErrLocked, err), "stop the other process, or talk to it with --server")
	}
	defer func() {
		if why, ok := recover().(fatal); ok {
			err = fail(fmt.Errorf("%w: %s", vault.ErrFailed, why), "check the disk (space, rights, health)")
		}
	}()
	blocks := pebble.NewCache(c.BlockCache)
	defer blocks.Unref()
	v.commits = newCommitter()
	v.files = newFiles(c.FS, c.Dir, v.commits.fail)
	o := &pebble.Options{
		FS: v.files, Cleaner: pebble.ArchiveCleaner{}, // see files
		Cache: blocks, Logger: quiet{},
		FormatMajorVersion: pebble.FormatNewest, ErrorIfNotExists: c.Existing,
		MemTableSize: 16 << 20, MaxOpenFiles: 512,
		// Without a listener pebble ends the process; what is corrupt shows as an
		// error of the read.
		EventListener: &pebble.EventListener{DataCorruption: func(pebble.DataCorruptionInfo) {}},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
		o.TargetFileSizes[i] = tableSize
	}
	v.db, err = pebble.Open(c.Dir, o)
	switch {
	case errors.Is(err, pebble.ErrDBDoesNotExist):
		return fail(joined(vault.ErrMissing, err), "the log has events, and their keys are not here: restore the vault from the back-up of the log")
	case err != nil:
		return fail(joined(vault.ErrCorrupt, err), "if the folder was copied, copy it again with the program stopped; else restore a back-up")
	}
	v.commits.start(v.db)
	return nil
}

// Close waits for calls under way and closes. Later calls answer ErrClosed.
func (v *Vault) Close() error {
	v.life.Lock()
	defer v.life.Unlock()
	if v.closed {
		return nil
	}
	v.closed = true
	return v.release()
}

// release closes whatever is open. After a failed write pebble is not closed but
// left behind, for its goroutines wait for ever: the folder can be opened again,
// best by a new process.
func (v *Vault) release() error {
	var errs []error
	if v.db != nil && !v.files.failed() {
		v.commits.close()
		errs = append(errs, v.db.Close())
	}
	if v.lock != nil {
		errs = append(errs, v.lock.Close())
	}
	if v.ledger != nil {
		errs = append(errs, v.ledger.Close())
	}
	return errors.Join(errs...)
}

// enter keeps the vault open until leave; false when it is closed.
func (v *Vault) enter() bool {
	v.life.RLock()
	if v.closed {
		v.life.RUnlock()
		return false
	}
	return true
}

func (v *Vault) leave() { v.life.RUnlock() }
