package event

import (
	"crypto/sha1" //nolint:gosec // what UUIDv5 is made of

	"github.com/google/uuid"
)

// NamedID is the UUIDv5 of a name in a namespace: what uuid.NewSHA1 says,
// without its allocations. Several are made for each datum, and one for each
// record at a start.
func NamedID(namespace uuid.UUID, name []byte) uuid.UUID {
	var room [256]byte
	sum := sha1.Sum(append(append(room[:0], namespace[:]...), name...)) //nolint:gosec // as above
	id := uuid.UUID(sum[:len(namespace)])
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return id
}
