package vaulttest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Place is where one vault lives. Each call opens it, with these candidates for
// its master key; it may be opened again after Close.
type Place func(masters ...vault.Master) (vault.Vault, error)

// Run runs the suite; newPlace gives an empty place each time.
func Run(t *testing.T, newPlace func(t *testing.T) Place) {
	cases := []struct {
		name string
		run  func(*testing.T, *world)
	}{
		{"resolve makes a record once", resolveOnce},
		{"resolve tells sources and accounts apart", resolveApart},
		{"resolve takes a ref twice in one call", resolveTwice},
		{"concurrent resolves agree", resolveAtOnce},
		{"find makes nothing", findOnly},
		{"last observation", lastObservation},
		{"origin", origin},
		{"keys of all kinds", keysOfAllKinds},
		{"a key that never was is missing", keyMissing},
		{"erase and suppress", eraseSuppress},
		{"erase and allow the return", eraseAllow},
		{"erase is all or nothing", eraseUnknown},
		{"erase with open readers", eraseWhileReading},
		{"data expire in time", dataExpire},
		{"data erased at once", dataErased},
		{"a closed account is gone", closeAccount},
		{"fingerprints", fingerprints},
		{"rotate the master key", rotate},
		{"rotate with open readers", rotateWhileReading},
		{"an unfinished rotation opens with either", rotateCandidates},
		{"wrong calls", wrongCalls},
		{"a closed vault", closedVault},
		{"random histories agree with a model", randomHistories},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, newWorld(t, newPlace(t))) })
	}
}

// failer is a test or a rapid check.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// world is an open vault with one account in it.
type world struct {
	vault.Vault
	place   Place
	master  vault.Master
	account uuid.UUID
	source  uuid.UUID
}

func newWorld(t testing.TB, place Place) *world {
	t.Helper()
	master, err := vault.NewMaster(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{place: place, master: master, account: uuid.New(), source: uuid.New()}
	w.open(t)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	w.ok(t, w.OpenAccount(context.Background(), w.account))
	return w
}

func (w *world) open(t failer) {
	t.Helper()
	v, err := w.place(w.master)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w.Vault = v
}

func (w *world) reopen(t failer) {
	t.Helper()
	w.ok(t, w.Close())
	w.open(t)
}

func (w *world) ok(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got error: %v", err)
	}
}

func (w *world) refs(keys ...string) []vault.Ref {
	refs := make([]vault.Ref, len(keys))
	for i, key := range keys {
		refs[i] = vault.Ref{Source: w.source, Key: key}
	}
	return refs
}

func (w *world) resolve(t failer, keys ...string) []vault.Row {
	t.Helper()
	rows, err := w.Resolve(context.Background(), w.account, w.refs(keys...))
	w.ok(t, err)
	if len(rows) != len(keys) {
		t.Fatalf("got %d rows for %d refs", len(rows), len(keys))
	}
	return rows
}

func (w *world) recordKey(record uuid.UUID) vault.KeyID {
	return vault.KeyID{Kind: vault.RecordKey, Account: w.account, ID: record}
}

func (w *world) key(t failer, id vault.KeyID) vault.Key {
	t.Helper()
	keys, err := w.Keys(context.Background(), []vault.KeyID{id})
	w.ok(t, err)
	return keys[0]
}

func (w *world) wantErased(t failer, ids ...vault.KeyID) {
	t.Helper()
	for _, id := range ids {
		if k := w.key(t, id); !k.Erased || k.Bytes != [32]byte{} {
			t.Errorf("key of %s %s: got erased=%v, want it erased and empty", id.Kind, id.ID, k.Erased)
		}
	}
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}
