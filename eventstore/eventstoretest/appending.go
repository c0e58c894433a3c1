package eventstoretest

import (
	"context"
	"errors"
	"slices"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

func (c *fixture) wantErr(what string, got, want error) {
	c.Helper()
	if !errors.Is(got, want) {
		c.Fatalf("%s: error %v, want %v", what, got, want)
	}
}

// wantWrong checks that a result is a wrong revision with the actual one.
func (c *fixture) wantWrong(what string, r eventstore.Result, actual eventstore.Revision) {
	c.Helper()
	c.wantErr(what, r.Err, eventstore.ErrWrongRevision)
	var wrong *eventstore.WrongRevisionError
	if !errors.As(r.Err, &wrong) {
		c.Fatalf("%s: %T does not carry the revision", what, r.Err)
	}
	if wrong.Actual != actual {
		c.Fatalf("%s: actual revision %d, want %d", what, wrong.Actual, actual)
	}
}

func appendCases() []suiteCase {
	return []suiteCase{
		{name: "append/expected revisions", run: appendExpected},
		{name: "append/results name the last event", run: appendResults},
		{name: "append/many in one call", run: appendMany},
		{name: "append/size limit", run: appendSize},
		{name: "append/invalid calls", run: appendInvalid},
		{name: "append/any bytes", run: appendBytes},
		{name: "append/ended context writes nothing", run: appendEnded},
	}
}

func appendExpected(c *fixture) {
	for _, t := range []struct {
		name     string
		length   int
		expected eventstore.Revision
		ok       bool
	}{
		{"no stream on a new one", 0, eventstore.NoStream, true},
		{"any on a new one", 0, eventstore.Any, true},
		{"exact on a new one", 0, 0, false},
		{"no stream on an old one", 2, eventstore.NoStream, false},
		{"any on an old one", 2, eventstore.Any, true},
		{"exact", 2, 1, true},
		{"behind", 2, 0, false},
		{"ahead", 2, 2, false},
		{"far ahead", 2, 1000, false},
	} {
		s := c.stream(uuid.NewString())
		var want []seen
		if t.length > 0 {
			before := some(t.length)
			c.put(s, eventstore.NoStream, before...)
			want = expect(s, 0, before...)
		}
		events := some(2)
		r := c.do(eventstore.Append{Stream: s, Expected: t.expected, Events: events})
		if t.ok {
			if r.Err != nil {
				c.Fatalf("%s: %v", t.name, r.Err)
			}
			want = append(want, expect(s, eventstore.Revision(t.length), events...)...)
		} else {
			c.wantWrong(t.name, r, eventstore.Revision(t.length)-1)
		}
		c.same(t.name, c.whole(s), want)
	}
}

func appendResults(c *fixture) {
	s := c.stream("a")
	for i, n := range []int{1, 3, 2} {
		r := c.put(s, eventstore.Any, some(n)...)
		all := c.all()
		last := all[len(all)-1]
		c.same("revision", r.Revision, last.Revision)
		c.same("position", r.Position.String(), last.Position.String())
		if r.Known != nil || r.Duplicate {
			c.Fatalf("append %d: Known %v, Duplicate %v of new events", i, r.Known, r.Duplicate)
		}
	}
}

func appendMany(c *fixture) {
	taken := c.stream("taken")
	c.put(taken, eventstore.NoStream, some(1)...)
	var calls []eventstore.Append
	for _, name := range []string{"a", "b", "a", "taken", "c"} {
		a := eventstore.Append{Stream: c.stream(name), Expected: eventstore.Any, Events: some(2)}
		if name == "taken" {
			a.Expected = eventstore.NoStream
		}
		calls = append(calls, a)
	}
	results, err := c.log.Append(c.ctx, calls...)
	if err != nil || len(results) != len(calls) {
		c.Fatalf("append: %d results, %v", len(results), err)
	}
	for i, r := range results {
		if i == 3 {
			c.wantWrong("the one at a wrong revision", r, 0)
		} else if r.Err != nil {
			c.Fatalf("append %d: %v", i, r.Err)
		}
	}
	a := expect(calls[0].Stream, 0, slices.Concat(calls[0].Events, calls[2].Events)...)
	c.same("a", c.whole(c.stream("a")), a)
	c.same("b", c.whole(c.stream("b")), expect(calls[1].Stream, 0, calls[1].Events...))
	c.same("c", c.whole(c.stream("c")), expect(calls[4].Stream, 0, calls[4].Events...))
}

func appendSize(c *fixture) {
	fitting := func(size int) []eventstore.NewEvent {
		events := some(3)
		for i := range events {
			size -= events[i].Size()
		}
		events[1].Data = append(events[1].Data, make([]byte, size)...)
		return events
	}
	s := c.stream("a")
	full := fitting(eventstore.MaxAppendBytes)
	c.put(s, eventstore.NoStream, full...)
	r := c.do(eventstore.Append{Stream: s, Expected: eventstore.Any, Events: fitting(eventstore.MaxAppendBytes + 1)})
	c.wantErr("one byte too many", r.Err, eventstore.ErrTooLarge)
	c.same("stream", c.whole(s), expect(s, 0, full...))
}

func appendInvalid(c *fixture) {
	noID, noType := some(2), some(2)
	noID[1].ID = uuid.UUID{}
	noType[1].Type = ""
	for name, a := range map[string]eventstore.Append{
		"no stream name":               {Expected: eventstore.Any, Events: some(1)},
		"no events":                    {Stream: c.stream("a"), Expected: eventstore.Any},
		"expectation below Any":        {Stream: c.stream("a"), Expected: -3, Events: some(1)},
		"SkipKnown at a revision":      {Stream: c.stream("a"), Expected: 0, SkipKnown: true, Events: some(1)},
		"SkipKnown on no stream":       {Stream: c.stream("a"), Expected: eventstore.NoStream, SkipKnown: true, Events: some(1)},
		"an event without an id":       {Stream: c.stream("a"), Expected: eventstore.Any, Events: noID},
		"an event without a type name": {Stream: c.stream("a"), Expected: eventstore.Any, Events: noType},
	} {
		c.wantErr(name, c.do(a).Err, eventstore.ErrInvalid)
	}
	c.same("stream", c.whole(c.stream("a")), []seen(nil))
	results, err := c.log.Append(c.ctx)
	if err != nil || len(results) != 0 {
		c.Fatalf("a call without appends: %d results, %v", len(results), err)
	}
}

func appendBytes(c *fixture) {
	events := some(4)
	events[0].Data, events[0].Metadata = nil, nil
	events[1].Data = []byte{0, 1, 255, '\n', 0}
	events[2].Metadata = []byte{255, 0, 254}
	events[3].Data = make([]byte, 300_000)
	s := c.stream("Übergröße/日本 %20")
	c.put(s, eventstore.NoStream, events...)
	c.same("stream", c.whole(s), expect(s, 0, events...))
}

func appendEnded(c *fixture) {
	ended, cancel := context.WithCancel(c.ctx)
	cancel()
	_, err := c.log.Append(ended, eventstore.Append{Stream: c.stream("a"), Expected: eventstore.Any, Events: some(1)})
	c.wantErr("append", err, context.Canceled)
	for _, err := range c.log.ReadAll(ended, c.start, eventstore.Forwards, c.mine(), 0) {
		c.wantErr("read", err, context.Canceled)
	}
	c.same("stream", c.whole(c.stream("a")), []seen(nil))
}
