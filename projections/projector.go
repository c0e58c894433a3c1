package projections

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Checkpoint is how far a read model has folded the log. It is stored by the
// projector in the same transaction as its rows.
type Checkpoint struct {
	Store    uuid.UUID           // the log it was folded from
	Position eventstore.Position // everything up to here is applied
	Ordinal  int64               // events counted by the projector itself, from 1
	Version  int                 // of the projector that wrote it
}

// First is the ordinal of the first of n events that led to this checkpoint:
// the event at index i of an Apply has the ordinal First(len(events)) + i.
func (c Checkpoint) First(n int) int64 { return c.Ordinal - int64(n) + 1 }

// Projector folds events into one read model. A Runner calls it from one
// goroutine at a time.
type Projector interface {
	// Name is unique among the projectors of a process: "profiles", ...
	Name() string

	// Version rises whenever the rows mean something else than before; a
	// checkpoint of another version is refused with the advice to replay.
	Version() int

	// Filter is what the projector wants to see of the log.
	Filter() eventstore.Filter

	// Checkpoint is what is stored; false when the read model is new.
	Checkpoint(ctx context.Context) (Checkpoint, bool, error)

	// Apply folds events, in log order, and stores to as the checkpoint in the
	// same transaction: all or nothing. After an error the projector is as it
	// was before, in memory too. There may be no events, when only the
	// checkpoint moves; Apply(nil, the stored checkpoint) changes nothing and
	// tells whether the store can be written at all.
	//
	// Payloads may be event.Erased: fold them as if they stated nothing.
	// Errors carry no values out of payloads, for they are logged and listed.
	Apply(ctx context.Context, events []Event, to Checkpoint) error
}

// LatePublisher is implemented by projectors whose readers see what was applied
// only later (snapshots published every so often). WaitFor then waits for
// Visible instead of for Apply.
type LatePublisher interface {
	// Visible is the position that readers see now. It never lies behind for
	// ever: what was applied is published within a bounded time.
	Visible() eventstore.Position
	// OnVisible registers what is called each time Visible has moved. It is
	// called once, before the first Apply; the function never blocks.
	OnVisible(moved func())
}

// Keyer is implemented by projectors that want another key than the stream for
// parking: when an event cannot be applied, it is parked together with the
// later ones of its key.
type Keyer interface{ Key(Event) string }
