package pebblevault_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

// TestFullDisk: at the first write that fails, that call and all later changes
// fail with a hint, what was known can still be read, and after opening again
// with room nothing acknowledged is lost.
func TestFullDisk(t *testing.T) {
	cases := []struct {
		name  string
		kinds []errorfs.OpKind
	}{
		{"no room", []errorfs.OpKind{errorfs.OpFileWrite, errorfs.OpFileWriteAt, errorfs.OpCreate}},
		{"no sync", []errorfs.OpKind{errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo}},
		{"no new files", []errorfs.OpKind{errorfs.OpCreate}},
		{"no removing", []errorfs.OpKind{errorfs.OpRemove}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var full errorfs.Toggle
			full.Injector = errorfs.InjectorFunc(func(op errorfs.Op) error {
				if slices.Contains(c.kinds, op.Kind) {
					return errFull
				}
				return nil
			})
			fillDisk(t, &full)
		})
	}
}

var errFull = errors.New("no space left on device")

func fillDisk(t *testing.T, full *errorfs.Toggle) {
	disk := vfs.NewMem()
	config := pebblevault.Config{Dir: "vault", FS: errorfs.Wrap(disk, full), Ledger: filepath.Join(t.TempDir(), "erasures"), Masters: []vault.Master{{1}}}
	v, err := pebblevault.Open(config)
	must(t, err)
	ctx := context.Background()
	account, source := uuid.New(), uuid.New()
	must(t, v.OpenAccount(ctx, account))
	known := map[string]uuid.UUID{}
	resolve := func(key string) error {
		rows, err := v.Resolve(ctx, account, []vault.Ref{{Source: source, Key: key}})
		if err == nil {
			known[key] = rows[0].Record
		}
		return err
	}
	for n := range 50 {
		must(t, resolve(fmt.Sprint(n)))
	}
	full.On()
	var failure error
	for n := 0; failure == nil && n < 100; n++ {
		failure = resolve(fmt.Sprint("late ", n))
		if failure == nil {
			failure = v.Erase(ctx, account, []uuid.UUID{known[fmt.Sprint("late ", n)]}, false)
			delete(known, fmt.Sprint("late ", n))
		}
	}
	var said *vault.Error
	if !errors.Is(failure, vault.ErrFailed) || !errors.As(failure, &said) || said.Hint == "" {
		t.Errorf("got %v, want ErrFailed with a hint", failure)
	}
	if err := resolve("later"); !errors.Is(err, vault.ErrFailed) {
		t.Errorf("a change after the failure: got %v, want ErrFailed", err)
	}
	if _, err := v.Keys(ctx, []vault.KeyID{{Kind: vault.RecordKey, Account: account, ID: known["7"]}}); err != nil {
		t.Errorf("reading after the failure: %v", err)
	}
	must(t, v.Close())
	full.Off()
	config.FS = disk
	again := open(t, config)
	for key, record := range known {
		rows, err := again.Resolve(ctx, account, []vault.Ref{{Source: source, Key: key}})
		must(t, err)
		if rows[0].Record != record {
			t.Errorf("%s is %s, was %s", key, rows[0].Record, record)
		}
	}
}
