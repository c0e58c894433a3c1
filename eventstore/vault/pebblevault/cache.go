package pebblevault

import (
	"sync"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// keyCache keeps unwrapped keys. A reader that missed notes the era, loads the
// row and puts it back under that era; an erasure commits its tombstone, then
// drops the key and begins a new era. So a row that was read before the
// tombstone cannot come in after it.
type keyCache struct {
	mu  sync.Mutex
	lru *simplelru.LRU[vault.KeyID, vault.Key]
	era uint64
}

func newKeyCache(size int) (*keyCache, error) {
	lru, err := simplelru.NewLRU[vault.KeyID, vault.Key](size, nil)
	return &keyCache{lru: lru}, err
}

// get fills in what is there and answers the indexes of what is not.
func (c *keyCache) get(ids []vault.KeyID, keys []vault.Key) (missed []int, era uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, id := range ids {
		key, ok := c.lru.Get(id)
		if !ok {
			missed = append(missed, i)
			continue
		}
		keys[i] = key
	}
	return missed, c.era
}

func (c *keyCache) now() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.era
}

func (c *keyCache) put(era uint64, id vault.KeyID, key vault.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if era == c.era {
		c.lru.Add(id, key)
	}
}

func (c *keyCache) drop(ids ...vault.KeyID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	for _, id := range ids {
		c.lru.Remove(id)
	}
}

// dropAccount drops every key of an account.
func (c *keyCache) dropAccount(account uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	for _, id := range c.lru.Keys() {
		if id.Account == account {
			c.lru.Remove(id)
		}
	}
}
