package pebblevault

import (
	"crypto/rand"
	"errors"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

const (
	defaultCacheKeys  = 1 << 17
	defaultCacheRows  = 1 << 16
	defaultBlockCache = 64 << 20
)

// Config is what a vault is opened with.
type Config struct {
	// Dir is the vault's folder. It is made when it is not there, unless
	// Existing is set.
	Dir string
	// Masters are the candidates from vault.LoadMaster. A new vault is wrapped
	// with the first; an existing one opens with the one it is wrapped with.
	Masters []vault.Master
	// Ledger is the path of the ledger of erasures, outside the data folder.
	// What stands in it is erased on opening, should the vault still have it.
	Ledger string
	// Existing: there must be a vault. Set it when the log has events.
	Existing bool
	// CacheKeys bounds the unwrapped keys kept in memory, some 250 bytes each.
	// 0 is 131,072.
	CacheKeys int
	// CacheRows bounds the rows of records kept in memory, some 300 bytes each.
	// 0 is 65,536.
	CacheRows int
	// BlockCache is pebble's cache in bytes; 0 is 64 MiB.
	BlockCache int64
	// Random makes ids, keys and nonces; nil is crypto/rand. It is used by
	// several goroutines at once.
	Random io.Reader
	// FS is where Dir is; nil is the disk.
	FS vfs.FS
}

// Validate tells what is missing.
func (c Config) Validate() error {
	switch {
	case c.Dir == "":
		return errors.New("pebblevault: Dir is empty")
	case c.Ledger == "":
		return errors.New("pebblevault: Ledger is empty")
	case len(c.Masters) == 0:
		return errors.New("pebblevault: no master key")
	case c.CacheKeys < 0 || c.CacheRows < 0 || c.BlockCache < 0:
		return errors.New("pebblevault: a cache of a negative size")
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.CacheKeys == 0 {
		c.CacheKeys = defaultCacheKeys
	}
	if c.CacheRows == 0 {
		c.CacheRows = defaultCacheRows
	}
	if c.BlockCache == 0 {
		c.BlockCache = defaultBlockCache
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.FS == nil {
		c.FS = vfs.Default
	}
	return c
}
