package journal

import (
	"context"
	"iter"
	"sync"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

const (
	defaultTailEvents = 8192
	defaultTailBytes  = 64 << 20
	// A decoded event takes about this much memory for its sealed bytes, and
	// beside them.
	tailGrowth = 3
	tailFixed  = 600
)

// TailConfig bounds what a Tail remembers.
type TailConfig struct {
	Events int // 0 is 8192
	Bytes  int // an estimate; 0 is 64 MiB
}

// Tail lets readers in one process share decoded events. Each reads the log for
// itself, with its own filter and at its own speed; an event that another has
// just opened, or is opening now, is not opened again. Readers far apart cost
// what they would without it.
//
// Events are shared: nobody changes what a payload points to. Those of an
// erased record or closed account are forgotten when the event that says so is
// read.
type Tail struct {
	journal *Journal
	limits  TailConfig

	mu    sync.Mutex
	slots map[eventstore.Position]*slot
	order []*slot // oldest first, from first on
	first int
	bytes int
}

// slot is one event. Its fields below done belong to the reader that opens it
// until done is closed, and never change after.
type slot struct {
	at   eventstore.Position
	size int
	done chan struct{} // one for all slots of a batch

	event Event
	state slotState
}

type slotState uint8

const (
	slotFailed  slotState = iota // not opened: whoever wants it tries for itself
	slotOpened                   // event is there
	slotSkipped                  // a stream that is not ours
)

// NewTail makes a Tail over a journal.
func NewTail(j *Journal, limits TailConfig) *Tail {
	if limits.Events <= 0 {
		limits.Events = defaultTailEvents
	}
	if limits.Bytes <= 0 {
		limits.Bytes = defaultTailBytes
	}
	return &Tail{journal: j, limits: limits, slots: make(map[eventstore.Position]*slot, limits.Events)}
}

// Subscribe is Journal.Subscribe with shared events.
func (t *Tail) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (*Subscription, error) {
	return subscribe(ctx, t.journal.log, from, filter, t.Decode)
}

// ReadAll is Journal.ReadAll with shared events.
func (t *Tail) ReadAll(ctx context.Context, from eventstore.Position, dir eventstore.Direction, filter eventstore.Filter) iter.Seq2[Batch, error] {
	return batches(ctx, t.journal.log.ReadAll(ctx, from, dir, filter, 0), t.Decode)
}

// Decode is Journal.Decode with shared events.
func (t *Tail) Decode(ctx context.Context, recorded []eventstore.Recorded) ([]Event, error) {
	slots, mine := t.claim(recorded)
	err := t.open(ctx, recorded, slots, mine)
	out := make([]Event, 0, len(recorded))
	for i, s := range slots {
		select {
		case <-s.done:
		case <-ctx.Done():
			return out, ctx.Err()
		}
		switch s.state {
		case slotOpened:
			out = append(out, s.event)
		case slotFailed:
			if err != nil && mine[i] {
				return out, err
			}
			// The reader that wanted to open it gave up.
			events, err := t.journal.Decode(ctx, recorded[i:i+1])
			if err != nil {
				return out, err
			}
			out = append(out, events...)
		}
	}
	return out, nil
}

// claim finds the slot of each event, making those that are not there; mine
// tells which.
func (t *Tail) claim(recorded []eventstore.Recorded) (slots []*slot, mine []bool) {
	slots, mine = make([]*slot, len(recorded)), make([]bool, len(recorded))
	done := make(chan struct{})
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range recorded {
		r := &recorded[i]
		s := t.slots[r.Position]
		if s == nil {
			s = &slot{at: r.Position, size: tailFixed + tailGrowth*len(r.Data), done: done}
			t.slots[r.Position], mine[i] = s, true
			t.order = append(t.order, s)
			t.bytes += s.size
		}
		slots[i] = s
	}
	t.trim()
	return slots, mine
}

// open decodes the slots that are mine, in one go, and lets the others have them.
func (t *Tail) open(ctx context.Context, recorded []eventstore.Recorded, slots []*slot, mine []bool) error {
	var wanted []eventstore.Recorded
	var own []*slot
	for i, s := range slots {
		if mine[i] {
			wanted, own = append(wanted, recorded[i]), append(own, s)
		}
	}
	if len(own) == 0 {
		return nil
	}
	events, err := t.journal.Decode(ctx, wanted)
	var erased []event.Stream
	n := 0
	for _, s := range own {
		switch {
		case n < len(events) && events[n].Position == s.at:
			s.event, s.state = events[n], slotOpened
			if ends(s.event.Type) {
				erased = append(erased, s.event.Stream)
			}
			n++
		case err == nil || n < len(events):
			s.state = slotSkipped
		}
	}
	t.publish(own, erased)
	return err
}

// ends tells whether an event says that earlier ones are erased.
func ends(t event.Type) bool { return t == event.TypeRecordErased || t == event.TypeAccountClosed }

func (t *Tail) publish(own []*slot, erased []event.Stream) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range own {
		if s.state == slotFailed {
			t.forget(s)
		}
	}
	close(own[0].done)
	for _, stream := range erased {
		t.forgetErased(stream)
	}
}

// forgetErased drops the events of a record, or of an account, that are open.
func (t *Tail) forgetErased(stream event.Stream) {
	for _, s := range t.slots {
		select {
		case <-s.done:
		default:
			continue // being opened now, after the erasure: with no key
		}
		of := s.event.Stream
		if of == stream || (stream.Kind == event.KindAccount && of.Account == stream.Account && of.Account != uuid.Nil) {
			t.forget(s)
		}
	}
}

// forget takes a slot out of the map; its place in order passes with time.
func (t *Tail) forget(s *slot) {
	if t.slots[s.at] == s {
		delete(t.slots, s.at)
		t.bytes -= s.size
		s.size = 0
	}
}

// trim drops the oldest slots above the limits. A reader that waits for one
// still holds it.
func (t *Tail) trim() {
	for t.first < len(t.order) && (len(t.order)-t.first > t.limits.Events || t.bytes > t.limits.Bytes) {
		t.forget(t.order[t.first])
		t.order[t.first] = nil
		t.first++
	}
	if t.first > t.limits.Events {
		t.order = append(t.order[:0:0], t.order[t.first:]...)
		t.first = 0
	}
}
