package eventstore

import (
	"context"
	"iter"
	"time"

	"github.com/google/uuid"
)

// MaxAppendBytes is the most that the events of one Append may weigh together
// (Data, Metadata, Type and ids), as EventStoreDB has it by default.
const MaxAppendBytes = 1 << 20

// Revision is an event's number within its stream, or, as an expectation, one
// of Any and NoStream.
type Revision int64

// Expectations besides an exact revision.
const (
	Any      Revision = -2 // whatever the stream's revision is
	NoStream Revision = -1 // the stream must have no event yet
)

// NewEvent is an event to be appended.
type NewEvent struct {
	ID       uuid.UUID
	Type     string
	Data     []byte // sealed payload
	Metadata []byte // envelope
}

// Size is what the event counts towards MaxAppendBytes.
func (e NewEvent) Size() int { return 16 + len(e.Type) + len(e.Data) + len(e.Metadata) }

// Append is one atomic write to one stream.
type Append struct {
	Stream   string
	Expected Revision
	Events   []NewEvent
	// SkipKnown drops, one by one, events whose id already stands anywhere in
	// the log (also earlier in the same call) and appends the others. It goes
	// with Expected = Any.
	SkipKnown bool
}

// Result is the outcome of one Append.
type Result struct {
	Err      error    // nil, *WrongRevisionError, ErrTooLarge, ...
	Revision Revision // of the last event of this append, new or already there
	Position Position // of the last event of this append, new or already there
	// Known tells, with SkipKnown, which events were in the log before; nil
	// when none was. All true means that nothing was written.
	Known []bool
	// Duplicate is set when an exact retry was recognised and nothing written.
	Duplicate bool
}

// Recorded is an event as read back.
type Recorded struct {
	ID       uuid.UUID
	Stream   string
	Revision Revision
	Type     string
	Data     []byte
	Metadata []byte
	Position Position
	Created  time.Time // when the log took it, UTC, cut to 100 ns
}

// Direction of a read.
type Direction int

// Directions of a read.
const (
	Forwards Direction = iota
	Backwards
)

// Filter narrows ReadAll and Subscribe. Empty means every event. At most one of
// the two fields may be set; an event passes when it has one of the prefixes.
type Filter struct {
	StreamPrefixes []string
	TypePrefixes   []string
}

// Batch is what a Subscription delivers at once.
type Batch struct {
	Events []Recorded // in log order; may be empty when only Position moved
	// Position up to which the log has been looked through (filtered events
	// included): the checkpoint to store once Events are applied.
	Position Position
	// CaughtUp is true when Position was the head at the moment of reading.
	CaughtUp bool
}

// Subscription follows the log from a position: first what is there, then,
// without a gap or a repeat, what is appended.
type Subscription interface {
	// Next waits for more. It returns a Batch with at least one event, or one
	// with none that reports CaughtUp for the first time or moved Position.
	// After an error (ctx ended, log closed, corruption) the subscription is
	// over.
	Next(ctx context.Context) (Batch, error)
	Close() error
}

// Log is the port. Implementations are safe for concurrent use.
type Log interface {
	// StoreID names this store; a restored copy has another one.
	StoreID(ctx context.Context) (uuid.UUID, error)

	// Head is the position of the last durable event; the zero Position when
	// the log is empty.
	Head(ctx context.Context) (Position, error)

	// Append writes each of the appends by itself and answers one Result for
	// each, in order. The error is for failures of the call as a whole (ctx
	// ended before the write, ErrClosed, ErrFailed); results are then nil and
	// every append may or may not have been written, so retry with the same
	// event ids.
	Append(ctx context.Context, appends ...Append) ([]Result, error)

	// ReadStream yields the events of a stream from a revision on (included).
	// Forwards from 0 is the whole stream; Backwards from End starts at the
	// newest. A stream without events yields nothing. limit <= 0 is no limit.
	ReadStream(ctx context.Context, stream string, from Revision, dir Direction, limit int) iter.Seq2[Recorded, error]

	// ReadAll yields events strictly after (Forwards) or before (Backwards) a
	// position. Start and End are the two ends. limit <= 0 is no limit.
	ReadAll(ctx context.Context, from Position, dir Direction, filter Filter, limit int) iter.Seq2[Recorded, error]

	// Subscribe follows the log strictly after a position.
	Subscribe(ctx context.Context, from Position, filter Filter) (Subscription, error)

	// Known looks event ids up: for each id the position where it stands, or
	// the zero Position. It is exact, never a best effort.
	Known(ctx context.Context, ids []uuid.UUID) ([]Position, error)

	Close() error
}

// End as a revision: the newest event of a stream.
const End Revision = 1<<63 - 1
