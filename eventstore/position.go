package eventstore

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// Position is a place in the log: opaque and comparable. The zero value is
// before the first event. Differences mean nothing; projectors count events
// themselves.
type Position struct{ commit, prepare uint64 }

// Start is before every event, EndPosition after every event.
var (
	Start       = Position{}
	EndPosition = Position{math.MaxUint64, math.MaxUint64}
)

// MakePosition is for drivers: commit orders events, prepare breaks ties (0 in
// the embedded log).
func MakePosition(commit, prepare uint64) Position { return Position{commit, prepare} }

// Parts is for drivers: the numbers given to MakePosition.
func (p Position) Parts() (commit, prepare uint64) { return p.commit, p.prepare }

// IsZero tells whether p is Start.
func (p Position) IsZero() bool { return p == Position{} }

// Compare is negative when p lies before q, 0 when equal, else positive.
func (p Position) Compare(q Position) int {
	if c := cmp.Compare(p.commit, q.commit); c != 0 {
		return c
	}
	return cmp.Compare(p.prepare, q.prepare)
}

// Before tells whether p lies before q.
func (p Position) Before(q Position) bool { return p.Compare(q) < 0 }

// Bytes is the 16-byte form whose byte order is the order of positions.
func (p Position) Bytes() []byte {
	b := make([]byte, 16)
	binary.BigEndian.PutUint64(b, p.commit)
	binary.BigEndian.PutUint64(b[8:], p.prepare)
	return b
}

// String is the 32 hexadecimal digits of Bytes.
func (p Position) String() string { return hex.EncodeToString(p.Bytes()) }

// PositionFromBytes reverses Bytes.
func PositionFromBytes(b []byte) (Position, error) {
	if len(b) != 16 {
		return Position{}, fmt.Errorf("eventstore: a position has 16 bytes, not %d", len(b))
	}
	return Position{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}, nil
}

// ParsePosition reverses String.
func ParsePosition(s string) (Position, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return Position{}, fmt.Errorf("eventstore: %q is not a position: %w", s, err)
	}
	return PositionFromBytes(b)
}
