package pebblelog

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/google/uuid"
)

// First bytes of the keys; doc.go has the whole layout.
const (
	spaceEvent    = 'a'
	spaceAgain    = 'd'
	spaceHead     = 'h'
	spaceID       = 'i'
	spaceMeta     = 'm'
	spaceRevision = 's'
)

// streamKey stands for a stream name in keys.
type streamKey [16]byte

func keyOfStream(name string) streamKey {
	sum := sha256.Sum256([]byte(name))
	return streamKey(sum[:16])
}

const (
	eventKeyLen    = 1 + 8
	revisionKeyLen = 1 + 16 + 8
	headKeyLen     = 1 + 16
	idKeyLen       = 1 + 16
	againKeyLen    = 1 + 16 + 8
)

func putEventKey(b []byte, commit uint64) {
	b[0] = spaceEvent
	binary.BigEndian.PutUint64(b[1:], commit)
}

func putRevisionKey(b []byte, s streamKey, revision uint64) {
	b[0] = spaceRevision
	copy(b[1:], s[:])
	binary.BigEndian.PutUint64(b[17:], revision)
}

func putHeadKey(b []byte, s streamKey) {
	b[0] = spaceHead
	copy(b[1:], s[:])
}

func putIDKey(b []byte, id uuid.UUID) {
	b[0] = spaceID
	copy(b[1:], id[:])
}

func putAgainKey(b []byte, id uuid.UUID, commit uint64) {
	b[0] = spaceAgain
	copy(b[1:], id[:])
	binary.BigEndian.PutUint64(b[17:], commit)
}

func eventKey(commit uint64) []byte {
	b := make([]byte, eventKeyLen)
	putEventKey(b, commit)
	return b
}

func revisionKey(s streamKey, revision uint64) []byte {
	b := make([]byte, revisionKeyLen)
	putRevisionKey(b, s, revision)
	return b
}

func headKey(s streamKey) []byte {
	b := make([]byte, headKeyLen)
	putHeadKey(b, s)
	return b
}

func idKey(id uuid.UUID) []byte {
	b := make([]byte, idKeyLen)
	putIDKey(b, id)
	return b
}

func againKey(id uuid.UUID, commit uint64) []byte {
	b := make([]byte, againKeyLen)
	putAgainKey(b, id, commit)
	return b
}

func metaKey(name string) []byte { return append([]byte{spaceMeta}, name...) }

// spaceBounds are the iterator bounds of all keys with one first byte.
func spaceBounds(space byte) (lower, upper []byte) { return []byte{space}, []byte{space + 1} }
