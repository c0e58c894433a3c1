package wrap

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"io"

	"github.com/google/uuid"
)

// HMAC domains: a hash of one kind is never one of the other.
const (
	hashRef         = 1
	hashFingerprint = 2
)

// RefHash is the hash a record is found by.
func RefHash(secret [32]byte, account, source uuid.UUID, key string) [16]byte {
	mac := keyed(secret, hashRef, account)
	mac.Write(source[:])
	_, _ = io.WriteString(mac, key) // a hash takes everything
	return cut(mac)
}

// Fingerprint is the hash of data within an account.
func Fingerprint(secret [32]byte, account uuid.UUID, data []byte) [16]byte {
	mac := keyed(secret, hashFingerprint, account)
	mac.Write(data)
	return cut(mac)
}

func keyed(secret [32]byte, domain byte, account uuid.UUID) hash.Hash {
	mac := hmac.New(sha256.New, secret[:])
	mac.Write([]byte{domain})
	mac.Write(account[:])
	return mac
}

// cut keeps 128 bits: enough that no two records of an account ever meet.
func cut(mac hash.Hash) [16]byte {
	var sum [sha256.Size]byte
	return [16]byte(mac.Sum(sum[:0]))
}
