package activity

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Cursor is a place in a timeline. The zero Cursor is no place.
type Cursor struct {
	OccurredAt time.Time
	Activity   uuid.UUID
}

// IsZero tells whether c is no place.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// Compare is negative when c is listed before d: newer, or of the same moment
// with a smaller id.
func (c Cursor) Compare(d Cursor) int {
	if order := d.OccurredAt.Compare(c.OccurredAt); order != 0 {
		return order
	}
	return bytes.Compare(c.Activity[:], d.Activity[:])
}

// String is an opaque token; "" for the zero Cursor.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(c.OccurredAt.UnixNano()))
	return base64.RawURLEncoding.EncodeToString(append(b, c.Activity[:]...))
}

// ParseCursor reverses String. The error wraps ErrInvalid.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != 24 {
		return Cursor{}, fmt.Errorf("activity: %w: not a cursor of a timeline", ErrInvalid)
	}
	at := time.Unix(0, int64(binary.BigEndian.Uint64(b))).UTC()
	return Cursor{at, uuid.UUID(b[8:])}, nil
}
