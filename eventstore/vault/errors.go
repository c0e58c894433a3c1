package vault

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// Sentinels; match them with errors.Is.
var (
	// ErrKeyMissing: a key is neither there nor erased. The vault does not
	// belong to the log, or is damaged: stop reading.
	ErrKeyMissing = errors.New("key is missing and was not erased")
	// ErrNoAccount: the account was never opened.
	ErrNoAccount = errors.New("no such account")
	// ErrAccountClosed: the account's key was destroyed.
	ErrAccountClosed = errors.New("account is closed")
	// ErrNoRecord: the account never had such a record.
	ErrNoRecord = errors.New("no such record")
	// ErrNoMaster: there are data but no master key.
	ErrNoMaster = errors.New("master key is missing")
	// ErrWrongMaster: the vault is wrapped with another master key.
	ErrWrongMaster = errors.New("wrong master key")
	// ErrBadMaster: what is given as master key is none.
	ErrBadMaster = errors.New("not a master key")
	// ErrLocked: another process holds the vault.
	ErrLocked = errors.New("vault is in use by another process")
	// ErrMissing: there is no vault where there must be one.
	ErrMissing = errors.New("no vault")
	// ErrVersion: the vault was written by another, unknown version.
	ErrVersion = errors.New("vault has an unknown format version")
	// ErrCorrupt: what is stored does not check out.
	ErrCorrupt = errors.New("vault is corrupt")
	// ErrLedger: the ledger of erasures cannot be read or written.
	ErrLedger = errors.New("ledger of erasures is unusable")
	// ErrFailed: an earlier write failed; open the vault again.
	ErrFailed = errors.New("vault stopped after a failed write")
	// ErrClosed: the vault was closed.
	ErrClosed = errors.New("vault is closed")
	// ErrInvalid: the call itself is wrong (a nil id, a key too long, ...).
	ErrInvalid = errors.New("invalid call")
)

// Error is what drivers return: what was done, to what (never a value of a
// person), why, and what the operator can do about it.
type Error struct {
	Op    string // "open", "resolve", "erase", ...
	About string // a folder, an account or a record id
	Err   error
	Hint  string // next step for the operator; may be empty
}

func (e *Error) Error() string {
	s := "vault: " + e.Op
	if e.About != "" {
		s += " " + e.About
	}
	return s + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// KeyError tells which key could not be had.
type KeyError struct {
	ID  KeyID
	Err error
}

func (e *KeyError) Error() string {
	if e.ID.ID == uuid.Nil {
		return fmt.Sprintf("vault: key of %s %s: %s", e.ID.Kind, e.ID.Account, e.Err)
	}
	return fmt.Sprintf("vault: key of %s %s in account %s: %s", e.ID.Kind, e.ID.ID, e.ID.Account, e.Err)
}

func (e *KeyError) Unwrap() error { return e.Err }
