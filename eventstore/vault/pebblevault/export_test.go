package pebblevault

import "github.com/cerebro-cdp/cerebro/eventstore/vault"

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
