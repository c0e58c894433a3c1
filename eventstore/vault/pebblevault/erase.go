package pebblevault

import (
	"bytes"
	"context"
	"errors"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/ledger"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// wholeAccount is the number of records from which an account's whole ranges
// are compacted rather than a range for each.
const wholeAccount = 64

// span is a range of rows to compact.
type span struct{ from, to []byte }

func one(key []byte) span      { return span{key, append(bytes.Clone(key), 0)} }
func under(prefix []byte) span { return span{prefix, after(prefix)} }
func ofKind(k byte) span       { return under([]byte{k}) }
func ofAccount(k byte, a uuid.UUID) span {
	return under(append([]byte{k}, a[:]...))
}

func (v *Vault) compact(ctx context.Context, spans []span) error {
	for _, s := range spans {
		err := v.commits.unlessBroken(func() error { return v.db.Compact(ctx, s.from, s.to, false) })
		if err != nil {
			return &vault.Error{Op: "compact", About: v.dir, Err: err,
				Hint: "the keys are erased, but their old bytes may still be on disk: erase again"}
		}
	}
	return nil
}

// lost is a record about to be erased.
type lost struct {
	record uuid.UUID
	hash   vault.Hash
}

// Erase implements vault.Vault.
func (v *Vault) Erase(ctx context.Context, account uuid.UUID, records []uuid.UUID, suppress bool) error {
	const op = "erase"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	held, err := v.holder(account)
	if err != nil {
		return failed(op, account, err)
	}
	var hashes []vault.Hash
	err = v.commits.doThen(ctx, true, func(batch *pebble.Batch) error {
		if err := stillOpen(batch, account); err != nil {
			return err
		}
		gone, err := v.lose(batch, held, account, records)
		if err != nil {
			return err
		}
		entries := make([]ledger.Entry, len(gone))
		for i, g := range gone {
			hashes = append(hashes, g.hash)
			entries[i] = ledger.Entry{Kind: ledger.Record, Account: account, ID: g.record}
			if suppress {
				entries[i].Hash = g.hash
			}
		}
		if err := v.ledger.Append(entries...); err != nil {
			return err
		}
		for _, e := range entries {
			if err := v.applyRecord(batch, held, e); err != nil {
				return err
			}
		}
		return nil
	}, func() { v.dropRecords(account, records) })
	if err != nil {
		return failed(op, account, err)
	}
	return v.compact(ctx, recordSpans(account, records, hashes))
}

// lose finds the hash of each record that is not yet erased, each once.
func (v *Vault) lose(from pebble.Reader, held *holder, account uuid.UUID, records []uuid.UUID) ([]lost, error) {
	var out []lost
	seen := make(map[uuid.UUID]bool, len(records))
	for _, record := range records {
		if seen[record] {
			continue
		}
		seen[record] = true
		row, err := get(from, rowKey(recordRow, account, record))
		if err != nil {
			return nil, err
		}
		ref, err := openOrigin(held, account, record, row)
		if errors.Is(err, errErased) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, lost{record, wrap.RefHash(v.secret, account, ref.Source, ref.Key)})
	}
	return out, nil
}

func (v *Vault) dropRecords(account uuid.UUID, records []uuid.UUID) {
	ids := make([]vault.KeyID, len(records))
	for i, record := range records {
		ids[i] = vault.KeyID{Kind: vault.RecordKey, Account: account, ID: record}
	}
	v.cache.drop(ids...)
	v.rows.drop(records...)
}

// recordSpans are the ranges in which erased records were. Those of an earlier
// erasure are among them, in case it was cut short before it compacted.
func recordSpans(account uuid.UUID, records []uuid.UUID, hashes []vault.Hash) []span {
	if len(records) >= wholeAccount {
		return []span{ofAccount(recordRow, account), ofAccount(hashRow, account), ofAccount(lastRow, account)}
	}
	var spans []span
	for _, record := range records {
		spans = append(spans, one(rowKey(recordRow, account, record)), one(rowKey(lastRow, account, record)))
	}
	for _, hash := range hashes {
		spans = append(spans, one(rowKey(hashRow, account, hash)))
	}
	return spans
}

// CloseAccount implements vault.Vault.
func (v *Vault) CloseAccount(ctx context.Context, account uuid.UUID) error {
	const op = "close account"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	err := v.commits.doThen(ctx, true, func(batch *pebble.Batch) error {
		err := stillOpen(batch, account)
		if errors.Is(err, vault.ErrAccountClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		e := ledger.Entry{Kind: ledger.Account, Account: account}
		if err := v.ledger.Append(e); err != nil {
			return err
		}
		return v.applyAccount(batch, e)
	}, func() { v.forget(account) })
	if err != nil {
		return failed(op, account, err)
	}
	return v.compact(ctx, accountSpans(account))
}

// forget drops all that is held in memory of an account.
func (v *Vault) forget(account uuid.UUID) {
	v.holders.drop(account)
	v.cache.dropAccount(account)
	v.rows.dropAccount(account)
}

func accountSpans(account uuid.UUID) []span {
	return []span{one(accountKey(account)), ofAccount(recordRow, account), ofAccount(hashRow, account),
		ofAccount(lastRow, account), ofAccount(datumRow, account)}
}
