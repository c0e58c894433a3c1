package eventstoretest

import (
	"context"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// Factory makes logs and declares what the driver can do.
type Factory struct {
	// New gives a log that works. It closes it at the end of the test.
	New func(t testing.TB) eventstore.Log
	// Restart closes a log made by New and opens the same store again. Nil
	// when the driver cannot: cases that need it are skipped.
	Restart func(t testing.TB, l eventstore.Log) eventstore.Log
	// ExactIDs: SkipKnown and Known are exact, whatever happened before.
	ExactIDs bool
	// TellsRetries: Result.Duplicate is set for exact retries. A driver whose
	// server does not say so may leave it out; the rules hold all the same.
	TellsRetries bool
	// Alone: nobody else writes to the log, so that the head, reads without a
	// filter and the caught-up mark can be checked exactly.
	Alone bool
	// Patience is how long a case may wait for the log; 30 s when zero.
	Patience time.Duration
}

// suiteCase is one thing a log is held to.
type suiteCase struct {
	name  string
	needs func(Factory) bool
	run   func(*fixture)
}

// Run holds the driver to every case its factory allows.
func Run(t *testing.T, f Factory) {
	var cases []suiteCase
	for _, group := range [][]suiteCase{
		appendCases(), idempotencyCases(), skipKnownCases(), readCases(), filterCases(),
		subscribeCases(), liveCases(), restartCases(), historyCases(),
	} {
		cases = append(cases, group...)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.needs != nil && !c.needs(f) {
				t.Skip("the driver does not declare what this needs")
			}
			c.run(begin(t, f))
		})
	}
}

func exactIDs(f Factory) bool { return f.ExactIDs }
func alone(f Factory) bool    { return f.Alone }
func restarts(f Factory) bool { return f.Restart != nil }

// fixture is what a case works with.
type fixture struct {
	*testing.T
	factory Factory
	ctx     context.Context
	log     eventstore.Log
	prefix  string              // of all stream names of this case
	start   eventstore.Position // head before the case
}

func begin(t *testing.T, f Factory) *fixture {
	t.Helper()
	if f.Patience == 0 {
		f.Patience = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(context.Background(), f.Patience)
	t.Cleanup(cancel)
	c := &fixture{T: t, factory: f, ctx: ctx, log: f.New(t), prefix: "suite-" + uuid.NewString() + "."}
	c.start = c.head()
	return c
}

func (c *fixture) stream(name string) string { return c.prefix + name }

func (c *fixture) head() eventstore.Position {
	c.Helper()
	p, err := c.log.Head(c.ctx)
	if err != nil {
		c.Fatalf("head: %v", err)
	}
	return p
}

// mine is the filter for the streams of this case.
func (c *fixture) mine() eventstore.Filter {
	return eventstore.Filter{StreamPrefixes: []string{c.prefix}}
}

// some makes n events with new ids.
func some(n int) []eventstore.NewEvent {
	events := make([]eventstore.NewEvent, n)
	for i := range events {
		id := uuid.New()
		events[i] = eventstore.NewEvent{
			ID: id, Type: "Tested", Data: []byte("data " + id.String()), Metadata: []byte(`{"case":"suite"}`),
		}
	}
	return events
}

// do makes one append and gives its result, whatever it is.
func (c *fixture) do(a eventstore.Append) eventstore.Result {
	c.Helper()
	results, err := c.log.Append(c.ctx, a)
	if err != nil {
		c.Fatalf("append to %s: %v", a.Stream, err)
	}
	if len(results) != 1 {
		c.Fatalf("append answered %d results, want 1", len(results))
	}
	return results[0]
}

// put appends and must succeed.
func (c *fixture) put(stream string, expected eventstore.Revision, events ...eventstore.NewEvent) eventstore.Result {
	c.Helper()
	r := c.do(eventstore.Append{Stream: stream, Expected: expected, Events: events})
	if r.Err != nil {
		c.Fatalf("append to %s at %d: %v", stream, expected, r.Err)
	}
	return r
}

// seen is an event in a form that compares and prints well.
type seen struct {
	ID       uuid.UUID
	Stream   string
	Revision eventstore.Revision
	Type     string
	Data     string
	Metadata string
}

func seenOf(e eventstore.Recorded) seen {
	return seen{e.ID, e.Stream, e.Revision, e.Type, string(e.Data), string(e.Metadata)}
}

// expect numbers new events as they should be read back.
func expect(stream string, first eventstore.Revision, events ...eventstore.NewEvent) []seen {
	var out []seen
	for i, e := range events {
		out = append(out, seen{e.ID, stream, first + eventstore.Revision(i), e.Type, string(e.Data), string(e.Metadata)})
	}
	return out
}

func (c *fixture) same(what string, got, want any) {
	c.Helper()
	if d := cmp.Diff(want, got); d != "" {
		c.Fatalf("%s differs (-want +got):\n%s", what, d)
	}
}
