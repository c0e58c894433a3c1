package outbound

import "errors"

// Sentinels; match them with errors.Is.
var (
	// ErrClosed: the subscriber or the state was closed.
	ErrClosed = errors.New("outbound is closed")
	// ErrUnknownTopic: no such topic; what it stood for may be gone.
	ErrUnknownTopic = errors.New("unknown topic")
	// ErrInvalid: the configuration or the call itself is wrong.
	ErrInvalid = errors.New("invalid call")
	// ErrCorrupt: the stored state does not check out.
	ErrCorrupt = errors.New("outbound state is corrupt")
)

// Error is what this package returns.
type Error struct {
	Op    string // "subscribe", "save checkpoint", ...
	About string // group, topic or folder
	Err   error
	Hint  string // next step for the operator; may be empty
}

func (e *Error) Error() string {
	s := "outbound: " + e.Op
	if e.About != "" {
		s += " " + e.About
	}
	return s + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }
