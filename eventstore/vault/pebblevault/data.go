package pebblevault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/ledger"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// expireChunk is how many data expire in one commit.
const expireChunk = 1000

// MakeDatumKeys implements vault.Vault.
func (v *Vault) MakeDatumKeys(ctx context.Context, account uuid.UUID, data []uuid.UUID, expires time.Time) error {
	const op = "make datum keys"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	if expires.Before(time.Unix(0, 0)) || expires.Year() > 2261 {
		return failed(op, account, fmt.Errorf("%w: an expiry before 1970 or after 2261", vault.ErrInvalid))
	}
	held, err := v.holder(account)
	if err != nil {
		return failed(op, account, err)
	}
	rows := make([][]byte, len(data))
	for i, datum := range data {
		key, err := wrap.NewKey(v.random)
		if err != nil {
			return failed(op, account, err)
		}
		head := append([]byte{live}, expiryKey(expires, account, datum)[1:1+expiryLen]...)
		if rows[i], err = held.box.Seal(head, v.random, wrap.Datum, account, datum, key[:]); err != nil {
			return failed(op, account, err)
		}
	}
	err = v.commits.do(ctx, true, func(batch *pebble.Batch) error {
		if err := stillOpen(batch, account); err != nil {
			return err
		}
		for i, datum := range data {
			key := rowKey(datumRow, account, datum)
			there, err := get(batch, key)
			if err != nil {
				return err
			}
			if there != nil {
				continue
			}
			if err := errors.Join(batch.Set(key, rows[i], nil), batch.Set(expiryKey(expires, account, datum), nil, nil)); err != nil {
				return err
			}
		}
		return nil
	})
	return failed(op, account, err)
}

// EraseData implements vault.Vault.
func (v *Vault) EraseData(ctx context.Context, account uuid.UUID, data []uuid.UUID) error {
	const op = "erase data"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	err := v.commits.do(ctx, true, func(batch *pebble.Batch) error {
		if err := stillOpen(batch, account); err != nil {
			return err
		}
		var entries []ledger.Entry
		for _, datum := range data {
			row, err := get(batch, rowKey(datumRow, account, datum))
			if err != nil {
				return err
			}
			if row == nil {
				return vault.ErrNoRecord
			}
			if row[0] == live {
				entries = append(entries, ledger.Entry{Kind: ledger.Datum, Account: account, ID: datum})
			}
		}
		if err := v.ledger.Append(entries...); err != nil {
			return err
		}
		for _, e := range entries {
			if err := v.applyDatum(batch, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return failed(op, account, err)
	}
	ids := make([]vault.KeyID, len(data))
	spans := make([]span, len(data))
	for i, datum := range data {
		ids[i] = vault.KeyID{Kind: vault.DatumKey, Account: account, ID: datum}
		spans[i] = one(rowKey(datumRow, account, datum))
	}
	v.cache.drop(ids...)
	return v.compact(ctx, spans)
}

// ExpireData implements vault.Vault. What expires is not in the ledger: it
// expires from a restored vault as well.
func (v *Vault) ExpireData(ctx context.Context, now time.Time) (int, error) {
	const op = "expire data"
	if !v.enter() {
		return 0, closed(op)
	}
	defer v.leave()
	total := 0
	for {
		var ids []vault.KeyID
		var more bool
		err := v.commits.do(ctx, true, func(batch *pebble.Batch) error {
			var err error
			ids, more, err = expire(batch, now)
			return err
		})
		if err != nil {
			return total, failed(op, uuid.Nil, err)
		}
		v.cache.drop(ids...)
		if total += len(ids); !more {
			break
		}
	}
	if total == 0 {
		return 0, nil
	}
	return total, v.compact(ctx, []span{ofKind(datumRow), ofKind(expiryRow)})
}

// expire takes the keys of up to expireChunk data away.
func expire(batch *pebble.Batch, now time.Time) (ids []vault.KeyID, more bool, err error) {
	it, err := batch.NewIter(&pebble.IterOptions{LowerBound: []byte{expiryRow}, UpperBound: expiryKey(now.Add(1), uuid.Nil, uuid.Nil)})
	if err != nil {
		return nil, false, joined(vault.ErrCorrupt, err)
	}
	var done [][]byte
	for ok := it.First(); ok; ok = it.Next() {
		if len(done) == expireChunk {
			more = true
			break
		}
		account, datum, err := datumOf(it.Key())
		if err != nil {
			return nil, false, errors.Join(err, it.Close())
		}
		done = append(done, append([]byte(nil), it.Key()...))
		row, err := get(batch, rowKey(datumRow, account, datum))
		if err != nil {
			return nil, false, errors.Join(err, it.Close())
		}
		if len(row) > 0 && row[0] == live {
			ids = append(ids, vault.KeyID{Kind: vault.DatumKey, Account: account, ID: datum})
		}
	}
	if err := it.Close(); err != nil {
		return nil, false, joined(vault.ErrCorrupt, err)
	}
	for _, key := range done {
		if err := batch.Delete(key, nil); err != nil {
			return nil, false, err
		}
	}
	for _, id := range ids {
		if err := batch.Set(rowKey(datumRow, id.Account, id.ID), []byte{erased}, nil); err != nil {
			return nil, false, err
		}
	}
	return ids, more, nil
}
