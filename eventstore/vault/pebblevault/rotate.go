package pebblevault

import (
	"bytes"
	"context"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// RotateMaster implements vault.Vault: one batch, so that a crash leaves the
// vault wrapped with one of the two.
func (v *Vault) RotateMaster(ctx context.Context, master vault.Master) error {
	const op = "rotate master key"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	if master == (vault.Master{}) {
		return failed(op, uuid.Nil, vault.ErrBadMaster)
	}
	err := v.commits.do(ctx, true, func(batch *pebble.Batch) error {
		rows, err := v.rewrap(batch, master)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := batch.Set(row.key, row.value, nil); err != nil {
				return err
			}
		}
		// Before the commit, because what follows it in this group needs the new
		// key. Should the commit fail, nothing is written any more.
		v.masters.use(master)
		return nil
	})
	if err != nil {
		return failed(op, uuid.Nil, err)
	}
	return v.compact(ctx, []span{ofKind(accountRow), ofKind(metaRow)})
}

type row struct{ key, value []byte }

// rewrap wraps the account keys and the secret with another master key.
func (v *Vault) rewrap(batch *pebble.Batch, master vault.Master) ([]row, error) {
	secret, err := v.wrapSecret(master, v.secret)
	if err != nil {
		return nil, err
	}
	rows := []row{{metaKey("secret"), secret}}
	s := ofKind(accountRow)
	it, err := batch.NewIter(&pebble.IterOptions{LowerBound: s.from, UpperBound: s.to})
	if err != nil {
		return nil, joined(vault.ErrCorrupt, err)
	}
	defer it.Close()
	for ok := it.First(); ok; ok = it.Next() {
		if len(it.Key()) != 1+idLen {
			return nil, errRow
		}
		if len(it.Value()) == 1 && it.Value()[0] == erased {
			continue
		}
		account := uuid.UUID(it.Key()[1:])
		held, err := v.openHolder(account, bytes.Clone(it.Value()))
		if err != nil {
			return nil, err
		}
		value, err := v.wrapAccount(master, account, held.key)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{accountKey(account), value})
	}
	if err := it.Error(); err != nil {
		return nil, joined(vault.ErrCorrupt, err)
	}
	return rows, nil
}

// MasterID implements vault.Vault.
func (v *Vault) MasterID() vault.MasterID { return v.masters.current().ID() }

// Checkpoint writes a copy of the vault, as of now, to a folder that must not
// exist. A back-up takes the log first and this after it. The copy opens with
// the same master key, which is not in it.
func (v *Vault) Checkpoint(dir string) error {
	if !v.enter() {
		return closed("copy")
	}
	defer v.leave()
	err := v.commits.unlessBroken(func() error { return v.db.Checkpoint(dir, pebble.WithFlushedWAL()) })
	if err != nil {
		return &vault.Error{Op: "copy", About: dir, Err: err}
	}
	return nil
}
