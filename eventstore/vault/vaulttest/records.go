package vaulttest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

func resolveOnce(t *testing.T, w *world) {
	first := w.resolve(t, "a", "b")
	if first[0].Record == first[1].Record || first[0].Record == uuid.Nil {
		t.Fatalf("got records %v, want two", first)
	}
	if !first[0].Fresh || !first[1].Fresh {
		t.Errorf("got %+v, want both fresh", first)
	}
	for _, when := range []string{"at once", "after reopening"} {
		again := w.resolve(t, "b", "c", "a")
		if again[0].Record != first[1].Record || again[2].Record != first[0].Record {
			t.Errorf("%s: records changed: %+v, then %+v", when, first, again)
		}
		if again[0].Fresh || again[2].Fresh || again[1].Fresh != (when == "at once") {
			t.Errorf("%s: wrong Fresh in %+v", when, again)
		}
		w.reopen(t)
	}
	if got := w.resolve(t); len(got) != 0 {
		t.Errorf("no refs: got %+v", got)
	}
}

func resolveApart(t *testing.T, w *world) {
	ctx := context.Background()
	other := uuid.New()
	w.ok(t, w.OpenAccount(ctx, other))
	refs := []vault.Ref{{Source: w.source, Key: "ab"}, {Source: uuid.New(), Key: "ab"}, {Source: w.source, Key: "a"}, {Source: w.source, Key: "ab\x00"}}
	seen := map[uuid.UUID]string{}
	for _, account := range []uuid.UUID{w.account, other} {
		rows, err := w.Resolve(ctx, account, refs)
		w.ok(t, err)
		for i, row := range rows {
			name := fmt.Sprintf("account %s ref %d", account, i)
			if was, ok := seen[row.Record]; ok {
				t.Errorf("%s and %s are one record", was, name)
			}
			seen[row.Record] = name
		}
	}
}

func resolveTwice(t *testing.T, w *world) {
	rows := w.resolve(t, "a", "b", "a")
	if diff := cmp.Diff(rows[0], rows[2]); diff != "" || !rows[0].Fresh {
		t.Errorf("one ref twice in a call: %s", diff)
	}
}

func resolveAtOnce(t *testing.T, w *world) {
	const callers, calls, keys = 8, 10, 20
	var all sync.Map // key -> record
	var made sync.Map
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for n := range calls {
				names := make([]string, keys)
				for i := range names {
					names[i] = fmt.Sprint((i*(c+1) + n) % 50)
				}
				rows, err := w.Resolve(context.Background(), w.account, w.refs(names...))
				if err != nil {
					t.Errorf("resolve: %v", err)
					return
				}
				for i, row := range rows {
					if was, ok := all.LoadOrStore(names[i], row.Record); ok && was != row.Record {
						t.Errorf("%s is %v and %v", names[i], was, row.Record)
					}
					if !row.Fresh {
						continue
					}
					call := [2]int{c, n}
					if was, ok := made.LoadOrStore(row.Record, call); ok && was != call {
						t.Errorf("%s is fresh in two calls", names[i])
					}
				}
			}
		})
	}
	wg.Wait()
}

func findOnly(t *testing.T, w *world) {
	ctx := context.Background()
	made := w.resolve(t, "there")
	for range 2 {
		rows, found, err := w.Find(ctx, w.account, w.refs("not", "there"))
		w.ok(t, err)
		want := []vault.Row{{}, {Record: made[0].Record}}
		if diff := cmp.Diff(want, rows); diff != "" || found[0] || !found[1] {
			t.Errorf("found %v, rows (-want +got):\n%s", found, diff)
		}
	}
}

func lastObservation(t *testing.T, w *world) {
	ctx := context.Background()
	rows := w.resolve(t, "a", "b")
	if rows[0].LastEvent != uuid.Nil || rows[0].LastHash != (vault.Hash{}) {
		t.Errorf("a new record has a last observation: %+v", rows[0])
	}
	last := vault.Last{Record: rows[0].Record, Hash: vault.Hash{7}, Event: uuid.New()}
	w.ok(t, w.SetLast(ctx, w.account, []vault.Last{{Record: last.Record, Hash: vault.Hash{1}, Event: uuid.New()}}))
	w.ok(t, w.SetLast(ctx, w.account, []vault.Last{{Record: uuid.New(), Hash: vault.Hash{9}}, last}))
	for range 2 {
		got := w.resolve(t, "a", "b")
		want := []vault.Row{{Record: last.Record, LastHash: last.Hash, LastEvent: last.Event}, {Record: rows[1].Record}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		w.reopen(t)
	}
}

func origin(t *testing.T, w *world) {
	ctx := context.Background()
	refs := append(w.refs("ana@example.org", "\x00"), vault.Ref{Source: uuid.New(), Key: string(make([]byte, vault.MaxKeyBytes))})
	rows, err := w.Resolve(ctx, w.account, refs)
	w.ok(t, err)
	got, err := w.Origin(ctx, w.account, []uuid.UUID{rows[2].Record, rows[0].Record, rows[1].Record})
	w.ok(t, err)
	if diff := cmp.Diff([]vault.Ref{refs[2], refs[0], refs[1]}, got); diff != "" {
		t.Errorf("origin (-want +got):\n%s", diff)
	}
	_, err = w.Origin(ctx, w.account, []uuid.UUID{rows[0].Record, uuid.New()})
	wantErr(t, "origin of an unknown record", err, vault.ErrNoRecord)
}

func keysOfAllKinds(t *testing.T, w *world) {
	ctx := context.Background()
	datum := uuid.New()
	record := w.resolve(t, "a")[0].Record
	w.ok(t, w.MakeDatumKeys(ctx, w.account, []uuid.UUID{datum}, farAway))
	ids := []vault.KeyID{
		{Kind: vault.AccountKey, Account: w.account}, w.recordKey(record),
		{Kind: vault.DatumKey, Account: w.account, ID: datum}, {Kind: vault.AccountKey, Account: w.account},
	}
	first, err := w.Keys(ctx, ids)
	w.ok(t, err)
	for i, k := range first[:3] {
		if k.Erased || k.Bytes == [32]byte{} || k.Bytes == first[(i+1)%3].Bytes {
			t.Errorf("key of %s is no key of its own", ids[i].Kind)
		}
	}
	w.reopen(t)
	w.ok(t, w.OpenAccount(ctx, w.account))
	w.ok(t, w.MakeDatumKeys(ctx, w.account, []uuid.UUID{datum}, farAway.AddDate(1, 0, 0)))
	again, err := w.Keys(ctx, ids)
	w.ok(t, err)
	if !cmp.Equal(first, again) {
		t.Error("keys changed by reopening, or by making them again")
	}
}

func keyMissing(t *testing.T, w *world) {
	record := w.resolve(t, "a")[0].Record
	stranger := uuid.New()
	for name, id := range map[string]vault.KeyID{
		"record":                   w.recordKey(uuid.New()),
		"record of another":        {Kind: vault.RecordKey, Account: stranger, ID: record},
		"datum with a record's id": {Kind: vault.DatumKey, Account: w.account, ID: record},
		"account":                  {Kind: vault.AccountKey, Account: stranger},
	} {
		for range 2 {
			_, err := w.Keys(context.Background(), []vault.KeyID{w.recordKey(record), id})
			wantErr(t, name, err, vault.ErrKeyMissing)
			if of := keyError(err); of == nil || of.ID != id {
				t.Errorf("%s: got %v, want a KeyError that names it", name, err)
			}
		}
	}
}
