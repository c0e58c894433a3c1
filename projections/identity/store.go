package identity

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// The tables of the store; see the package comment.
const (
	tableCheckpoint  = 'c'
	tableRecord      = 'r'
	tableRecordID    = 'i'
	tableProfile     = 'p'
	tableDecision    = 'd'
	tableMerge       = 'm'
	tableReview      = 'v'
	tableAccount     = 'g'
	tableObservation = 'o'
	tableDirectory   = 'e'
)

func key(table byte, parts ...[]byte) []byte {
	k := []byte{table}
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

func ordinalKey(table byte, account uuid.UUID, n fold.Ordinal) []byte {
	return binary.BigEndian.AppendUint32(key(table, account[:]), uint32(n))
}

func idKey(table byte, account, id uuid.UUID) []byte { return key(table, account[:], id[:]) }

// decisionRow is a person's decision in force.
type decisionRow struct {
	Apart bool        `cbor:"1,keyasint"` // otherwise a merge
	A     []uuid.UUID `cbor:"2,keyasint"`
	B     []uuid.UUID `cbor:"3,keyasint"`
}

// mergeRow is what a merge joined.
type mergeRow struct {
	A        []uuid.UUID `cbor:"1,keyasint"`
	B        []uuid.UUID `cbor:"2,keyasint"`
	Decision uuid.UUID   `cbor:"3,keyasint,omitzero"`
}

// accountRow is what is kept of an account as a whole.
type accountRow struct {
	Revision int64     `cbor:"1,keyasint"` // of the identity stream; -1 = no event yet
	Pending  [][]byte  `cbor:"2,keyasint,omitempty"`
	Done     uuid.UUID `cbor:"3,keyasint,omitzero"`
	Position []byte    `cbor:"4,keyasint,omitempty"` // of its last event
}

// reviewRow is an open proposal.
type reviewRow struct {
	A    uuid.UUID `cbor:"1,keyasint"`
	B    uuid.UUID `cbor:"2,keyasint"`
	Why  string    `cbor:"3,keyasint"`
	Bits int32     `cbor:"4,keyasint"`
	At   int64     `cbor:"5,keyasint"` // Unix milliseconds
}

// store is the pebble below, with rows as CBOR.
type store struct{ db *pebble.DB }

// get reads a row; false when there is none.
func (s store) get(r pebble.Reader, k []byte, into any) (bool, error) {
	b, closer, err := r.Get(k)
	if errors.Is(err, pebble.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer closer.Close()
	if err := cbor.Unmarshal(b, into); err != nil {
		return false, fmt.Errorf("identity: row %x: %w", k[:1], err)
	}
	return true, nil
}

func put(b *pebble.Batch, k []byte, row any) error {
	v, err := cbor.Marshal(row)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return b.Set(k, v, nil)
}

// scan calls f with every row under a prefix, in key order. Key and value are
// valid during the call only.
func (s store) scan(prefix []byte, f func(k, v []byte) error) error {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: after(prefix)})
	if err != nil {
		return err
	}
	for ok := it.First(); ok; ok = it.Next() {
		v, err := it.ValueAndErr()
		if err == nil {
			err = f(it.Key(), v)
		}
		if err != nil {
			return errors.Join(err, it.Close())
		}
	}
	return it.Close()
}

// after is the first key behind all that begin with prefix.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// recordRow is a record as it is stored: id, source, folded state.
func encodeRecord(r *fold.Record) []byte {
	b := append(append([]byte{}, r.ID[:]...), r.Source[:]...)
	return r.AppendBinary(b)
}

func decodeRecord(account uuid.UUID, b []byte) (*fold.Record, error) {
	if len(b) < 32 {
		return nil, fmt.Errorf("identity: %w: a record of %d bytes", fold.ErrMalformed, len(b))
	}
	return fold.DecodeRecord(uuid.UUID(b[:16]), account, uuid.UUID(b[16:32]), append([]byte(nil), b[32:]...))
}
