package eventstore

import (
	"errors"
	"fmt"
)

// Sentinels; match them with errors.Is.
var (
	// ErrClosed: the log was closed.
	ErrClosed = errors.New("log is closed")
	// ErrFailed: an earlier write or sync failed; open the log again.
	ErrFailed = errors.New("log stopped after a failed write")
	// ErrTooLarge: the events of one append weigh more than MaxAppendBytes.
	ErrTooLarge = errors.New("append is larger than 1 MiB")
	// ErrLocked: another process holds the log.
	ErrLocked = errors.New("log is in use by another process")
	// ErrCorrupt: what is stored does not check out.
	ErrCorrupt = errors.New("log is corrupt")
	// ErrVersion: the folder was written by another, unknown version.
	ErrVersion = errors.New("log has an unknown format version")
	// ErrWrongRevision: see WrongRevisionError.
	ErrWrongRevision = errors.New("wrong expected revision")
	// ErrUnavailable: the server cannot be reached now; try again later.
	ErrUnavailable = errors.New("log is unavailable")
	// ErrInvalid: the call itself is wrong (empty stream name, no events, ...).
	ErrInvalid = errors.New("invalid call")
)

// Error is what drivers return: what was done, to what, why, and what the
// operator can do about it.
type Error struct {
	Op    string // "append", "open", "read", ...
	About string // stream, folder or position
	Err   error
	Hint  string // next step for the operator; may be empty
}

func (e *Error) Error() string {
	s := "eventstore: " + e.Op
	if e.About != "" {
		s += " " + e.About
	}
	return s + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// WrongRevisionError tells the revision the stream really has.
type WrongRevisionError struct {
	Stream           string
	Expected, Actual Revision // Actual is NoStream when there is no event
}

func (e *WrongRevisionError) Error() string {
	return fmt.Sprintf("stream %s is at revision %d, not at %d", e.Stream, e.Actual, e.Expected)
}

// Is makes errors.Is(err, ErrWrongRevision) true.
func (e *WrongRevisionError) Is(target error) bool { return target == ErrWrongRevision }
