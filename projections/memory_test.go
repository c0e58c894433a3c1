package projections_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

var errBad = errors.New("this event is bad")

// counting is a read model in memory: how many activities each record has, and
// the ordinal of its last. It fails when told to.
type counting struct {
	filter  eventstore.Filter
	version int

	mu      sync.Mutex
	at      projections.Checkpoint
	has     bool
	rows    map[string]row
	batches []int                           // sizes of the Apply that went through
	fail    func([]projections.Event) error // asked first
	hold    func(context.Context, int)      // called before rows change
	moved   func()                          // late publishing
	shown   eventstore.Position             // late publishing
	saves   int                             // Apply without events
}

type row struct{ Count, Last int64 }

func newCounting() *counting { return &counting{version: 1, rows: map[string]row{}} }

func (c *counting) Name() string              { return "counting" }
func (c *counting) Version() int              { return c.version }
func (c *counting) Filter() eventstore.Filter { return c.filter }

func (c *counting) Checkpoint(context.Context) (projections.Checkpoint, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, c.has, nil
}

func (c *counting) Apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	c.mu.Lock()
	fail, hold := c.fail, c.hold
	c.mu.Unlock()
	if hold != nil {
		hold(ctx, len(events))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if fail != nil {
		if err := fail(events); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		if e.Payload == nil {
			return errBad
		}
	}
	for i, e := range events {
		key, ordinal := e.Stream.String(), to.First(len(events))+int64(i)
		if e.Type == event.TypeRecordErased {
			delete(c.rows, key)
			continue
		}
		c.rows[key] = row{c.rows[key].Count + 1, ordinal}
	}
	c.at, c.has = to, true
	if len(events) == 0 {
		c.saves++
	} else {
		c.batches = append(c.batches, len(events))
	}
	return nil
}

func (c *counting) dump() map[string]row {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.rows)
}

func (c *counting) set(f func(*counting)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

// id is a uuid made of a number.
func id(kind byte, n int) uuid.UUID {
	return uuid.UUID{kind, 6: 0x40, 8: 0x80, 12: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

// activity is the nth event, of a record.
func activity(n, record int) projections.Event {
	at := time.Date(2026, 3, 1, 0, 0, n, 0, time.UTC)
	return projections.Event{
		Event: event.Event{
			Envelope: event.Envelope{ID: id(1, n), Type: event.TypeActivityRecorded, Version: 1, Account: id(2, 0),
				Source: id(3, 0), Record: id(4, record), OccurredAt: at, RecordedAt: at},
			Payload: &event.ActivityRecorded{Activity: id(5, n), Name: "page_view"},
		},
		Stream: event.RecordStream(id(2, 0), id(4, record)),
	}
}

func erased(n, record int) projections.Event {
	e := activity(n, record)
	e.Type, e.Payload = event.TypeRecordErased, &event.RecordErased{}
	return e
}

func history(seed int64, n int) []projections.Event {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	out := make([]projections.Event, n)
	for i := range out {
		out[i] = activity(i+1, r.IntN(12))
		if r.IntN(30) == 0 {
			out[i] = erased(i+1, r.IntN(12))
		}
	}
	return out
}

func stream(record int) string { return event.RecordStream(id(2, 0), id(4, record)).String() }

// filed is counting kept in a file, so that the suite can be tried on it.
type filed struct {
	*counting
	path string
}

func openFiled(t testing.TB, folder string) *filed {
	f := &filed{newCounting(), filepath.Join(folder, "rows.json")}
	b, err := os.ReadFile(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return f
	}
	var s stored
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	position, err := eventstore.PositionFromBytes(s.Position)
	if err != nil {
		t.Fatal(err)
	}
	f.rows, f.has = s.Rows, true
	f.at = projections.Checkpoint{Store: s.Store, Position: position, Ordinal: s.Ordinal, Version: s.Version}
	return f
}

type stored struct {
	Store    uuid.UUID
	Position []byte
	Ordinal  int64
	Version  int
	Rows     map[string]row
}

func (f *filed) Apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	if err := f.counting.Apply(ctx, events, to); err != nil {
		return err
	}
	b, err := json.Marshal(stored{to.Store, to.Position.Bytes(), to.Ordinal, to.Version, f.rows})
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.path+".new", b, 0o600); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return os.Rename(f.path+".new", f.path)
}
