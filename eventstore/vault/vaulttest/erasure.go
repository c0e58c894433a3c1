package vaulttest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// farAway is an expiry that no test reaches.
var farAway = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

func keyError(err error) *vault.KeyError {
	var of *vault.KeyError
	errors.As(err, &of)
	return of
}

func eraseSuppress(t *testing.T, w *world) {
	ctx := context.Background()
	rows := w.resolve(t, "gone", "stays")
	gone, stays := rows[0].Record, rows[1].Record
	w.ok(t, w.SetLast(ctx, w.account, []vault.Last{{Record: gone, Hash: vault.Hash{1}, Event: uuid.New()}}))
	kept := w.key(t, w.recordKey(stays))
	w.ok(t, w.Erase(ctx, w.account, []uuid.UUID{gone, gone}, true))
	for range 2 {
		w.wantErased(t, w.recordKey(gone))
		want := []vault.Row{{Suppressed: true}, {Record: stays}}
		if diff := cmp.Diff(want, w.resolve(t, "gone", "stays")); diff != "" {
			t.Errorf("resolve (-want +got):\n%s", diff)
		}
		rows, found, err := w.Find(ctx, w.account, w.refs("gone"))
		w.ok(t, err)
		if !found[0] || !rows[0].Suppressed {
			t.Errorf("find: got %+v, %v, want it suppressed", rows[0], found[0])
		}
		refs, err := w.Origin(ctx, w.account, []uuid.UUID{gone})
		w.ok(t, err)
		if refs[0] != (vault.Ref{}) {
			t.Errorf("origin of an erased record: %+v", refs[0])
		}
		if w.key(t, w.recordKey(stays)) != kept {
			t.Error("the key of another record changed")
		}
		w.ok(t, w.SetLast(ctx, w.account, []vault.Last{{Record: gone, Hash: vault.Hash{1}, Event: uuid.New()}}))
		w.reopen(t)
		w.ok(t, w.Erase(ctx, w.account, []uuid.UUID{gone}, true))
	}
}

func eraseAllow(t *testing.T, w *world) {
	ctx := context.Background()
	old := w.resolve(t, "back")[0].Record
	w.ok(t, w.SetLast(ctx, w.account, []vault.Last{{Record: old, Hash: vault.Hash{1}, Event: uuid.New()}}))
	w.ok(t, w.Erase(ctx, w.account, []uuid.UUID{old}, false))
	again := w.resolve(t, "back")[0]
	if again.Record == old || !again.Fresh || again.Suppressed || again.LastHash != (vault.Hash{}) {
		t.Fatalf("got %+v, want a new record without a past", again)
	}
	// Erasing the old record again must not touch the one that came after it.
	w.ok(t, w.Erase(ctx, w.account, []uuid.UUID{old}, true))
	w.reopen(t)
	if got := w.resolve(t, "back")[0]; got.Record != again.Record {
		t.Errorf("got %+v, want the record made after the erasure, %s", got, again.Record)
	}
	w.wantErased(t, w.recordKey(old))
	if w.key(t, w.recordKey(again.Record)).Erased {
		t.Error("the new record is erased too")
	}
}

func eraseUnknown(t *testing.T, w *world) {
	ctx := context.Background()
	record := w.resolve(t, "a")[0].Record
	err := w.Erase(ctx, w.account, []uuid.UUID{record, uuid.New()}, true)
	wantErr(t, "erase an unknown record", err, vault.ErrNoRecord)
	if w.key(t, w.recordKey(record)).Erased {
		t.Error("a record was erased by a call that failed")
	}
	w.ok(t, w.Erase(ctx, w.account, nil, true))
}

// eraseWhileReading: whatever a reader holds, after Erase returned the key is
// erased for everybody.
func eraseWhileReading(t *testing.T, w *world) {
	ctx := context.Background()
	const n = 30
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	rows := w.resolve(t, names...)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := w.Keys(ctx, []vault.KeyID{w.recordKey(rows[i%n].Record)}); err != nil {
					t.Errorf("read: %v", err)
					return
				}
			}
		})
	}
	for _, row := range rows {
		w.ok(t, w.Erase(ctx, w.account, []uuid.UUID{row.Record}, true))
		w.wantErased(t, w.recordKey(row.Record))
	}
	close(stop)
	wg.Wait()
	for _, row := range rows {
		w.wantErased(t, w.recordKey(row.Record))
	}
}

func (w *world) datumKey(datum uuid.UUID) vault.KeyID {
	return vault.KeyID{Kind: vault.DatumKey, Account: w.account, ID: datum}
}

func dataExpire(t *testing.T, w *world) {
	ctx := context.Background()
	now := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	soon, late := uuid.New(), uuid.New()
	w.ok(t, w.MakeDatumKeys(ctx, w.account, []uuid.UUID{soon}, now))
	w.ok(t, w.MakeDatumKeys(ctx, w.account, []uuid.UUID{late}, now.Add(time.Nanosecond)))
	for _, step := range []struct {
		at   time.Time
		want int
	}{{now.Add(-time.Nanosecond), 0}, {now, 1}, {now, 0}} {
		n, err := w.ExpireData(ctx, step.at)
		w.ok(t, err)
		if n != step.want {
			t.Errorf("at %s: got %d expired, want %d", step.at, n, step.want)
		}
	}
	w.ok(t, w.MakeDatumKeys(ctx, w.account, []uuid.UUID{soon}, farAway))
	w.reopen(t)
	w.wantErased(t, w.datumKey(soon))
	if w.key(t, w.datumKey(late)).Erased {
		t.Error("a datum expired too soon")
	}
	many := make([]uuid.UUID, 2500)
	for i := range many {
		many[i] = uuid.New()
	}
	w.ok(t, w.MakeDatumKeys(ctx, w.account, many, now))
	n, err := w.ExpireData(ctx, now.AddDate(1, 0, 0))
	w.ok(t, err)
	if n != len(many)+1 {
		t.Errorf("got %d expired, want %d", n, len(many)+1)
	}
}

func dataErased(t *testing.T, w *world) {
	ctx := context.Background()
	data := []uuid.UUID{uuid.New(), uuid.New()}
	w.ok(t, w.MakeDatumKeys(ctx, w.account, data, farAway))
	w.ok(t, w.EraseData(ctx, w.account, data[:1]))
	w.ok(t, w.EraseData(ctx, w.account, data[:1]))
	wantErr(t, "erase an unknown datum", w.EraseData(ctx, w.account, []uuid.UUID{data[1], uuid.New()}), vault.ErrNoRecord)
	w.reopen(t)
	w.wantErased(t, w.datumKey(data[0]))
	if w.key(t, w.datumKey(data[1])).Erased {
		t.Error("a datum was erased by a call that failed")
	}
}

func closeAccount(t *testing.T, w *world) {
	ctx := context.Background()
	datum, other := uuid.New(), uuid.New()
	record := w.resolve(t, "a")[0].Record
	w.ok(t, w.MakeDatumKeys(ctx, w.account, []uuid.UUID{datum}, time.Unix(1000, 0)))
	w.ok(t, w.OpenAccount(ctx, other))
	rows, err := w.Resolve(ctx, other, w.refs("a"))
	w.ok(t, err)
	w.ok(t, w.CloseAccount(ctx, w.account))
	w.ok(t, w.CloseAccount(ctx, w.account))
	for range 2 {
		w.wantErased(t, vault.KeyID{Kind: vault.AccountKey, Account: w.account}, w.recordKey(record), w.datumKey(datum), w.recordKey(uuid.New()))
		if w.key(t, vault.KeyID{Kind: vault.RecordKey, Account: other, ID: rows[0].Record}).Erased {
			t.Error("a record of another account is erased")
		}
		_, err := w.Resolve(ctx, w.account, w.refs("a"))
		wantErr(t, "resolve", err, vault.ErrAccountClosed)
		wantErr(t, "open", w.OpenAccount(ctx, w.account), vault.ErrAccountClosed)
		wantErr(t, "erase", w.Erase(ctx, w.account, []uuid.UUID{record}, true), vault.ErrAccountClosed)
		wantErr(t, "set last", w.SetLast(ctx, w.account, nil), vault.ErrAccountClosed)
		wantErr(t, "make datum keys", w.MakeDatumKeys(ctx, w.account, []uuid.UUID{datum}, farAway), vault.ErrAccountClosed)
		w.reopen(t)
	}
	n, err := w.ExpireData(ctx, time.Unix(2000, 0))
	w.ok(t, err)
	if n != 0 {
		t.Errorf("got %d expired of a closed account, want 0", n)
	}
	wantErr(t, "close an unknown account", w.CloseAccount(ctx, uuid.New()), vault.ErrNoAccount)
}
