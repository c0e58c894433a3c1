package commands

import (
	"crypto/aes"
	"encoding/base64"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// PositionToken is a position as clients of an account see it: opaque, and of
// no use to another account (which must not learn how busy its neighbours are).
// A position is one block; it is enciphered under a key that only the
// installation knows.
func (s *Service) PositionToken(account uuid.UUID, p eventstore.Position) string {
	if p.IsZero() {
		return ""
	}
	var out [aes.BlockSize]byte
	s.positionCipher(account).Encrypt(out[:], p.Bytes())
	return base64.RawURLEncoding.EncodeToString(out[:])
}

// ParsePosition reverses PositionToken; the empty text is the zero Position.
// What is not a token of this account is refused, as far as can be told: the
// caller checks that the position is not ahead of the head.
func (s *Service) ParsePosition(account uuid.UUID, token string) (eventstore.Position, error) {
	if token == "" {
		return eventstore.Position{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != aes.BlockSize {
		return eventstore.Position{}, Refuse(Invalid, "use the position that an earlier answer of this account gave", "%.40q is not a position", token)
	}
	var out [aes.BlockSize]byte
	s.positionCipher(account).Decrypt(out[:], b)
	return eventstore.PositionFromBytes(out[:])
}

type block interface {
	Encrypt(dst, src []byte)
	Decrypt(dst, src []byte)
}

func (s *Service) positionCipher(account uuid.UUID) block {
	key := s.Vault.Fingerprint(account, []byte("position tokens"))
	c, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // a Fingerprint has the size of a key
	}
	return c
}
