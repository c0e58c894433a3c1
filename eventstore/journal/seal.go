package journal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"io"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

const (
	sealFormat   = 1
	inClear      = vault.KeyKind(0)
	compressed   = 0x80
	headerLen    = 2
	nonceLen     = 12
	tagLen       = 16
	sealOverhead = headerLen + nonceLen + tagLen
)

// keyOf names the key that seals a stream's payloads.
func keyOf(s event.Stream) vault.KeyID {
	switch s.Kind {
	case event.KindRecord:
		return vault.KeyID{Kind: vault.RecordKey, Account: s.Account, ID: s.ID}
	case event.KindQuarantine:
		return vault.KeyID{Kind: vault.DatumKey, Account: s.Account, ID: s.ID}
	default:
		return vault.KeyID{Kind: vault.AccountKey, Account: s.Account}
	}
}

// clearType tells whether a payload of this type stands in the log in clear.
func clearType(t event.Type) bool { return t == event.TypeRecordErased }

func newAEAD(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// bound is what is authenticated beside the payload.
func bound(buf []byte, header []byte, id uuid.UUID, stream string) []byte {
	buf = append(buf[:0], header...)
	buf = append(buf, id[:]...)
	return append(buf, stream...)
}

// seal writes a payload's log form.
func seal(aead cipher.AEAD, kind vault.KeyKind, random io.Reader, id uuid.UUID, stream string, clear []byte) ([]byte, error) {
	flags := byte(kind)
	if packed, ok := pack(clear); ok {
		clear, flags = packed, flags|compressed
	}
	out := make([]byte, headerLen+nonceLen, sealOverhead+len(clear))
	out[0], out[1] = sealFormat, flags
	if _, err := io.ReadFull(random, out[headerLen:]); err != nil {
		return nil, fmt.Errorf("make nonce: %w", err)
	}
	var aad [128]byte
	return aead.Seal(out, out[headerLen:], clear, bound(aad[:0], out[:headerLen], id, stream)), nil
}

// sealHeader reads the two bytes in front of every payload. It accepts any bytes.
func sealHeader(data []byte) (kind vault.KeyKind, packed bool, err error) {
	if len(data) < headerLen {
		return 0, false, fmt.Errorf("%w: %d bytes", ErrMalformed, len(data))
	}
	if data[0] != sealFormat {
		return 0, false, fmt.Errorf("%w: unknown format %d", ErrMalformed, data[0])
	}
	kind = vault.KeyKind(data[1] &^ compressed)
	if kind > vault.DatumKey {
		return 0, false, fmt.Errorf("%w: unknown kind of key %d", ErrMalformed, kind)
	}
	return kind, data[1]&compressed != 0, nil
}

// open reverses seal; header has been read with sealHeader. scratch is reused
// for the clear bytes, which are valid until it is used again.
func open(aead cipher.AEAD, id uuid.UUID, stream string, data, scratch []byte) (clear, reuse []byte, err error) {
	if len(data) < sealOverhead {
		return nil, scratch, fmt.Errorf("%w: %d bytes", ErrMalformed, len(data))
	}
	var aad [128]byte
	nonce, box := data[headerLen:headerLen+nonceLen], data[headerLen+nonceLen:]
	clear, err = aead.Open(scratch[:0], nonce, box, bound(aad[:0], data[:headerLen], id, stream))
	if err != nil {
		return nil, scratch, ErrMalformed
	}
	if data[1]&compressed != 0 {
		reuse = clear
		clear, err = unpack(clear)
		return clear, reuse, err
	}
	return clear, clear, nil
}
