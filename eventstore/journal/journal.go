package journal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Sentinels; match them with errors.Is.
var (
	// ErrErased: the key to seal with was destroyed; the data must be dropped.
	ErrErased = errors.New("erased: nothing more can be written to it")
	// ErrMalformed: a payload that this package did not write, or that was
	// moved or changed since.
	ErrMalformed = errors.New("sealed payload does not open")
)

// Config is what a Journal works with.
type Config struct {
	Log    eventstore.Log
	Vault  vault.Vault
	Random io.Reader // for nonces; nil is crypto/rand
}

// Journal appends and reads typed events. It is safe for concurrent use.
type Journal struct {
	log    eventstore.Log
	vault  vault.Vault
	random io.Reader
}

// New makes a Journal over an open log and an open vault; it closes neither.
func New(c Config) (*Journal, error) {
	if c.Log == nil || c.Vault == nil {
		return nil, errors.New("journal: needs a log and a vault")
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	return &Journal{log: c.Log, vault: c.Vault, random: c.Random}, nil
}

// Log is the log below, for what needs no payload: Head, StoreID, Known.
func (j *Journal) Log() eventstore.Log { return j.log }

// Vault is where the keys come from.
func (j *Journal) Vault() vault.Vault { return j.vault }

// Event is an event as read back. Its Payload is a pointer to the payload's
// struct, or event.Erased.
type Event struct {
	event.Event
	Stream   event.Stream
	Revision eventstore.Revision
	Position eventstore.Position
}

// Batch is what is read at once. Position and CaughtUp are those of
// eventstore.Batch: store Position as checkpoint once Events are applied.
type Batch struct {
	Events   []Event
	Position eventstore.Position
	CaughtUp bool
}

// Error tells which event could not be written or read.
type Error struct {
	Op       string // "append" or "read"
	Stream   string
	Position eventstore.Position // zero on append
	Err      error
	Hint     string // next step for the operator; may be empty
}

func (e *Error) Error() string {
	if e.Position.IsZero() {
		return fmt.Sprintf("journal: %s %s: %s", e.Op, e.Stream, e.Err)
	}
	return fmt.Sprintf("journal: %s %s at %s: %s", e.Op, e.Stream, e.Position, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }
