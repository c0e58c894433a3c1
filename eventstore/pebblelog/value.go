package pebblelog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// An event's value:
//
//	bytes    what
//	4        CRC32C of the commit (8 bytes) and of all that follows, little endian
//	1        layout of this value, 1
//	16       event id
//	8        created, 100 ns since 1970 UTC, big endian
//	varint   revision
//	varint+  stream, then type, then metadata: each its length and its bytes
//	rest     data
//
// The commit goes into the checksum so that a value under a wrong key shows.
const (
	valueLayout    = 1
	valueFixedLen  = 4 + 1 + 16 + 8
	createdStep    = 100 * time.Nanosecond
	ticksPerSecond = int64(time.Second / createdStep)
)

var errValue = errors.New("event does not decode")

// castagnoli is a constant table.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(commit uint64, body []byte) uint32 {
	var k [8]byte
	binary.BigEndian.PutUint64(k[:], commit)
	return crc32.Update(crc32.Checksum(k[:], castagnoli), castagnoli, body)
}

func varintLen(v uint64) int {
	n := 1
	for ; v >= 0x80; v >>= 7 {
		n++
	}
	return n
}

func valueLen(stream string, revision uint64, e *eventstore.NewEvent) int {
	return valueFixedLen + varintLen(revision) +
		varintLen(uint64(len(stream))) + len(stream) +
		varintLen(uint64(len(e.Type))) + len(e.Type) +
		varintLen(uint64(len(e.Metadata))) + len(e.Metadata) + len(e.Data)
}

// putValue fills b, which has exactly valueLen bytes.
func putValue(b []byte, commit uint64, created int64, stream string, revision uint64, e *eventstore.NewEvent) {
	b[4] = valueLayout
	copy(b[5:], e.ID[:])
	binary.BigEndian.PutUint64(b[21:], uint64(created))
	n := valueFixedLen
	n += binary.PutUvarint(b[n:], revision)
	n += binary.PutUvarint(b[n:], uint64(len(stream)))
	n += copy(b[n:], stream)
	n += binary.PutUvarint(b[n:], uint64(len(e.Type)))
	n += copy(b[n:], e.Type)
	n += binary.PutUvarint(b[n:], uint64(len(e.Metadata)))
	n += copy(b[n:], e.Metadata)
	copy(b[n:], e.Data)
	binary.LittleEndian.PutUint32(b, checksum(commit, b[4:]))
}

// view is a decoded value whose slices point into it.
type view struct {
	id                      uuid.UUID
	created                 int64
	revision                uint64
	stream, typ, meta, data []byte
}

// parseValue checks the checksum and takes a value apart. It accepts any bytes.
func parseValue(commit uint64, b []byte) (view, error) {
	var v view
	if len(b) < valueFixedLen {
		return v, fmt.Errorf("%w: %d bytes", errValue, len(b))
	}
	if checksum(commit, b[4:]) != binary.LittleEndian.Uint32(b) {
		return v, fmt.Errorf("%w: wrong checksum", errValue)
	}
	if b[4] != valueLayout {
		return v, fmt.Errorf("%w: unknown layout %d", errValue, b[4])
	}
	copy(v.id[:], b[5:])
	v.created = int64(binary.BigEndian.Uint64(b[21:]))
	rest := b[valueFixedLen:]
	revision, n := binary.Uvarint(rest)
	if n <= 0 || revision > math.MaxInt64 {
		return v, fmt.Errorf("%w: revision", errValue)
	}
	v.revision, rest = revision, rest[n:]
	for _, field := range []*[]byte{&v.stream, &v.typ, &v.meta} {
		size, n := binary.Uvarint(rest)
		if n <= 0 || size > uint64(len(rest)-n) {
			return v, fmt.Errorf("%w: a length is too large", errValue)
		}
		end := n + int(size)
		*field, rest = rest[n:end:end], rest[end:]
	}
	v.data = rest[:len(rest):len(rest)]
	return v, nil
}

// recorded copies a view out of pebble's memory.
func (v view) recorded(commit uint64, types map[string]string) eventstore.Recorded {
	payload := make([]byte, len(v.meta)+len(v.data))
	copy(payload, v.meta)
	copy(payload[len(v.meta):], v.data)
	typ, ok := types[string(v.typ)]
	if !ok {
		typ = string(v.typ)
		if len(types) < maxInternedTypes {
			types[typ] = typ
		}
	}
	return eventstore.Recorded{
		ID:       v.id,
		Stream:   string(v.stream),
		Revision: eventstore.Revision(v.revision),
		Type:     typ,
		Metadata: payload[:len(v.meta):len(v.meta)],
		Data:     payload[len(v.meta):],
		Position: position(commit),
		Created:  timeOf(v.created),
	}
}

// maxInternedTypes bounds the names a reader remembers to share one string
// between events of a type.
const maxInternedTypes = 256

func ticksOf(t time.Time) int64 {
	return t.Unix()*ticksPerSecond + int64(t.Nanosecond())/int64(createdStep)
}

func timeOf(ticks int64) time.Time {
	sec, rest := ticks/ticksPerSecond, ticks%ticksPerSecond
	return time.Unix(sec, rest*int64(createdStep)).UTC()
}

func position(commit uint64) eventstore.Position { return eventstore.MakePosition(commit, 0) }
