package pebblevault

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/ledger"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

const (
	format    = 1
	tableSize = 8 << 20 // small tables keep an erasure's compaction small
)

// Vault is an open vault. See vault.Vault.
type Vault struct {
	dir     string
	db      *pebble.DB
	lock    *pebble.Lock
	commits *committer
	ledger  *ledger.Ledger
	random  io.Reader
	secret  [32]byte
	cache   *keyCache
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
	v := &Vault{dir: c.Dir, random: c.Random, cache: cache}
	if v.holders, err = newHolders(); err != nil {
		return nil, fmt.Errorf("pebblevault: %w", err)
	}
	if err := v.openDB(c); err != nil {
		return nil, errors.Join(err, v.release())
	}
	if err := v.unlock(c); err != nil {
		return nil, errors.Join(err, v.release())
	}
	v.commits = startCommitter(v.db)
	if err := v.openLedger(c.Ledger); err != nil {
		return nil, errors.Join(err, v.release())
	}
	return v, nil
}

func (v *Vault) openDB(c Config) error {
	fail := func(err error, hint string) error {
		return &vault.Error{Op: "open", About: c.Dir, Err: err, Hint: hint}
	}
	if _, err := c.FS.Stat(c.Dir); c.Existing && err != nil {
		return fail(joined(vault.ErrMissing, err), "the log has events, and their keys are not here: restore the vault from the back-up of the log")
	}
	if err := c.FS.MkdirAll(c.Dir, 0o700); err != nil {
		return fail(err, "")
	}
	lock, err := pebble.LockDirectory(c.Dir, c.FS)
	if err != nil {
		return fail(joined(vault.ErrLocked, err), "stop the other process, or talk to it with --server")
	}
	v.lock = lock
	blocks := pebble.NewCache(c.BlockCache)
	defer blocks.Unref()
	o := &pebble.Options{
		FS: unarchived{c.FS}, Cleaner: pebble.ArchiveCleaner{}, // see unarchived
		Lock: lock, Cache: blocks, Logger: quiet{},
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
	return nil
}

// unlock reads the format and opens the HMAC secret with the right master key.
func (v *Vault) unlock(c Config) error {
	fail := func(err error, hint string) error {
		return &vault.Error{Op: "open", About: c.Dir, Err: err, Hint: hint}
	}
	stored, err := get(v.db, metaKey("format"))
	switch {
	case err != nil:
		return fail(joined(vault.ErrCorrupt, err), "")
	case stored == nil && c.Existing:
		return fail(vault.ErrMissing, "the log has events, and their keys are not here: restore the vault from the back-up of the log")
	case stored == nil:
		return v.begin(c.Masters[0])
	case len(stored) != 1 || stored[0] != format:
		return fail(fmt.Errorf("%w: %x", vault.ErrVersion, stored), "use the version of the program that wrote it")
	}
	row, err := get(v.db, metaKey("secret"))
	if err != nil || len(row) != masterLen+wrap.KeyBox {
		return fail(errRow, "restore a back-up")
	}
	id := vault.MasterID(row[:masterLen])
	for _, m := range c.Masters {
		if m.ID() == id {
			v.masters.use(m)
			if v.secret, err = unwrapSecret(m, row); err != nil {
				return fail(errRow, "restore a back-up")
			}
			return nil
		}
	}
	return fail(fmt.Errorf("%w: the vault is wrapped with %s, given is %s", vault.ErrWrongMaster, id, c.Masters[0].ID()),
		"set "+vault.MasterEnv+" or --master-key to the key this data folder was made or last rotated with")
}

func unwrapSecret(master vault.Master, row []byte) ([32]byte, error) {
	box, err := wrap.NewBox(master)
	if err != nil {
		return [32]byte{}, err
	}
	return box.OpenKey(wrap.Secret, uuid.Nil, uuid.Nil, row[masterLen:])
}

// begin makes an empty vault: all in one batch, so that a crash leaves none.
func (v *Vault) begin(master vault.Master) error {
	fail := func(err error) error { return &vault.Error{Op: "make", About: v.dir, Err: err} }
	secret, err := wrap.NewKey(v.random)
	if err != nil {
		return fail(err)
	}
	row, err := v.wrapSecret(master, secret)
	if err != nil {
		return fail(err)
	}
	batch := v.db.NewBatch()
	defer batch.Close()
	err = errors.Join(batch.Set(metaKey("format"), []byte{format}, nil), batch.Set(metaKey("secret"), row, nil))
	if err == nil {
		err = batch.Commit(pebble.Sync)
	}
	if err != nil {
		return fail(err)
	}
	v.masters.use(master)
	v.secret = secret
	return nil
}

func (v *Vault) wrapSecret(master vault.Master, secret [32]byte) ([]byte, error) {
	box, err := wrap.NewBox(master)
	if err != nil {
		return nil, err
	}
	id := master.ID()
	return box.Seal(id[:], v.random, wrap.Secret, uuid.Nil, uuid.Nil, secret[:])
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

// release closes whatever is open.
func (v *Vault) release() error {
	var errs []error
	if v.commits != nil {
		v.commits.close()
	}
	if v.db != nil {
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
