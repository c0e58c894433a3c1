package activity

import "errors"

// Sentinels; match them with errors.Is.
var (
	// ErrInvalid: the query or the call itself is wrong.
	ErrInvalid = errors.New("invalid query")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("activity store is closed")
	// ErrCorrupt: what is stored does not check out; replay mends it.
	ErrCorrupt = errors.New("activity store is corrupt")
)

// Error is what drivers return.
type Error struct {
	Op   string // "open", "apply", "timeline", ...
	Err  error
	Hint string // next step for the operator; may be empty
}

func (e *Error) Error() string { return "activity: " + e.Op + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }
