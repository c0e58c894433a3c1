package pebblevault_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

// raw reads a row as it lies on disk, of a vault that is closed.
func raw(t *testing.T, dir string, kind byte, ids ...uuid.UUID) []byte {
	t.Helper()
	var value []byte
	change(t, dir, func(db *pebble.DB) {
		row, done, err := db.Get(rowKey(kind, ids...))
		must(t, err)
		value = bytes.Clone(row)
		must(t, done.Close())
	})
	return value
}

func rowKey(kind byte, ids ...uuid.UUID) []byte {
	key := []byte{kind}
	for _, id := range ids {
		key = append(key, id[:]...)
	}
	return key
}

// change opens the closed vault's store, past the vault.
func change(t *testing.T, dir string, do func(*pebble.DB)) {
	t.Helper()
	db, err := pebble.Open(dir, &pebble.Options{FormatMajorVersion: pebble.FormatNewest, Logger: silent{}})
	must(t, err)
	do(db)
	must(t, db.Close())
}

type silent struct{}

func (silent) Infof(string, ...any)  {}
func (silent) Errorf(string, ...any) {}
func (silent) Fatalf(string, ...any) {}

// onDisk tells whether any file below a folder has these bytes. Files that pebble
// removes while it looks are gone.
func onDisk(t *testing.T, dir string, wanted []byte) bool {
	t.Helper()
	found := false
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		found = found || bytes.Contains(content, wanted)
		return err
	}))
	return found
}

// stage is a vault on disk with one account and some records.
type stage struct {
	pebblevault.Config
	v               *pebblevault.Vault
	account, source uuid.UUID
	record          map[string]uuid.UUID
}

func newStage(t *testing.T, keys ...string) *stage {
	t.Helper()
	dir := t.TempDir()
	s := &stage{
		Config:  pebblevault.Config{Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), Masters: []vault.Master{{1}}},
		account: uuid.New(), source: uuid.New(), record: map[string]uuid.UUID{},
	}
	s.open(t)
	must(t, s.v.OpenAccount(context.Background(), s.account))
	for _, key := range keys {
		s.record[key] = s.resolve(t, key).Record
	}
	return s
}

func (s *stage) open(t *testing.T) {
	t.Helper()
	s.v = open(t, s.Config)
}

func (s *stage) resolve(t *testing.T, key string) vault.Row {
	t.Helper()
	rows, err := s.v.Resolve(context.Background(), s.account, []vault.Ref{{Source: s.source, Key: key}})
	must(t, err)
	return rows[0]
}

func (s *stage) key(t *testing.T, kind vault.KeyKind, id uuid.UUID) vault.Key {
	t.Helper()
	keys, err := s.v.Keys(context.Background(), []vault.KeyID{{Kind: kind, Account: s.account, ID: id}})
	must(t, err)
	return keys[0]
}

// TestOldBytesAreGone: after an erasure, and after a rotation, no file of the
// vault has the wrapped keys that were there before; neither where they lay in
// tables nor where they lay in logs.
func TestOldBytesAreGone(t *testing.T) {
	ctx := context.Background()
	datum := uuid.New()
	cases := []struct {
		name string
		row  func(s *stage) (kind byte, ids []uuid.UUID)
		do   func(s *stage) error
	}{
		{"record", func(s *stage) (byte, []uuid.UUID) { return 'r', []uuid.UUID{s.account, s.record["gone"]} },
			func(s *stage) error {
				return s.v.Erase(ctx, s.account, []uuid.UUID{s.record["gone"]}, true)
			}},
		{"datum", func(s *stage) (byte, []uuid.UUID) { return 'q', []uuid.UUID{s.account, datum} },
			func(s *stage) error { return s.v.EraseData(ctx, s.account, []uuid.UUID{datum}) }},
		{"expired datum", func(s *stage) (byte, []uuid.UUID) { return 'q', []uuid.UUID{s.account, datum} },
			func(s *stage) error { _, err := s.v.ExpireData(ctx, time.Unix(2e9, 0)); return err }},
		{"account", func(s *stage) (byte, []uuid.UUID) { return 'a', []uuid.UUID{s.account} },
			func(s *stage) error { return s.v.CloseAccount(ctx, s.account) }},
		{"record of a closed account", func(s *stage) (byte, []uuid.UUID) { return 'r', []uuid.UUID{s.account, s.record["gone"]} },
			func(s *stage) error { return s.v.CloseAccount(ctx, s.account) }},
		{"account under the old master", func(s *stage) (byte, []uuid.UUID) { return 'a', []uuid.UUID{s.account} },
			func(s *stage) error { return s.v.RotateMaster(ctx, vault.Master{2}) }},
	}
	for _, c := range cases {
		for _, reopened := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: " in a table", false: " in the log"}[reopened], func(t *testing.T) {
				s := newStage(t, "gone", "stays")
				must(t, s.v.MakeDatumKeys(ctx, s.account, []uuid.UUID{datum}, time.Unix(1e9, 0)))
				kind, ids := c.row(s)
				copied := filepath.Join(t.TempDir(), "copy")
				must(t, s.v.Checkpoint(copied))
				old := raw(t, copied, kind, ids...)[9:]
				if reopened {
					must(t, s.v.Close())
					s.open(t)
				}
				if !onDisk(t, s.Dir, old) {
					t.Fatal("the search does not find what is there")
				}
				must(t, c.do(s))
				must(t, s.v.Close())
				if onDisk(t, s.Dir, old) {
					t.Error("the old bytes are still on disk")
				}
			})
		}
	}
}

// TestRestore: a back-up from before an erasure, opened with the ledger, has it
// again.
func TestRestore(t *testing.T) {
	ctx := context.Background()
	s := newStage(t, "suppressed", "may return", "stays")
	data := []uuid.UUID{uuid.New(), uuid.New()}
	must(t, s.v.MakeDatumKeys(ctx, s.account, data, time.Unix(2e9, 0)))
	closing := uuid.New()
	must(t, s.v.OpenAccount(ctx, closing))
	backup := filepath.Join(t.TempDir(), "backup")
	must(t, s.v.Checkpoint(backup))

	must(t, s.v.Erase(ctx, s.account, []uuid.UUID{s.record["suppressed"]}, true))
	must(t, s.v.Erase(ctx, s.account, []uuid.UUID{s.record["may return"]}, false))
	must(t, s.v.EraseData(ctx, s.account, data[:1]))
	must(t, s.v.CloseAccount(ctx, closing))
	young := s.resolve(t, "younger than the back-up")
	must(t, s.v.Erase(ctx, s.account, []uuid.UUID{young.Record}, true))
	must(t, s.v.Close())

	s.Dir, s.Existing = backup, true
	for range 2 {
		s.open(t)
		for key, record := range s.record {
			if got := s.key(t, vault.RecordKey, record).Erased; got != (key != "stays") {
				t.Errorf("%s: erased is %v", key, got)
			}
		}
		for _, key := range []string{"suppressed", "younger than the back-up"} {
			if row := s.resolve(t, key); !row.Suppressed {
				t.Errorf("%s returned as %+v", key, row)
			}
		}
		if row := s.resolve(t, "may return"); row.Suppressed || row.Record == s.record["may return"] {
			t.Errorf("the one that may return: got %+v, want a new record", row)
		}
		if !s.key(t, vault.DatumKey, data[0]).Erased || s.key(t, vault.DatumKey, data[1]).Erased {
			t.Error("the wrong datum is erased")
		}
		keys, err := s.v.Keys(ctx, []vault.KeyID{{Kind: vault.AccountKey, Account: closing}})
		must(t, err)
		if !keys[0].Erased || !s.key(t, vault.RecordKey, young.Record).Erased {
			t.Error("the closed account, or the younger record, is not erased")
		}
		must(t, s.v.Close())
	}
}

// TestCacheAfterErasure: a reader that has a key in hand from before an erasure
// cannot bring it back into the cache.
func TestCacheAfterErasure(t *testing.T) {
	id := vault.KeyID{Kind: vault.RecordKey, Account: uuid.New(), ID: uuid.New()}
	for name, c := range map[string]struct {
		erase func(drop func())
		want  bool
	}{
		"no erasure":      {func(func()) {}, true},
		"erased meantime": {func(drop func()) { drop() }, false},
	} {
		got, err := pebblevault.LateReader(id, c.erase)
		must(t, err)
		if got != c.want {
			t.Errorf("%s: cached is %v, want %v", name, got, c.want)
		}
	}
}
