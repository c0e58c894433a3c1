package vault

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Ref is a record as its source names it.
type Ref struct {
	Source uuid.UUID
	Key    string
}

// MaxKeyBytes is the longest key of a record that the vault takes.
const MaxKeyBytes = 4096

// Hash is a keyed hash: nobody without the installation's secret can make or
// check one.
type Hash [16]byte

// Row is what the vault knows of a record, for the door that takes data in.
type Row struct {
	// Record is the record's random id; uuid.Nil when Suppressed.
	Record uuid.UUID
	// LastHash and LastEvent are the newest SetLast of the record.
	LastHash  Hash
	LastEvent uuid.UUID
	// Fresh: made by this very call. After a crash between Resolve and the
	// append a record without events is not Fresh, so nothing may rest on it.
	Fresh bool
	// Suppressed: the record was erased and may not return. Drop its data.
	Suppressed bool
}

// Last is a record's last observation: a Fingerprint of what it said and the
// event that said it.
type Last struct {
	Record uuid.UUID
	Hash   Hash
	Event  uuid.UUID
}

// KeyKind tells what a key belongs to.
type KeyKind uint8

// The kinds of keys. The numbers are written into sealed payloads.
const (
	AccountKey KeyKind = 1
	RecordKey  KeyKind = 2
	DatumKey   KeyKind = 3
)

func (k KeyKind) String() string {
	switch k {
	case AccountKey:
		return "account"
	case RecordKey:
		return "record"
	case DatumKey:
		return "datum"
	}
	return "?"
}

// KeyID names a key. ID is the record or datum; uuid.Nil for an AccountKey.
type KeyID struct {
	Kind    KeyKind
	Account uuid.UUID
	ID      uuid.UUID
}

// Key is a key for AES-256, or the fact that it was destroyed on purpose.
type Key struct {
	Bytes  [32]byte
	Erased bool
}

// Vault is the port. Implementations are safe for concurrent use. Every method
// that names an account answers ErrNoAccount or ErrAccountClosed where that is
// so.
type Vault interface {
	// OpenAccount makes an account's key. Opening it again changes nothing.
	OpenAccount(ctx context.Context, account uuid.UUID) error

	// CloseAccount destroys the account's key, and with it every key of its
	// records and data. Closing it again changes nothing.
	CloseAccount(ctx context.Context, account uuid.UUID) error

	// Resolve finds the records that refs name and makes those that are not
	// there, with a random id and a key. One row for each ref, in order; all
	// rows are durable before it returns.
	Resolve(ctx context.Context, account uuid.UUID, refs []Ref) ([]Row, error)

	// Find is Resolve without making: found[i] tells whether refs[i] names a
	// record (or a suppressed one).
	Find(ctx context.Context, account uuid.UUID, refs []Ref) (rows []Row, found []bool, err error)

	// Origin tells what its source calls each record; the zero Ref for an
	// erased one, ErrNoRecord for one that never was.
	Origin(ctx context.Context, account uuid.UUID, records []uuid.UUID) ([]Ref, error)

	// SetLast notes the last observation of records, after its append. It need
	// not be durable when it returns: losing it costs a repeated observation.
	// Erased and unknown records are passed over.
	SetLast(ctx context.Context, account uuid.UUID, last []Last) error

	// MakeDatumKeys makes keys for quarantined data, durable before it returns.
	// A datum that has a key, or had one, keeps it so.
	MakeDatumKeys(ctx context.Context, account uuid.UUID, data []uuid.UUID, expires time.Time) error

	// Keys fetches keys, one for each id, in order. A *KeyError with
	// ErrKeyMissing when one is neither there nor erased: the reader must stop.
	Keys(ctx context.Context, ids []KeyID) ([]Key, error)

	// Erase destroys the keys of records for ever: in the ledger first, then a
	// tombstone each, then the old bytes are compacted away. With suppress the
	// (source, key) may not return; without, it names a new record when it
	// does. Erasing again changes nothing. ErrNoRecord, and nothing erased,
	// when one of them never was.
	Erase(ctx context.Context, account uuid.UUID, records []uuid.UUID, suppress bool) error

	// EraseData destroys the keys of quarantined data before they expire.
	EraseData(ctx context.Context, account uuid.UUID, data []uuid.UUID) error

	// ExpireData destroys the keys of data that expired at or before now, and
	// tells how many.
	ExpireData(ctx context.Context, now time.Time) (int, error)

	// Fingerprint is a keyed hash of data within an account.
	Fingerprint(account uuid.UUID, data []byte) Hash

	// RotateMaster wraps the account keys and the secret with another master
	// key, all or none. From then on the vault opens with that key only.
	RotateMaster(ctx context.Context, master Master) error

	// MasterID names the master key in use.
	MasterID() MasterID

	Close() error
}
