package pebblevault

import (
	"context"
	"errors"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// maxHolders bounds the accounts whose keys are held ready.
const maxHolders = 4096

// holder is an account's key, and the box its other keys are wrapped with.
type holder struct {
	key [32]byte
	box wrap.Box
}

// holders keeps the keys of accounts in use, by the rule of keyCache.
type holders struct {
	mu  sync.Mutex
	lru *simplelru.LRU[uuid.UUID, *holder]
	era uint64
}

func newHolders() (*holders, error) {
	lru, err := simplelru.NewLRU[uuid.UUID, *holder](maxHolders, nil)
	return &holders{lru: lru}, err
}

func (h *holders) get(account uuid.UUID) (*holder, uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held, _ := h.lru.Get(account)
	return held, h.era
}

func (h *holders) put(era uint64, account uuid.UUID, held *holder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if era == h.era {
		h.lru.Add(account, held)
	}
}

func (h *holders) drop(account uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.era++
	h.lru.Remove(account)
}

// get copies a row; nil when there is none.
func get(from pebble.Reader, key []byte) ([]byte, error) {
	row, done, err := from.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, joined(vault.ErrCorrupt, err)
	}
	row = append(make([]byte, 0, len(row)), row...)
	return row, done.Close()
}

// holder finds an account's key: ErrNoAccount, ErrAccountClosed.
func (v *Vault) holder(account uuid.UUID) (*holder, error) {
	held, era := v.holders.get(account)
	if held != nil {
		return held, nil
	}
	row, err := get(v.db, accountKey(account))
	if err != nil {
		return nil, err
	}
	held, err = v.openHolder(account, row)
	if err != nil {
		return nil, err
	}
	v.holders.put(era, account, held)
	return held, nil
}

// openHolder unwraps an account's row.
func (v *Vault) openHolder(account uuid.UUID, row []byte) (*holder, error) {
	if row == nil {
		return nil, vault.ErrNoAccount
	}
	head, box, err := boxed(row, masterLen)
	if errors.Is(err, errErased) {
		return nil, vault.ErrAccountClosed
	}
	if err != nil {
		return nil, err
	}
	master, ok := v.masters.named(vault.MasterID(head))
	if !ok {
		return nil, errRow
	}
	masterBox, err := wrap.NewBox(master)
	if err != nil {
		return nil, err
	}
	key, err := masterBox.OpenKey(wrap.Account, account, account, box)
	if err != nil {
		return nil, joined(errRow, err)
	}
	under, err := wrap.NewBox(wrap.Under(key))
	if err != nil {
		return nil, err
	}
	return &holder{key, under}, nil
}

// stillOpen is for changes: an account may have closed since it was looked up.
func stillOpen(batch *pebble.Batch, account uuid.UUID) error {
	row, err := get(batch, accountKey(account))
	switch {
	case err != nil:
		return err
	case row == nil:
		return vault.ErrNoAccount
	case row[0] == erased:
		return vault.ErrAccountClosed
	}
	return nil
}

// OpenAccount implements vault.Vault.
func (v *Vault) OpenAccount(ctx context.Context, account uuid.UUID) error {
	const op = "open account"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	if account == uuid.Nil {
		return failed(op, account, vault.ErrInvalid)
	}
	key, err := wrap.NewKey(v.random)
	if err != nil {
		return failed(op, account, err)
	}
	err = v.commits.do(ctx, true, func(batch *pebble.Batch) error {
		if err := stillOpen(batch, account); !errors.Is(err, vault.ErrNoAccount) {
			return err
		}
		row, err := v.wrapAccount(v.masters.current(), account, key)
		if err != nil {
			return err
		}
		return batch.Set(accountKey(account), row, nil)
	})
	return failed(op, account, err)
}

func (v *Vault) wrapAccount(master vault.Master, account uuid.UUID, key [32]byte) ([]byte, error) {
	box, err := wrap.NewBox(master)
	if err != nil {
		return nil, err
	}
	id := master.ID()
	return box.Seal(append([]byte{live}, id[:]...), v.random, wrap.Account, account, account, key[:])
}

func closed(op string) error { return &vault.Error{Op: op, Err: vault.ErrClosed} }

// failed wraps an error with what was done to which account.
func failed(op string, account uuid.UUID, err error) error {
	var whole *vault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &whole):
		return err
	}
	e := &vault.Error{Op: op, About: account.String(), Err: err}
	if errors.Is(err, vault.ErrCorrupt) {
		e.Hint = "restore the vault from a back-up"
	}
	return e
}
