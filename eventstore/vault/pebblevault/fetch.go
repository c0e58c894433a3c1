package pebblevault

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// Keys implements vault.Vault.
func (v *Vault) Keys(ctx context.Context, ids []vault.KeyID) ([]vault.Key, error) {
	if !v.enter() {
		return nil, closed("fetch keys")
	}
	defer v.leave()
	keys := make([]vault.Key, len(ids))
	missed, era := v.cache.get(ids, keys)
	for _, i := range missed {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		key, err := v.load(ids[i])
		if err != nil {
			return nil, &vault.KeyError{ID: ids[i], Err: err}
		}
		keys[i] = key
		v.cache.put(era, ids[i], key)
	}
	return keys, nil
}

// load reads and unwraps one key.
func (v *Vault) load(id vault.KeyID) (vault.Key, error) {
	held, err := v.holder(id.Account)
	switch {
	case errors.Is(err, vault.ErrAccountClosed):
		return vault.Key{Erased: true}, nil
	case errors.Is(err, vault.ErrNoAccount):
		return vault.Key{}, vault.ErrKeyMissing
	case err != nil:
		return vault.Key{}, err
	}
	switch id.Kind {
	case vault.AccountKey:
		return vault.Key{Bytes: held.key}, nil
	case vault.RecordKey:
		return v.loadUnder(held, id, recordRow, 0, wrap.Record)
	case vault.DatumKey:
		return v.loadUnder(held, id, datumRow, expiryLen, wrap.Datum)
	}
	return vault.Key{}, vault.ErrInvalid
}

func (v *Vault) loadUnder(held *holder, id vault.KeyID, kind byte, skip int, p wrap.Purpose) (vault.Key, error) {
	row, err := get(v.db, rowKey(kind, id.Account, id.ID))
	if err != nil {
		return vault.Key{}, err
	}
	if row == nil {
		return v.loadMissing(id.Account)
	}
	_, boxes, err := boxed(row, skip)
	if errors.Is(err, errErased) {
		return vault.Key{Erased: true}, nil
	}
	if err != nil {
		return vault.Key{}, err
	}
	key, err := held.box.OpenKey(p, id.Account, id.ID, boxes[:wrap.KeyBox])
	if err != nil {
		return vault.Key{}, joined(errRow, err)
	}
	return vault.Key{Bytes: key}, nil
}

// loadMissing: a key that is not there was erased if its account has closed in
// the meantime.
func (v *Vault) loadMissing(account uuid.UUID) (vault.Key, error) {
	row, err := get(v.db, accountKey(account))
	if err != nil {
		return vault.Key{}, err
	}
	if len(row) == 1 && row[0] == erased {
		return vault.Key{Erased: true}, nil
	}
	return vault.Key{}, vault.ErrKeyMissing
}

// Origin implements vault.Vault.
func (v *Vault) Origin(ctx context.Context, account uuid.UUID, records []uuid.UUID) ([]vault.Ref, error) {
	const op = "look up origin"
	if !v.enter() {
		return nil, closed(op)
	}
	defer v.leave()
	held, err := v.holder(account)
	if err != nil {
		return nil, failed(op, account, err)
	}
	refs := make([]vault.Ref, len(records))
	for i, record := range records {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row, err := get(v.db, rowKey(recordRow, account, record))
		if err == nil {
			refs[i], err = openOrigin(held, account, record, row)
		}
		if err != nil && !errors.Is(err, errErased) {
			return nil, failed(op, account, err)
		}
	}
	return refs, nil
}

// openOrigin reads the source and key in a record's row: ErrNoRecord, errErased.
func openOrigin(held *holder, account, record uuid.UUID, row []byte) (vault.Ref, error) {
	if row == nil {
		return vault.Ref{}, vault.ErrNoRecord
	}
	_, boxes, err := boxed(row, 0)
	if err != nil {
		return vault.Ref{}, err
	}
	key, err := held.box.OpenKey(wrap.Record, account, record, boxes[:wrap.KeyBox])
	if err != nil {
		return vault.Ref{}, joined(errRow, err)
	}
	own, err := wrap.NewBox(key)
	if err != nil {
		return vault.Ref{}, err
	}
	clear, err := own.Open(wrap.Origin, account, record, boxes[wrap.KeyBox:])
	if err != nil {
		return vault.Ref{}, joined(errRow, err)
	}
	return originOf(clear)
}

// Fingerprint implements vault.Vault.
func (v *Vault) Fingerprint(account uuid.UUID, data []byte) vault.Hash {
	return wrap.Fingerprint(v.secret, account, data)
}
