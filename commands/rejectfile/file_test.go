package rejectfile_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/rejectfile"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// keys is a vault of two accounts' keys in memory.
type keys struct {
	made   map[vault.KeyID][32]byte
	erased bool
}

func (k *keys) MakeDatumKeys(_ context.Context, account uuid.UUID, data []uuid.UUID, _ time.Time) error {
	for _, id := range data {
		var b [32]byte
		copy(b[:], id[:])
		k.made[vault.KeyID{Kind: vault.DatumKey, Account: account, ID: id}] = b
	}
	return nil
}

func (k *keys) Keys(_ context.Context, ids []vault.KeyID) ([]vault.Key, error) {
	b, ok := k.made[ids[0]]
	if !ok {
		return nil, vault.ErrKeyMissing
	}
	return []vault.Key{{Bytes: b, Erased: k.erased}}, nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// file writes text as the rejects of an import and gives its path.
func file(t testing.TB, text []byte) (*rejectfile.Store, *keys, string, uuid.UUID, uuid.UUID) {
	t.Helper()
	dir, k := t.TempDir(), &keys{made: map[vault.KeyID][32]byte{}}
	s, err := rejectfile.New(rejectfile.Config{Dir: dir, Keys: k})
	must(t, err)
	account, imp := uuid.New(), uuid.New()
	w, err := s.Create(t.Context(), account, imp)
	must(t, err)
	for len(text) > 0 { // in odd pieces
		n := min(len(text), 7001)
		_, err := w.Write(text[:n])
		must(t, err)
		text = text[n:]
	}
	must(t, w.Close())
	return s, k, filepath.Join(dir, account.String(), imp.String()+".rejects"), account, imp
}

func read(t testing.TB, s *rejectfile.Store, account, imp uuid.UUID) ([]byte, error) {
	t.Helper()
	r, err := s.Open(t.Context(), account, imp)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// TestRoundTrip: rows come back as they were, of any size, and stand nowhere in
// clear.
func TestRoundTrip(t *testing.T) {
	for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 300_000} {
		text := bytes.Repeat([]byte("Ana Lopez,"), size/10+1)[:size]
		s, _, path, account, imp := file(t, text)
		got, err := read(t, s, account, imp)
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d bytes came back as %d: %v", size, len(got), err)
		}
		stored, err := os.ReadFile(path)
		must(t, err)
		if bytes.Contains(stored, []byte("Lopez")) {
			t.Errorf("%d bytes stand in clear", size)
		}
		if _, err := read(t, s, uuid.New(), imp); !errors.Is(err, rejectfile.ErrNone) {
			t.Errorf("another account reads it: %v", err)
		}
	}
}

// TestExpired: once its key is destroyed a file is not read any more.
func TestExpired(t *testing.T) {
	s, k, _, account, imp := file(t, []byte("Ana"))
	k.erased = true
	if _, err := read(t, s, account, imp); !errors.Is(err, rejectfile.ErrExpired) {
		t.Errorf("got %v, want ErrExpired", err)
	}
}

// TestDamage: a file that was changed says so; one that was cut short gives
// what is whole.
func TestDamage(t *testing.T) {
	text := bytes.Repeat([]byte("Ana Lopez,"), 20_000)
	for name, c := range map[string]struct {
		damage func([]byte) []byte
		want   error
	}{
		"a bit":            {func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, rejectfile.ErrCorrupt},
		"the beginning":    {func(b []byte) []byte { b[0] = 'x'; return b }, rejectfile.ErrCorrupt},
		"a length":         {func(b []byte) []byte { b[8] = 0xff; return b }, rejectfile.ErrCorrupt},
		"empty":            {func([]byte) []byte { return nil }, rejectfile.ErrCorrupt},
		"cut short":        {func(b []byte) []byte { return b[:len(b)-5] }, nil},
		"a frame left out": {func(b []byte) []byte { return append(b[:8:8], b[8+4+12+64<<10+16:]...) }, rejectfile.ErrCorrupt},
	} {
		s, _, path, account, imp := file(t, text)
		stored, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, c.damage(stored), 0o600))
		got, err := read(t, s, account, imp)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if !bytes.HasPrefix(text, got) {
			t.Errorf("%s: what came back is not what was written", name)
		}
	}
}

// FuzzOpen: whatever stands in a file, reading it ends, with an error or not.
func FuzzOpen(f *testing.F) {
	s, _, path, account, imp := file(f, []byte("Ana Lopez"))
	good, err := os.ReadFile(path)
	must(f, err)
	f.Add(good)
	f.Add(good[:9])
	f.Fuzz(func(t *testing.T, stored []byte) {
		must(t, os.WriteFile(path, stored, 0o600))
		if got, err := read(t, s, account, imp); err == nil && !bytes.HasPrefix([]byte("Ana Lopez"), got) {
			t.Errorf("read %q", got)
		}
	})
}
