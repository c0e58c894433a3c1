package pebblevault_test

import (
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/vaulttest"
)

func place(c pebblevault.Config) vaulttest.Place {
	return func(masters ...vault.Master) (vault.Vault, error) {
		c.Masters = masters
		v, err := pebblevault.Open(c)
		if err != nil {
			return nil, err
		}
		return v, nil
	}
}

func TestSuiteInMemory(t *testing.T) {
	vaulttest.Run(t, func(t *testing.T) vaulttest.Place {
		return place(pebblevault.Config{Dir: "vault", FS: vfs.NewMem(), Ledger: filepath.Join(t.TempDir(), "erasures")})
	})
}

// TestSuiteOnDisk runs with the smallest caches, so that keys and rows come from the store.
func TestSuiteOnDisk(t *testing.T) {
	vaulttest.Run(t, func(t *testing.T) vaulttest.Place {
		dir := t.TempDir()
		return place(pebblevault.Config{Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), CacheKeys: 1, CacheRows: 1})
	})
}
