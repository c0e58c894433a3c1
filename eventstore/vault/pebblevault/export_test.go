package pebblevault

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// LateReader is a reader of keys that read a row before an erasure and comes to
// cache it after: whether the cache has the key then.
func LateReader(id vault.KeyID, erase func(drop func())) (bool, error) {
	c, err := newKeyCache(8)
	if err != nil {
		return false, err
	}
	_, era := c.get([]vault.KeyID{id}, make([]vault.Key, 1))
	erase(func() { c.drop(id) })
	c.put(era, id, vault.Key{Bytes: [32]byte{1}})
	missed, _ := c.get([]vault.KeyID{id}, make([]vault.Key, 1))
	return len(missed) == 0, nil
}

// LateRow is the same for a reader of rows.
func LateRow(account, record uuid.UUID, change func(drop func())) (bool, error) {
	c, err := newRowCache(8)
	if err != nil {
		return false, err
	}
	hashes := []vault.Hash{{1}}
	_, era := c.get(account, hashes, make([]vault.Row, 1), make([]bool, 1))
	change(func() { c.drop(record) })
	c.put(era, rowName{account, hashes[0]}, vault.Row{Record: record})
	missed, _ := c.get(account, hashes, make([]vault.Row, 1), make([]bool, 1))
	return len(missed) == 0, nil
}

// Stored is Find of one ref past the cache.
func (v *Vault) Stored(account uuid.UUID, ref vault.Ref) (vault.Row, error) {
	row, _, err := find(v.db, account, v.hashes(account, []vault.Ref{ref})[0])
	return row, err
}
