package pebblevault

import (
	"context"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

func checkRefs(refs []vault.Ref) error {
	for i, ref := range refs {
		if ref.Source == uuid.Nil || ref.Key == "" || len(ref.Key) > vault.MaxKeyBytes {
			return fmt.Errorf("%w: ref %d has no source, or a key of %d bytes", vault.ErrInvalid, i, len(ref.Key))
		}
	}
	return nil
}

func (v *Vault) hashes(account uuid.UUID, refs []vault.Ref) []vault.Hash {
	out := make([]vault.Hash, len(refs))
	for i, ref := range refs {
		out[i] = wrap.RefHash(v.secret, account, ref.Source, ref.Key)
	}
	return out
}

// find looks one hash up.
func find(from pebble.Reader, account uuid.UUID, hash vault.Hash) (vault.Row, bool, error) {
	stored, err := get(from, rowKey(hashRow, account, hash))
	if err != nil || stored == nil {
		return vault.Row{}, false, err
	}
	if len(stored) != idLen {
		return vault.Row{}, false, errRow
	}
	record := uuid.UUID(stored)
	if record == uuid.Nil {
		return vault.Row{Suppressed: true}, true, nil
	}
	row := vault.Row{Record: record}
	last, err := get(from, rowKey(lastRow, account, record))
	if err != nil || last == nil {
		return row, true, err
	}
	if len(last) != lastLen {
		return row, true, errRow
	}
	row.LastHash, row.LastEvent = vault.Hash(last[:16]), uuid.UUID(last[16:])
	return row, true, nil
}

// Find implements vault.Vault.
func (v *Vault) Find(ctx context.Context, account uuid.UUID, refs []vault.Ref) ([]vault.Row, []bool, error) {
	const op = "find"
	if !v.enter() {
		return nil, nil, closed(op)
	}
	defer v.leave()
	if err := checkRefs(refs); err != nil {
		return nil, nil, failed(op, account, err)
	}
	if _, err := v.holder(account); err != nil {
		return nil, nil, failed(op, account, err)
	}
	rows, found, err := v.lookUp(ctx, account, v.hashes(account, refs))
	return rows, found, failed(op, account, err)
}

// lookUp finds what is there and durable.
func (v *Vault) lookUp(ctx context.Context, account uuid.UUID, hashes []vault.Hash) ([]vault.Row, []bool, error) {
	rows, found := make([]vault.Row, len(hashes)), make([]bool, len(hashes))
	missed, era := v.rows.get(account, hashes, rows, found)
	if len(missed) == 0 {
		return rows, found, v.commits.failure()
	}
	for _, i := range missed {
		var err error
		if rows[i], found[i], err = find(v.db, account, hashes[i]); err != nil {
			return nil, nil, err
		}
	}
	if err := v.commits.settle(ctx); err != nil {
		return nil, nil, err
	}
	for _, i := range missed {
		if found[i] {
			v.rows.put(era, rowName{account, hashes[i]}, rows[i])
		}
	}
	return rows, found, nil
}

// newRecord is a record that is made unless another call was faster.
type newRecord struct {
	hash   vault.Hash
	record uuid.UUID
	key    [32]byte
	row    []byte
	at     []int // the refs that name it
}

// Resolve implements vault.Vault.
func (v *Vault) Resolve(ctx context.Context, account uuid.UUID, refs []vault.Ref) ([]vault.Row, error) {
	const op = "resolve"
	if !v.enter() {
		return nil, closed(op)
	}
	defer v.leave()
	if err := checkRefs(refs); err != nil {
		return nil, failed(op, account, err)
	}
	held, err := v.holder(account)
	if err != nil {
		return nil, failed(op, account, err)
	}
	hashes := v.hashes(account, refs)
	rows, found, err := v.lookUp(ctx, account, hashes)
	if err != nil {
		return nil, failed(op, account, err)
	}
	fresh, err := v.prepare(account, held, refs, hashes, found)
	if err != nil {
		return nil, failed(op, account, err)
	}
	if len(fresh) == 0 {
		return rows, nil
	}
	made, err := v.make(ctx, account, fresh)
	if err != nil {
		return nil, failed(op, account, err)
	}
	for n, f := range fresh {
		for _, i := range f.at {
			rows[i] = made[n]
		}
	}
	return rows, nil
}

// prepare makes ids, keys and rows outside the committer, one for each ref that
// was not found.
func (v *Vault) prepare(account uuid.UUID, held *holder, refs []vault.Ref, hashes []vault.Hash, found []bool) ([]*newRecord, error) {
	var fresh []*newRecord
	known := map[vault.Hash]*newRecord{}
	for i, ref := range refs {
		if found[i] {
			continue
		}
		if f := known[hashes[i]]; f != nil {
			f.at = append(f.at, i)
			continue
		}
		f := &newRecord{hash: hashes[i], at: []int{i}}
		var err error
		if f.record, err = uuid.NewRandomFromReader(v.random); err != nil {
			return nil, err
		}
		if f.key, err = wrap.NewKey(v.random); err != nil {
			return nil, err
		}
		own, err := wrap.NewBox(f.key)
		if err != nil {
			return nil, err
		}
		if f.row, err = held.box.Seal([]byte{live}, v.random, wrap.Record, account, f.record, f.key[:]); err != nil {
			return nil, err
		}
		if f.row, err = own.Seal(f.row, v.random, wrap.Origin, account, f.record, originBytes(ref)); err != nil {
			return nil, err
		}
		fresh, known[f.hash] = append(fresh, f), f
	}
	return fresh, nil
}

// make writes the records that are still not there.
func (v *Vault) make(ctx context.Context, account uuid.UUID, fresh []*newRecord) ([]vault.Row, error) {
	rows := make([]vault.Row, len(fresh))
	era := v.cache.now()
	err := v.commits.do(ctx, true, func(batch *pebble.Batch) error {
		if err := stillOpen(batch, account); err != nil {
			return err
		}
		there := make([]bool, len(fresh))
		for i, f := range fresh {
			var err error
			if rows[i], there[i], err = find(batch, account, f.hash); err != nil {
				return err
			}
		}
		for i, f := range fresh {
			if there[i] {
				continue
			}
			if err := batch.Set(rowKey(hashRow, account, f.hash), f.record[:], nil); err != nil {
				return err
			}
			if err := batch.Set(rowKey(recordRow, account, f.record), f.row, nil); err != nil {
				return err
			}
			rows[i] = vault.Row{Record: f.record, Fresh: true}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, f := range fresh {
		if rows[i].Fresh {
			v.cache.put(era, vault.KeyID{Kind: vault.RecordKey, Account: account, ID: f.record}, vault.Key{Bytes: f.key})
		}
	}
	return rows, nil
}

// SetLast implements vault.Vault.
func (v *Vault) SetLast(ctx context.Context, account uuid.UUID, last []vault.Last) error {
	const op = "set last"
	if !v.enter() {
		return closed(op)
	}
	defer v.leave()
	records := make([]uuid.UUID, len(last))
	for i := range last {
		records[i] = last[i].Record
	}
	err := v.commits.doThen(ctx, false, func(batch *pebble.Batch) error {
		if err := stillOpen(batch, account); err != nil {
			return err
		}
		for _, l := range last {
			row, err := get(batch, rowKey(recordRow, account, l.Record))
			if err != nil {
				return err
			}
			if len(row) == 0 || row[0] != live {
				continue
			}
			stored := append(append(make([]byte, 0, lastLen), l.Hash[:]...), l.Event[:]...)
			if err := batch.Set(rowKey(lastRow, account, l.Record), stored, nil); err != nil {
				return err
			}
		}
		return nil
	}, func() { v.rows.drop(records...) })
	return failed(op, account, err)
}
