package pebblevault

import (
	"context"
	"errors"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/ledger"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// reapplyChunk is how many entries of the ledger are looked at in one change.
const reapplyChunk = 1000

// openLedger opens the ledger and erases what stands in it and is still there:
// after a restore, or after a crash between ledger and vault.
func (v *Vault) openLedger(path string) error {
	var pending []ledger.Entry
	var spans []span
	flush := func() error {
		done, err := v.reapply(pending)
		pending, spans = pending[:0], append(spans, done...)
		return err
	}
	l, err := ledger.Open(path, func(e ledger.Entry) error {
		if pending = append(pending, e); len(pending) < reapplyChunk {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	v.ledger = l
	if err := flush(); err != nil {
		return err
	}
	if len(spans) > wholeAccount {
		spans = []span{ofKind(accountRow), ofKind(recordRow), ofKind(hashRow), ofKind(lastRow), ofKind(datumRow)}
	}
	return v.compact(context.Background(), spans)
}

// reapply erases again; the spans are of what was still there.
func (v *Vault) reapply(entries []ledger.Entry) ([]span, error) {
	var spans []span
	err := v.commits.do(context.Background(), true, func(batch *pebble.Batch) error {
		for _, e := range entries {
			there, err := v.stands(batch, e)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			done, err := v.reapplyOne(batch, e)
			if err != nil {
				return err
			}
			spans = append(spans, done...)
		}
		return nil
	})
	return spans, err
}

// stands tells whether an entry is not yet carried out. Of an account this vault
// has never seen, because the back-up is older, the keys are not there either;
// the tombstone is written all the same.
func (v *Vault) stands(from pebble.Reader, e ledger.Entry) (bool, error) {
	account, err := get(from, accountKey(e.Account))
	if err != nil {
		return false, err
	}
	if len(account) == 1 && account[0] == erased {
		return false, nil
	}
	var key []byte
	switch e.Kind {
	case ledger.Record:
		key = rowKey(recordRow, e.Account, e.ID)
	case ledger.Datum:
		key = rowKey(datumRow, e.Account, e.ID)
	default:
		return true, nil
	}
	row, err := get(from, key)
	return err == nil && (len(row) != 1 || row[0] != erased), err
}

func (v *Vault) reapplyOne(batch *pebble.Batch, e ledger.Entry) ([]span, error) {
	switch e.Kind {
	case ledger.Account:
		return accountSpans(e.Account), v.applyAccount(batch, e)
	case ledger.Datum:
		return []span{one(rowKey(datumRow, e.Account, e.ID))}, v.applyDatum(batch, e)
	}
	var held *holder
	row, err := get(batch, accountKey(e.Account))
	if err == nil {
		held, err = v.openHolder(e.Account, row)
	}
	if err != nil && !errors.Is(err, vault.ErrNoAccount) {
		return nil, err
	}
	spans := []span{one(rowKey(recordRow, e.Account, e.ID)), one(rowKey(lastRow, e.Account, e.ID))}
	if e.Hash != (vault.Hash{}) {
		spans = append(spans, one(rowKey(hashRow, e.Account, e.Hash)))
	}
	return spans, v.applyRecord(batch, held, e)
}

// applyRecord puts a record's tombstone. held is nil when the vault has no such
// account: then there is no hash row to take away.
func (v *Vault) applyRecord(batch *pebble.Batch, held *holder, e ledger.Entry) error {
	key := rowKey(recordRow, e.Account, e.ID)
	row, err := get(batch, key)
	if err != nil {
		return err
	}
	if held != nil && row != nil {
		ref, err := openOrigin(held, e.Account, e.ID, row)
		if err != nil {
			return err
		}
		hash := rowKey(hashRow, e.Account, wrap.RefHash(v.secret, e.Account, ref.Source, ref.Key))
		if err := batch.Delete(hash, nil); err != nil {
			return err
		}
	}
	if e.Hash != (vault.Hash{}) {
		if err := batch.Set(rowKey(hashRow, e.Account, e.Hash), make([]byte, idLen), nil); err != nil {
			return err
		}
	}
	return errors.Join(batch.Delete(rowKey(lastRow, e.Account, e.ID), nil), batch.Set(key, []byte{erased}, nil))
}

func (v *Vault) applyDatum(batch *pebble.Batch, e ledger.Entry) error {
	return batch.Set(rowKey(datumRow, e.Account, e.ID), []byte{erased}, nil)
}

func (v *Vault) applyAccount(batch *pebble.Batch, e ledger.Entry) error {
	for _, kind := range []byte{recordRow, hashRow, lastRow, datumRow} {
		s := ofAccount(kind, e.Account)
		if err := batch.DeleteRange(s.from, s.to, nil); err != nil {
			return err
		}
	}
	return batch.Set(accountKey(e.Account), []byte{erased}, nil)
}
