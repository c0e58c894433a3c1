package vaulttest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// model is what a vault should know of one account.
type model struct {
	record     map[string]uuid.UUID // by key
	last       map[uuid.UUID]vault.Hash
	suppressed map[string]bool
	keys       map[uuid.UUID][32]byte // all live keys ever seen
	erased     map[uuid.UUID]bool
}

// randomHistories runs random calls and reopenings, each history in an account
// of its own, and compares every answer with the model.
func randomHistories(t *testing.T, w *world) {
	rapid.Check(t, func(rt *rapid.T) {
		w.account = uuid.New()
		if err := w.OpenAccount(context.Background(), w.account); err != nil {
			rt.Fatal(err)
		}
		m := &model{map[string]uuid.UUID{}, map[uuid.UUID]vault.Hash{}, map[string]bool{}, map[uuid.UUID][32]byte{}, map[uuid.UUID]bool{}}
		name := rapid.Map(rapid.IntRange(0, 6), func(i int) string { return fmt.Sprint("key ", i) })
		rt.Repeat(map[string]func(*rapid.T){
			"resolve": func(rt *rapid.T) { m.resolve(rt, w, rapid.SliceOfN(name, 1, 5).Draw(rt, "keys")) },
			"last":    func(rt *rapid.T) { m.setLast(rt, w, name.Draw(rt, "key"), rapid.Byte().Draw(rt, "hash")) },
			"erase":   func(rt *rapid.T) { m.erase(rt, w, name.Draw(rt, "key"), rapid.Bool().Draw(rt, "suppress")) },
			"reopen": func(rt *rapid.T) {
				if rapid.IntRange(0, 9).Draw(rt, "really") == 0 {
					w.reopen(t)
				}
			},
			"": func(rt *rapid.T) { m.checkKeys(rt, w) },
		})
	})
}

func (m *model) resolve(t failer, w *world, keys []string) {
	rows := w.resolve(t, keys...)
	first := map[string]bool{}
	for i, key := range keys {
		row := rows[i]
		if row.Suppressed != m.suppressed[key] {
			t.Fatalf("%s: got suppressed %v, want %v", key, row.Suppressed, m.suppressed[key])
		}
		if row.Suppressed {
			continue
		}
		was, known := m.record[key]
		if known && was != row.Record {
			t.Fatalf("%s: got record %s, want %s", key, row.Record, was)
		}
		if row.Fresh != (!known || first[key]) {
			t.Fatalf("%s: got fresh %v, known before: %v", key, row.Fresh, known)
		}
		if row.LastHash != m.last[row.Record] {
			t.Fatalf("%s: got last %x, want %x", key, row.LastHash, m.last[row.Record])
		}
		if !known {
			m.record[key], first[key] = row.Record, true
		}
	}
}

func (m *model) setLast(t failer, w *world, key string, hash byte) {
	record, ok := m.record[key]
	if !ok {
		return
	}
	w.ok(t, w.SetLast(context.Background(), w.account, []vault.Last{{Record: record, Hash: vault.Hash{hash}, Event: record}}))
	m.last[record] = vault.Hash{hash}
}

func (m *model) erase(t failer, w *world, key string, suppress bool) {
	record, ok := m.record[key]
	if !ok {
		return
	}
	w.ok(t, w.Erase(context.Background(), w.account, []uuid.UUID{record}, suppress))
	delete(m.record, key)
	delete(m.keys, record)
	m.erased[record], m.suppressed[key] = true, suppress
}

func (m *model) checkKeys(t failer, w *world) {
	for _, record := range m.record {
		key := w.key(t, w.recordKey(record))
		was, seen := m.keys[record]
		if key.Erased || (seen && was != key.Bytes) {
			t.Fatalf("record %s: its key is erased or another one", record)
		}
		m.keys[record] = key.Bytes
	}
	for record := range m.erased {
		w.wantErased(t, w.recordKey(record))
	}
}
