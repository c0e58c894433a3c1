package pebblevault

import (
	"sync"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// rowName is what a record is looked up by.
type rowName struct {
	account uuid.UUID
	hash    vault.Hash
}

// rowCache keeps rows of records that are there: the same records come up again
// and again, and a look into the store costs more than all the rest of a
// look-up. It follows the rule of keyCache: what changes a row commits first,
// then drops it here and begins a new era, so that a row that was read before
// cannot come in after. Only durable rows are put in.
type rowCache struct {
	mu    sync.Mutex
	rows  *simplelru.LRU[rowName, vault.Row]
	names map[uuid.UUID]rowName // of the records in rows
	era   uint64
}

func newRowCache(size int) (*rowCache, error) {
	c := &rowCache{names: map[uuid.UUID]rowName{}}
	var err error
	c.rows, err = simplelru.NewLRU(size, func(_ rowName, row vault.Row) { delete(c.names, row.Record) })
	return c, err
}

// get fills in what is there and answers the indexes of what is not.
func (c *rowCache) get(account uuid.UUID, hashes []vault.Hash, rows []vault.Row, found []bool) (missed []int, era uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, hash := range hashes {
		if rows[i], found[i] = c.rows.Get(rowName{account, hash}); !found[i] {
			missed = append(missed, i)
		}
	}
	return missed, c.era
}

// put keeps a row; one that says that a record may not return is rare, and is
// read again.
func (c *rowCache) put(era uint64, name rowName, row vault.Row) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if era == c.era && !row.Suppressed {
		c.rows.Add(name, row)
		c.names[row.Record] = name
	}
}

// drop drops the rows of records that changed or are gone.
func (c *rowCache) drop(records ...uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	for _, record := range records {
		if name, ok := c.names[record]; ok {
			c.rows.Remove(name)
		}
	}
}

// dropAccount drops every row of an account.
func (c *rowCache) dropAccount(account uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	for _, name := range c.rows.Keys() {
		if name.account == account {
			c.rows.Remove(name)
		}
	}
}
