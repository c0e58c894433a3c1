package wrap_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

func box(t testing.TB, key byte) wrap.Box {
	t.Helper()
	b, err := wrap.NewBox([32]byte{key})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBoxOpensOnlyWhereItWasSealed: same key, purpose, account and id, and every
// byte as it was.
func TestBoxOpensOnlyWhereItWasSealed(t *testing.T) {
	account, id := uuid.New(), uuid.New()
	key := [32]byte{9}
	sealed, err := box(t, 1).Seal([]byte("head"), rand.Reader, wrap.Record, account, id, key[:])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(sealed, []byte("head")) || len(sealed) != 4+wrap.KeyBox || bytes.Contains(sealed, key[:]) {
		t.Fatalf("got %x", sealed)
	}
	sealed = sealed[4:]
	if got, err := box(t, 1).OpenKey(wrap.Record, account, id, sealed); err != nil || got != key {
		t.Errorf("in its place: got %x, %v", got, err)
	}
	for name, open := range map[string]func() error{
		"another key":     func() error { _, err := box(t, 2).Open(wrap.Record, account, id, sealed); return err },
		"another purpose": func() error { _, err := box(t, 1).Open(wrap.Datum, account, id, sealed); return err },
		"another account": func() error { _, err := box(t, 1).Open(wrap.Record, id, id, sealed); return err },
		"another id":      func() error { _, err := box(t, 1).Open(wrap.Record, account, account, sealed); return err },
		"empty":           func() error { _, err := box(t, 1).Open(wrap.Record, account, id, nil); return err },
		"cut":             func() error { _, err := box(t, 1).Open(wrap.Record, account, id, sealed[:30]); return err },
	} {
		if err := open(); !errors.Is(err, wrap.ErrOpen) {
			t.Errorf("%s: got %v, want ErrOpen", name, err)
		}
	}
	short, err := box(t, 1).Seal(nil, rand.Reader, wrap.Record, account, id, key[:8])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box(t, 1).OpenKey(wrap.Record, account, id, short); !errors.Is(err, wrap.ErrOpen) {
		t.Errorf("a key of 8 bytes: got %v, want ErrOpen", err)
	}
}

// TestHashesAreApart: hashes of different things, or under different secrets,
// never meet, and the form of a hash is what is in vaults already.
func TestHashesAreApart(t *testing.T) {
	secret := [32]byte{1}
	account, source := uuid.UUID{2}, uuid.UUID{3}
	want := wrap.RefHash(secret, account, source, "k")
	for name, other := range map[string][16]byte{
		"secret":      wrap.RefHash([32]byte{2}, account, source, "k"),
		"account":     wrap.RefHash(secret, source, source, "k"),
		"source":      wrap.RefHash(secret, account, account, "k"),
		"key":         wrap.RefHash(secret, account, source, "K"),
		"fingerprint": wrap.Fingerprint(secret, account, append(source[:], 'k')),
	} {
		if other == want {
			t.Errorf("another %s has the same hash", name)
		}
	}
	// Computed elsewhere from the definition: vaults have these.
	if got := fmt.Sprintf("%x", want); got != "dac1449265e643f2bc7b6c867c165210" {
		t.Errorf("the hash of a ref changed: %s", got)
	}
	if got := fmt.Sprintf("%x", wrap.Fingerprint(secret, account, []byte("k"))); got != "c55ee860c47c307de02c4000a919e290" {
		t.Errorf("the fingerprint changed: %s", got)
	}
	if wrap.Under([32]byte{1}) == [32]byte{1} || wrap.Under([32]byte{1}) == wrap.Under([32]byte{2}) {
		t.Error("a wrapping key is not derived from its account's key")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(make([]byte, wrap.KeyBox))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := box(t, 1).Open(wrap.Record, uuid.Nil, uuid.Nil, b); err == nil {
			t.Error("a made-up box opens")
		}
	})
}
