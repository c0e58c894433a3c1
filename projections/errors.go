package projections

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Sentinels; match them with errors.Is.
var (
	// ErrOtherStore: the checkpoint was folded from another log.
	ErrOtherStore = errors.New("read model belongs to another log")
	// ErrAhead: the checkpoint lies after the head of the log.
	ErrAhead = errors.New("read model is ahead of the log")
	// ErrOtherVersion: the rows were written by another version of the projector.
	ErrOtherVersion = errors.New("read model was written by another version")
	// ErrPoison: an event that cannot be applied. Projectors may wrap it to say
	// that trying again is useless.
	ErrPoison = errors.New("event cannot be applied")
	// ErrNotYet: the position waited for was not reached in time.
	ErrNotYet = errors.New("read model has not reached the position yet")
	// ErrStopped: the runner does not run, so nothing will be reached.
	ErrStopped = errors.New("projection is stopped")
	// ErrRunning: the runner runs already.
	ErrRunning = errors.New("projection is running already")
	// ErrUnknown: no projection has that name.
	ErrUnknown = errors.New("unknown projection")
	// ErrInvalid: the configuration or the call itself is wrong.
	ErrInvalid = errors.New("invalid call")
)

// Error is what runners and groups return.
type Error struct {
	Op        string // "check", "follow", "wait", ...
	Projector string
	Err       error
	Hint      string // next step for the operator; may be empty
}

func (e *Error) Error() string {
	return "projections: " + e.Op + " " + e.Projector + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// PoisonError names the event that cannot be applied.
type PoisonError struct {
	Event    uuid.UUID
	Type     event.Type
	Stream   string
	Position eventstore.Position
	Err      error
}

func (e *PoisonError) Error() string {
	return fmt.Sprintf("event %s (%s in %s at %s) cannot be applied: %v", e.Event, e.Type, e.Stream, e.Position, e.Err)
}

// Unwrap gives ErrPoison and the projector's own error.
func (e *PoisonError) Unwrap() []error { return []error{ErrPoison, e.Err} }

// NotYetError tells how far the read model was when the time was over.
type NotYetError struct {
	Projector string
	Want, At  eventstore.Position
	Cause     error // what holds the projection up, when that is known
}

func (e *NotYetError) Error() string {
	s := fmt.Sprintf("projections: %s is at %s, not yet at %s", e.Projector, e.At, e.Want)
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives ErrNotYet and the cause.
func (e *NotYetError) Unwrap() []error {
	if e.Cause == nil {
		return []error{ErrNotYet}
	}
	return []error{ErrNotYet, e.Cause}
}
