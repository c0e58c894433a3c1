package vaulttest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

func fingerprints(t *testing.T, w *world) {
	a := w.Fingerprint(w.account, []byte("x"))
	for name, other := range map[string]vault.Hash{
		"other data":       w.Fingerprint(w.account, []byte("y")),
		"no data":          w.Fingerprint(w.account, nil),
		"another account":  w.Fingerprint(uuid.New(), []byte("x")),
		"nothing whatever": {},
	} {
		if other == a {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	w.reopen(t)
	if w.Fingerprint(w.account, []byte("x")) != a {
		t.Error("a fingerprint changed by reopening")
	}
}

func newMaster(t testing.TB) vault.Master {
	t.Helper()
	m, err := vault.NewMaster(nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func rotate(t *testing.T, w *world) {
	ctx := context.Background()
	closedOne := uuid.New()
	w.ok(t, w.OpenAccount(ctx, closedOne))
	w.ok(t, w.CloseAccount(ctx, closedOne))
	row := w.resolve(t, "a")[0]
	ids := []vault.KeyID{{Kind: vault.AccountKey, Account: w.account}, w.recordKey(row.Record)}
	before, err := w.Keys(ctx, ids)
	w.ok(t, err)
	print := w.Fingerprint(w.account, []byte("x"))
	old, next := w.master, newMaster(t)
	w.ok(t, w.RotateMaster(ctx, next))
	if w.MasterID() != next.ID() {
		t.Errorf("got %s in use, want %s", w.MasterID(), next.ID())
	}
	later := uuid.New()
	w.ok(t, w.OpenAccount(ctx, later))
	w.ok(t, w.Close())
	_, err = w.place(old)
	wantErr(t, "open with the old key", err, vault.ErrWrongMaster)
	if text := err.Error(); !strings.Contains(text, next.ID().String()) || strings.Contains(text, old.Encode()) {
		t.Errorf("the error must name the key's id and never the key: %s", text)
	}
	w.master = next
	w.open(t)
	after, err := w.Keys(ctx, append(ids, vault.KeyID{Kind: vault.AccountKey, Account: later}))
	w.ok(t, err)
	if !cmp.Equal(before, after[:2]) || w.Fingerprint(w.account, []byte("x")) != print || w.resolve(t, "a")[0].Record != row.Record {
		t.Error("a rotation changed more than the wrapping")
	}
	w.wantErased(t, vault.KeyID{Kind: vault.AccountKey, Account: closedOne})
	wantErr(t, "rotate to no key", w.RotateMaster(ctx, vault.Master{}), vault.ErrBadMaster)
}

// rotateWhileReading: no reader and no writer notices a rotation.
func rotateWhileReading(t *testing.T, w *world) {
	ctx := context.Background()
	const rounds, accounts = 5, 40
	ids := make([]uuid.UUID, accounts)
	for i := range ids {
		ids[i] = uuid.New()
		w.ok(t, w.OpenAccount(ctx, ids[i]))
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			rows, err := w.Resolve(ctx, ids[i%accounts], w.refs("a"))
			if err == nil {
				_, err = w.Keys(ctx, []vault.KeyID{{Kind: vault.RecordKey, Account: ids[i%accounts], ID: rows[0].Record}})
			}
			if err != nil {
				t.Errorf("during a rotation: %v", err)
				return
			}
		}
	})
	for range rounds {
		w.master = newMaster(t)
		w.ok(t, w.RotateMaster(ctx, w.master))
		w.ok(t, w.OpenAccount(ctx, uuid.New()))
	}
	close(stop)
	wg.Wait()
	w.reopen(t)
	for _, id := range ids {
		w.key(t, vault.KeyID{Kind: vault.AccountKey, Account: id})
	}
}

func rotateCandidates(t *testing.T, w *world) {
	ctx := context.Background()
	next := newMaster(t)
	for _, candidates := range [][]vault.Master{{w.master, next}, {next, w.master}} {
		w.ok(t, w.Close())
		v, err := w.place(candidates...)
		w.ok(t, err)
		w.Vault = v
		if w.MasterID() != w.master.ID() {
			t.Errorf("got %s in use, want %s", w.MasterID(), w.master.ID())
		}
	}
	w.ok(t, w.RotateMaster(ctx, next))
	w.ok(t, w.Close())
	v, err := w.place(w.master, next)
	w.ok(t, err)
	w.Vault = v
	if w.MasterID() != next.ID() {
		t.Errorf("got %s in use, want %s", w.MasterID(), next.ID())
	}
}

func wrongCalls(t *testing.T, w *world) {
	ctx := context.Background()
	stranger := uuid.New()
	record := w.resolve(t, "a")[0].Record
	for name, refs := range map[string][]vault.Ref{
		"no source":    {{Key: "a"}},
		"no key":       {{Source: w.source}},
		"too long key": {{Source: w.source, Key: string(make([]byte, vault.MaxKeyBytes+1))}},
	} {
		_, err := w.Resolve(ctx, w.account, append(w.refs("fine"), refs...))
		wantErr(t, "resolve with "+name, err, vault.ErrInvalid)
		_, _, err = w.Find(ctx, w.account, refs)
		wantErr(t, "find with "+name, err, vault.ErrInvalid)
	}
	_, found, err := w.Find(ctx, w.account, w.refs("fine"))
	w.ok(t, err)
	if found[0] {
		t.Error("a wrong call made a record")
	}
	_, err = w.Resolve(ctx, stranger, w.refs("a"))
	wantErr(t, "resolve", err, vault.ErrNoAccount)
	_, _, err = w.Find(ctx, stranger, w.refs("a"))
	wantErr(t, "find", err, vault.ErrNoAccount)
	_, err = w.Origin(ctx, stranger, []uuid.UUID{record})
	wantErr(t, "origin", err, vault.ErrNoAccount)
	wantErr(t, "erase", w.Erase(ctx, stranger, []uuid.UUID{record}, true), vault.ErrNoAccount)
	wantErr(t, "set last", w.SetLast(ctx, stranger, nil), vault.ErrNoAccount)
	wantErr(t, "open no account", w.OpenAccount(ctx, uuid.Nil), vault.ErrInvalid)
	wantErr(t, "make datum keys before 1970", w.MakeDatumKeys(ctx, w.account, []uuid.UUID{stranger}, time.Unix(-1, 0)), vault.ErrInvalid)
	wantErr(t, "make datum keys in the year 30000", w.MakeDatumKeys(ctx, w.account, []uuid.UUID{stranger}, time.Date(30000, 1, 1, 0, 0, 0, 0, time.UTC)), vault.ErrInvalid)
	_, err = w.Keys(ctx, []vault.KeyID{{Kind: 9, Account: w.account}})
	wantErr(t, "a key of no kind", err, vault.ErrInvalid)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err = w.Resolve(gone, w.account, w.refs("late"))
	wantErr(t, "resolve after the call was given up", err, context.Canceled)
}

func closedVault(t *testing.T, w *world) {
	ctx := context.Background()
	w.ok(t, w.Close())
	w.ok(t, w.Close())
	_, err := w.Resolve(ctx, w.account, w.refs("a"))
	wantErr(t, "resolve", err, vault.ErrClosed)
	_, err = w.Keys(ctx, nil)
	wantErr(t, "keys", err, vault.ErrClosed)
	wantErr(t, "erase", w.Erase(ctx, w.account, nil, true), vault.ErrClosed)
	wantErr(t, "rotate", w.RotateMaster(ctx, newMaster(t)), vault.ErrClosed)
	wantErr(t, "open account", w.OpenAccount(ctx, w.account), vault.ErrClosed)
}
