package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// MasterEnv is the environment variable that may hold the master key.
const MasterEnv = "CEREBRO_MASTER_KEY"

// Master is the key at the top. It wraps account keys and the HMAC secret and
// nothing else.
type Master [32]byte

// MasterID names a master key without telling anything about it.
type MasterID [8]byte

// ID is the master key's name, as it stands in everything it wraps.
func (m Master) ID() MasterID {
	sum := sha256.Sum256(append([]byte("cerebro master key id\x00"), m[:]...))
	return MasterID(sum[:8])
}

// String is the id: a master key never shows in a log.
func (m Master) String() string { return "master key " + m.ID().String() }

// GoString is String: neither does it show under %#v.
func (m Master) GoString() string { return m.String() }

// Encode is the text that ParseMaster reads. Show it to nobody.
func (m Master) Encode() string { return base64.StdEncoding.EncodeToString(m[:]) }

func (id MasterID) String() string { return hex.EncodeToString(id[:]) }

// NewMaster makes a random master key. A nil random is crypto/rand.
func NewMaster(random io.Reader) (Master, error) {
	if random == nil {
		random = rand.Reader
	}
	var m Master
	if _, err := io.ReadFull(random, m[:]); err != nil {
		return Master{}, fmt.Errorf("vault: make master key: %w", err)
	}
	return m, nil
}

// ParseMaster reads 32 bytes of base64, padded or not, in either alphabet.
func ParseMaster(text string) (Master, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "=")
	text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(b) != len(Master{}) {
		return Master{}, ErrBadMaster
	}
	m := Master(b)
	if m == (Master{}) {
		return Master{}, ErrBadMaster
	}
	return m, nil
}
