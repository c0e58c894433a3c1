// Package wrap is how the vault's drivers seal what they store: keys under
// other keys, and a record's origin under its own key, with AES-256-GCM and a
// random nonce. What is sealed is bound to its purpose, account and id, so that
// no box opens in the place of another.
//
// It holds no state and knows no storage.
package wrap

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// ErrOpen: a box does not open: wrong key, wrong place, or changed.
var ErrOpen = errors.New("sealed box does not open")

// Purpose tells what is in a box.
type Purpose byte

// The purposes. They are authenticated and never change.
const (
	Secret  Purpose = 's' // the HMAC secret, under the master key
	Account Purpose = 'a' // an account key, under the master key
	Record  Purpose = 'r' // a record key, under the account's wrapping key
	Datum   Purpose = 'q' // a datum key, under the account's wrapping key
	Origin  Purpose = 'o' // a record's source and key, under its record key
)

const (
	nonceLen = 12
	// Overhead is how much longer a box is than what is in it.
	Overhead = nonceLen + 16
	// KeyBox is the length of a box with a key in it.
	KeyBox = 32 + Overhead
)

// Under derives from an account's key the one its record and datum keys are
// wrapped with; the account's key itself seals payloads.
func Under(account [32]byte) [32]byte {
	mac := hmac.New(sha256.New, account[:])
	mac.Write([]byte("cerebro wrapping key"))
	return [32]byte(mac.Sum(nil))
}

// Box seals and opens with one key. Safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// NewBox makes a Box of a key.
func NewBox(key [32]byte) (Box, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return Box{}, fmt.Errorf("wrap: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return Box{}, fmt.Errorf("wrap: %w", err)
	}
	return Box{aead}, nil
}

func bound(p Purpose, account, id uuid.UUID) [33]byte {
	var b [33]byte
	b[0] = byte(p)
	copy(b[1:], account[:])
	copy(b[17:], id[:])
	return b
}

// Seal appends the box of clear to dst.
func (b Box) Seal(dst []byte, random io.Reader, p Purpose, account, id uuid.UUID, clear []byte) ([]byte, error) {
	var nonce [nonceLen]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, fmt.Errorf("wrap: make nonce: %w", err)
	}
	aad := bound(p, account, id)
	return b.aead.Seal(append(dst, nonce[:]...), nonce[:], clear, aad[:]), nil
}

// Open gives what is in a box. It accepts any bytes.
func (b Box) Open(p Purpose, account, id uuid.UUID, box []byte) ([]byte, error) {
	if len(box) < Overhead {
		return nil, ErrOpen
	}
	aad := bound(p, account, id)
	clear, err := b.aead.Open(nil, box[:nonceLen], box[nonceLen:], aad[:])
	if err != nil {
		return nil, ErrOpen
	}
	return clear, nil
}

// OpenKey is Open for a box with a key in it.
func (b Box) OpenKey(p Purpose, account, id uuid.UUID, box []byte) ([32]byte, error) {
	clear, err := b.Open(p, account, id, box)
	if err != nil || len(clear) != 32 {
		return [32]byte{}, ErrOpen
	}
	return [32]byte(clear), nil
}

// NewKey makes a random key. A nil random is crypto/rand.
func NewKey(random io.Reader) ([32]byte, error) {
	if random == nil {
		random = rand.Reader
	}
	var k [32]byte
	if _, err := io.ReadFull(random, k[:]); err != nil {
		return k, fmt.Errorf("wrap: make key: %w", err)
	}
	return k, nil
}
