package pebblevault

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// The first byte of every key.
const (
	accountRow = 'a'
	recordRow  = 'r'
	hashRow    = 'h'
	lastRow    = 'l'
	datumRow   = 'q'
	expiryRow  = 'x'
	metaRow    = 'm'
)

// The states of a row with a key in it.
const (
	live   = 1
	erased = 2
)

const (
	idLen     = 16
	lastLen   = 32
	masterLen = 8
	expiryLen = 8
)

var errRow = fmt.Errorf("%w: a row does not decode", vault.ErrCorrupt)

// errErased: the row is a tombstone.
var errErased = errors.New("erased")

func accountKey(account uuid.UUID) []byte { return append([]byte{accountRow}, account[:]...) }

// rowKey is the key of a row of an account: kind, account, id or hash.
func rowKey(kind byte, account uuid.UUID, id [16]byte) []byte {
	k := make([]byte, 0, 1+2*idLen)
	k = append(k, kind)
	k = append(k, account[:]...)
	return append(k, id[:]...)
}

func metaKey(name string) []byte { return append([]byte{metaRow}, name...) }

func expiryKey(at time.Time, account, datum uuid.UUID) []byte {
	k := append(make([]byte, 0, 1+8+2*idLen), expiryRow)
	k = binary.BigEndian.AppendUint64(k, expiryOf(at))
	k = append(k, account[:]...)
	return append(k, datum[:]...)
}

// expiryOf keeps the order of times; what lies before 1970 has expired anyhow.
func expiryOf(t time.Time) uint64 { return uint64(max(t.UnixNano(), 0)) }

// datumOf reads an expiryKey.
func datumOf(key []byte) (account, datum uuid.UUID, err error) {
	if len(key) != 1+expiryLen+2*idLen {
		return account, datum, errRow
	}
	return uuid.UUID(key[9:25]), uuid.UUID(key[25:41]), nil
}

// after is the first key behind all that begin with prefix. No prefix here is
// all 0xff.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; ; i-- {
		end[i]++
		if end[i] != 0 {
			return end[:i+1]
		}
	}
}

// boxed takes a row with a state apart: skip bytes of something, then boxes.
func boxed(row []byte, skip int) (head, boxes []byte, err error) {
	switch {
	case len(row) == 1 && row[0] == erased:
		return nil, nil, errErased
	case len(row) < 1+skip+wrap.KeyBox || row[0] != live:
		return nil, nil, errRow
	}
	return row[1 : 1+skip], row[1+skip:], nil
}

// originOf reads what a record's origin box holds.
func originOf(clear []byte) (vault.Ref, error) {
	if len(clear) <= idLen {
		return vault.Ref{}, errRow
	}
	return vault.Ref{Source: uuid.UUID(clear[:idLen]), Key: string(clear[idLen:])}, nil
}

func originBytes(ref vault.Ref) []byte {
	return append(append(make([]byte, 0, idLen+len(ref.Key)), ref.Source[:]...), ref.Key...)
}
