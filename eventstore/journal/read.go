package journal

import (
	"context"
	"errors"
	"iter"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// ErrNoEvent: a stream has no event at that revision.
var ErrNoEvent = errors.New("no such event")

// readBatch is how many events a read opens at once: enough to fetch keys
// together, little enough to hold.
const readBatch = 512

// ReadStream yields a stream's events from a revision on (included), forwards.
// From 0 is the whole stream. It ends with the first error.
func (j *Journal) ReadStream(ctx context.Context, stream event.Stream, from eventstore.Revision) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		source := j.log.ReadStream(ctx, stream.String(), from, eventstore.Forwards, 0)
		for batch, err := range batches(ctx, source, j.Decode) {
			for _, e := range batch.Events {
				if !yield(e, nil) {
					return
				}
			}
			if err != nil {
				yield(Event{}, err)
				return
			}
		}
	}
}

// ReadOne reads the event of a stream at a revision; ErrNoEvent when there is
// none.
func (j *Journal) ReadOne(ctx context.Context, stream event.Stream, at eventstore.Revision) (Event, error) {
	for r, err := range j.log.ReadStream(ctx, stream.String(), at, eventstore.Forwards, 1) {
		if err != nil {
			return Event{}, err
		}
		events, err := j.Decode(ctx, []eventstore.Recorded{r})
		if err != nil {
			return Event{}, err
		}
		return events[0], nil
	}
	return Event{}, ErrNoEvent
}

// ReadAll yields events strictly after (Forwards) or before (Backwards) a
// position, in batches. CaughtUp is never set. With an error comes the batch of
// events before it, and nothing after it.
func (j *Journal) ReadAll(ctx context.Context, from eventstore.Position, dir eventstore.Direction, filter eventstore.Filter) iter.Seq2[Batch, error] {
	return batches(ctx, j.log.ReadAll(ctx, from, dir, filter, 0), j.Decode)
}

// decoder is Journal.Decode or Tail.Decode.
type decoder func(context.Context, []eventstore.Recorded) ([]Event, error)

func batches(ctx context.Context, source iter.Seq2[eventstore.Recorded, error], decode decoder) iter.Seq2[Batch, error] {
	return func(yield func(Batch, error) bool) {
		var pending []eventstore.Recorded
		flush := func() bool {
			if len(pending) == 0 {
				return true
			}
			events, err := decode(ctx, pending)
			b := Batch{Events: events, Position: pending[len(pending)-1].Position}
			if err != nil {
				b.Position = lastPosition(events)
			}
			pending = pending[:0]
			return yield(b, err) && err == nil
		}
		for r, err := range source {
			if err != nil {
				if flush() {
					yield(Batch{}, err)
				}
				return
			}
			if pending = append(pending, r); len(pending) == readBatch && !flush() {
				return
			}
		}
		flush()
	}
}

func lastPosition(events []Event) eventstore.Position {
	if len(events) == 0 {
		return eventstore.Position{}
	}
	return events[len(events)-1].Position
}
