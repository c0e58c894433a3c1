package bitmap

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// pointKey names a contact point of an account by a digest, without its kind
// of key: account u32 | digest 16.
type pointKey [20]byte

func pointKeyOf(account uint32, p fold.Point) (k pointKey) {
	binary.BigEndian.PutUint32(k[:], account)
	sum := sha256.Sum256(append(append(make([]byte, 0, 64), byte(p.Kind)), p.Value...))
	copy(k[4:], sum[:])
	return k
}

func (k pointKey) account() uint32 { return binary.BigEndian.Uint32(k[:]) }

func (k pointKey) key(kind byte) []byte { return append([]byte{kind}, k[:]...) }

func (k pointKey) holder(record uint32) []byte {
	return binary.BigEndian.AppendUint32(append(append(make([]byte, 0, 25), keyHolder), k[:]...), record)
}

// holding is a contact point that a record has or says something of, with the
// newest that it says of each matter.
type holding struct {
	fold.Point
	said []fold.ContactStatement
}

// holdings lists the contact points of a record, in order.
func holdings(r *fold.Record, facts fold.Facts, f fold.Filter) []holding {
	var all []holding
	for i := range facts {
		if p, ok := fold.PointOf(facts[i]); ok {
			all = append(all, holding{Point: p})
		}
	}
	for _, s := range r.ContactStatements(f) {
		all = append(all, holding{s.Point, []fold.ContactStatement{s}})
	}
	slices.SortStableFunc(all, func(x, y holding) int { return comparePoints(x.Point, y.Point) })
	out := all[:0]
	for _, h := range all {
		if n := len(out); n > 0 && out[n-1].Point == h.Point {
			out[n-1].said = newestOf(out[n-1].said, h.said)
			continue
		}
		h.said = newestOf(nil, h.said)
		out = append(out, h)
	}
	return out
}

func comparePoints(x, y fold.Point) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), strings.Compare(x.Value, y.Value))
}

// newestOf keeps the newest statement of each matter, the matters in order.
func newestOf(kept, more []fold.ContactStatement) []fold.ContactStatement {
	for _, s := range more {
		if !decides(s.About) || s.Value == "" {
			continue
		}
		i, ok := slices.BinarySearchFunc(kept, s.About, func(k fold.ContactStatement, n category.Number) int { return int(k.About) - int(n) })
		switch {
		case !ok:
			kept = slices.Insert(slices.Clip(kept), i, s)
		case kept[i].Statement.Compare(s.Statement) < 0:
			kept = slices.Clone(kept)
			kept[i] = s
		}
	}
	return kept
}

// decides tells whether a statement about this has a part in a fold.Contact.
func decides(about category.Number) bool {
	const phoneType, doNotCall, doNotMail, emailOptIn, smsOptIn = 16, 17, 18, 19, 20
	switch about {
	case phoneType, doNotCall, doNotMail, emailOptIn, smsOptIn:
		return true
	}
	return false
}

func sameStatements(x, y []fold.ContactStatement) bool {
	return slices.EqualFunc(x, y, func(s, t fold.ContactStatement) bool {
		return s.About == t.About && s.Value == t.Value && s.Statement.Compare(t.Statement) == 0
	})
}

// Statements are stored as: about | value | event 16 | fact | occurred ns and
// recorded ns, 8 bytes each.
func appendStatements(b []byte, said []fold.ContactStatement) []byte {
	for i := range said {
		s := &said[i]
		b = appendText(binary.AppendUvarint(b, uint64(s.About)), s.Value)
		b = binary.AppendUvarint(append(b, s.Event[:]...), uint64(s.Fact)) //nolint:gosec // a place in a list
		b = binary.BigEndian.AppendUint64(b, uint64(s.OccurredAt.UnixNano()))
		b = binary.BigEndian.AppendUint64(b, uint64(s.RecordedAt.UnixNano()))
	}
	return b
}

func decodeStatements(b []byte) ([]fold.ContactStatement, error) {
	var out []fold.ContactStatement
	bad := fmt.Errorf("bitmap: %w: contact point", fold.ErrMalformed)
	for len(b) > 0 {
		about, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, bad
		}
		b = b[n:]
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return nil, bad
		}
		s := fold.ContactStatement{About: category.Number(about), Value: string(b[n : n+int(size)])} //nolint:gosec // checked
		b = b[n+int(size):]                                                                          //nolint:gosec // checked
		if len(b) < 16 {
			return nil, bad
		}
		s.Event, b = uuid.UUID(b[:16]), b[16:]
		fact, n := binary.Uvarint(b)
		if n <= 0 || len(b)-n < 16 {
			return nil, bad
		}
		s.Fact, b = int(fact), b[n:]                                             //nolint:gosec // as written
		s.OccurredAt = time.Unix(0, int64(binary.BigEndian.Uint64(b))).UTC()     //nolint:gosec // as written
		s.RecordedAt = time.Unix(0, int64(binary.BigEndian.Uint64(b[8:]))).UTC() //nolint:gosec // as written
		out, b = append(out, s), b[16:]
	}
	return out, nil
}
