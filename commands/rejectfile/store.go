package rejectfile

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Sentinels; match them with errors.Is.
var (
	// ErrNone: the import rejected nothing, or is not of this account.
	ErrNone = errors.New("there are no rejected rows")
	// ErrExpired: the key of the rows was destroyed.
	ErrExpired = errors.New("the rejected rows have expired")
	// ErrCorrupt: what is stored does not check out.
	ErrCorrupt = errors.New("the file of rejected rows is corrupt")
)

const (
	magic      = "cerebrej"
	frameBytes = 64 << 10
	nonceBytes = 12
	tagBytes   = 16
)

// Keys is what a Store needs of the vault.
type Keys interface {
	MakeDatumKeys(ctx context.Context, account uuid.UUID, data []uuid.UUID, expires time.Time) error
	Keys(ctx context.Context, ids []vault.KeyID) ([]vault.Key, error)
}

// Store is a folder of files of rejected rows.
type Store struct {
	dir  string
	keys Keys
	keep time.Duration
	now  func() time.Time
}

// Config of a Store. Dir and Keys are needed.
type Config struct {
	Dir  string // made when it is first written to
	Keys Keys
	Keep time.Duration // default 90 days
	Now  func() time.Time
}

// New checks the configuration; it touches no file.
func New(c Config) (*Store, error) {
	if c.Dir == "" || c.Keys == nil {
		return nil, errors.New("rejectfile: needs a folder and keys")
	}
	if c.Keep == 0 {
		c.Keep = 90 * 24 * time.Hour
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Store{c.Dir, c.Keys, c.Keep, c.Now}, nil
}

func (s *Store) path(account, imp uuid.UUID) string {
	return filepath.Join(s.dir, account.String(), imp.String()+".rejects")
}

// Create begins the file of an import. Close the Writer.
func (s *Store) Create(ctx context.Context, account, imp uuid.UUID) (*Writer, error) {
	if err := s.keys.MakeDatumKeys(ctx, account, []uuid.UUID{imp}, s.now().Add(s.keep)); err != nil {
		return nil, fmt.Errorf("rejectfile: create: %w", err)
	}
	box, err := s.box(ctx, account, imp)
	if err != nil {
		return nil, err
	}
	path := s.path(account, imp)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("rejectfile: create: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("rejectfile: create: %w", err)
	}
	if _, err := f.WriteString(magic); err != nil {
		return nil, errors.Join(fmt.Errorf("rejectfile: create: %w", err), f.Close())
	}
	return &Writer{file: f, box: box, imp: imp}, nil
}

// Open reads the rows of an import: ErrNone, ErrExpired. Close the Reader; its
// errors wrap ErrCorrupt.
func (s *Store) Open(ctx context.Context, account, imp uuid.UUID) (*Reader, error) {
	f, err := os.Open(s.path(account, imp))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("rejectfile: open: %w", err)
	}
	r := &Reader{file: f, imp: imp}
	if r.box, err = s.box(ctx, account, imp); err == nil {
		err = r.head()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

func (s *Store) box(ctx context.Context, account, imp uuid.UUID) (cipher.AEAD, error) {
	keys, err := s.keys.Keys(ctx, []vault.KeyID{{Kind: vault.DatumKey, Account: account, ID: imp}})
	if err != nil {
		return nil, fmt.Errorf("rejectfile: %w", err)
	}
	if keys[0].Erased {
		return nil, ErrExpired
	}
	block, err := aes.NewCipher(keys[0].Bytes[:])
	if err != nil {
		return nil, fmt.Errorf("rejectfile: %w", err)
	}
	return cipher.NewGCM(block)
}

// bound names a frame, so that it opens at its own place only.
func bound(imp uuid.UUID, frame uint64) []byte {
	return binary.BigEndian.AppendUint64(append([]byte(nil), imp[:]...), frame)
}

func nonce() []byte {
	b := make([]byte, nonceBytes)
	rand.Read(b) // never fails, by its contract
	return b
}
