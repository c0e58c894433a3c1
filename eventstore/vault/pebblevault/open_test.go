package pebblevault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got error: %v", err)
	}
}

// open opens a vault that is closed when the test ends.
func open(t testing.TB, c pebblevault.Config) *pebblevault.Vault {
	t.Helper()
	v, err := pebblevault.Open(c)
	must(t, err)
	t.Cleanup(func() { must(t, v.Close()) })
	return v
}

// TestOpenRefuses: what is not a whole vault of this program, with its key, is
// refused with the reason and a hint, and left as it is.
func TestOpenRefuses(t *testing.T) {
	set := func(key, value string) func(*testing.T, *stage) {
		return func(t *testing.T, s *stage) {
			change(t, s.Dir, func(db *pebble.DB) { must(t, db.Set([]byte(key), []byte(value), pebble.Sync)) })
		}
	}
	cases := []struct {
		name string
		do   func(*testing.T, *stage)
		want error
	}{
		{"as it was", func(*testing.T, *stage) {}, nil},
		{"open twice", func(t *testing.T, s *stage) { s.open(t) }, vault.ErrLocked},
		{"another master key", func(_ *testing.T, s *stage) { s.Masters = []vault.Master{{2}} }, vault.ErrWrongMaster},
		{"a newer format", set("mformat", "\x02"), vault.ErrVersion},
		{"no secret", set("msecret", ""), vault.ErrCorrupt},
		{"another secret", set("msecret", string(append(idOf(1), make([]byte, 60)...))), vault.ErrCorrupt},
		{"the folder is gone", func(t *testing.T, s *stage) { must(t, os.RemoveAll(s.Dir)) }, vault.ErrMissing},
		{"the folder is empty", func(t *testing.T, s *stage) {
			must(t, os.RemoveAll(s.Dir))
			must(t, os.Mkdir(s.Dir, 0o700))
		}, vault.ErrMissing},
		{"half copied", func(t *testing.T, s *stage) {
			tables, err := filepath.Glob(filepath.Join(s.Dir, "*.sst"))
			must(t, err)
			logs, err := filepath.Glob(filepath.Join(s.Dir, "MANIFEST*"))
			must(t, err)
			for _, name := range append(tables, logs...) {
				must(t, os.Remove(name))
			}
		}, vault.ErrCorrupt},
		{"a spoiled ledger", func(t *testing.T, s *stage) { must(t, os.WriteFile(s.Ledger, []byte("name,email\n"), 0o600)) }, vault.ErrLedger},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, "a")
			must(t, s.v.Close())
			s.Existing = true
			c.do(t, s)
			v, err := pebblevault.Open(s.Config)
			if err == nil {
				must(t, v.Close())
			}
			var said *vault.Error
			if !errors.Is(err, c.want) || (err != nil && (!errors.As(err, &said) || said.Hint == "")) {
				t.Errorf("got %v, want %v with a hint", err, c.want)
			}
		})
	}
}

func idOf(first byte) []byte {
	id := vault.Master{first}.ID()
	return id[:]
}

// TestDamagedRows: a row that is gone, cut or changed is told from one that was
// erased.
func TestDamagedRows(t *testing.T) {
	cases := []struct {
		name string
		row  func(old []byte) []byte // nil: no row
		want error
	}{
		{"as it was", func(old []byte) []byte { return old }, nil},
		{"gone", func([]byte) []byte { return nil }, vault.ErrKeyMissing},
		{"empty", func([]byte) []byte { return []byte{} }, vault.ErrCorrupt},
		{"cut", func(old []byte) []byte { return old[:20] }, vault.ErrCorrupt},
		{"one bit", func(old []byte) []byte { old[30] ^= 1; return old }, vault.ErrCorrupt},
		{"a state of its own", func(old []byte) []byte { old[0] = 7; return old }, vault.ErrCorrupt},
		{"a tombstone with more", func([]byte) []byte { return []byte{2, 0} }, vault.ErrCorrupt},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, "a")
			must(t, s.v.Close())
			key := rowKey('r', s.account, s.record["a"])
			row := c.row(raw(t, s.Dir, 'r', s.account, s.record["a"]))
			change(t, s.Dir, func(db *pebble.DB) {
				if row == nil {
					must(t, db.Delete(key, pebble.Sync))
				} else {
					must(t, db.Set(key, row, pebble.Sync))
				}
			})
			s.open(t)
			_, err := s.v.Keys(context.Background(), []vault.KeyID{{Kind: vault.RecordKey, Account: s.account, ID: s.record["a"]}})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
