package eventstoretest

import (
	"slices"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

func idempotencyCases() []suiteCase {
	return []suiteCase{
		{name: "idempotency/retry at the exact revision", run: retryExact},
		{name: "idempotency/retry of any", run: retryAny},
		{name: "idempotency/partly the same is a wrong revision", run: retryPartly},
		{name: "idempotency/same ids elsewhere are no retry", run: retryElsewhere},
		{name: "idempotency/retry in the same call", run: retrySameCall},
	}
}

// wantRetry repeats an append and wants the first answer and nothing written.
func (c *fixture) wantRetry(what string, a eventstore.Append, first eventstore.Result) {
	c.Helper()
	before := c.whole(a.Stream)
	r := c.do(a)
	if r.Err != nil || c.factory.TellsRetries && !r.Duplicate {
		c.Fatalf("%s: Duplicate %v, error %v", what, r.Duplicate, r.Err)
	}
	c.same(what+": revision", r.Revision, first.Revision)
	c.same(what+": position", r.Position.String(), first.Position.String())
	c.same(what+": stream", c.whole(a.Stream), before)
}

func retryExact(c *fixture) {
	s := c.stream("a")
	appends := []eventstore.Append{
		{Stream: s, Expected: eventstore.NoStream, Events: some(3)},
		{Stream: s, Expected: 2, Events: some(1)},
		{Stream: s, Expected: 3, Events: some(2)},
	}
	var firsts []eventstore.Result
	for _, a := range appends {
		firsts = append(firsts, c.put(s, a.Expected, a.Events...))
		c.wantRetry("at once", a, firsts[len(firsts)-1])
	}
	for i, a := range appends {
		c.wantRetry("later", a, firsts[i])
	}
}

func retryAny(c *fixture) {
	s := c.stream("a")
	a := eventstore.Append{Stream: s, Expected: eventstore.Any, Events: some(3)}
	first := c.put(s, eventstore.Any, a.Events...)
	c.wantRetry("at once", a, first)
	c.put(s, eventstore.Any, some(5)...)
	c.wantRetry("with others behind it", a, first)
	a.Expected = eventstore.NoStream
	c.wantRetry("as no stream, where it stands", a, first)
}

func retryPartly(c *fixture) {
	s := c.stream("a")
	events := some(4)
	c.put(s, eventstore.NoStream, events...)
	want := c.whole(s)
	for name, t := range map[string]struct {
		expected eventstore.Revision
		events   []eventstore.NewEvent
	}{
		"another id at the end":     {eventstore.NoStream, slices.Concat(events[:3], some(1))},
		"another id in the middle":  {eventstore.NoStream, slices.Concat(events[:1], some(1), events[2:])},
		"another id at the start":   {eventstore.NoStream, slices.Concat(some(1), events[1:])},
		"one more than there is":    {eventstore.NoStream, slices.Concat(events, some(1))},
		"shifted by one":            {0, events[:2]},
		"another order":             {eventstore.NoStream, []eventstore.NewEvent{events[1], events[0]}},
		"other ids at an old place": {1, some(2)},
	} {
		r := c.do(eventstore.Append{Stream: s, Expected: t.expected, Events: t.events})
		c.wantWrong(name, r, 3)
		c.same(name, c.whole(s), want)
	}
	c.wantRetry("a part, at its place", eventstore.Append{Stream: s, Expected: 0, Events: events[1:3]},
		eventstore.Result{Revision: 2, Position: c.all()[2].Position})
}

func retryElsewhere(c *fixture) {
	events := some(2)
	first := c.put(c.stream("a"), eventstore.NoStream, events...)
	second := c.put(c.stream("b"), eventstore.NoStream, events...)
	if second.Duplicate || second.Position == first.Position {
		c.Fatal("the same ids in another stream were taken for a retry")
	}
	c.same("b", c.whole(c.stream("b")), expect(c.stream("b"), 0, events...))
	c.wantRetry("a", eventstore.Append{Stream: c.stream("a"), Expected: eventstore.NoStream, Events: events}, first)
	c.wantRetry("b", eventstore.Append{Stream: c.stream("b"), Expected: eventstore.NoStream, Events: events}, second)
	wrong := c.do(eventstore.Append{Stream: c.stream("b"), Expected: eventstore.NoStream, Events: some(2)})
	c.wantWrong("other ids", wrong, 1)
}

func retrySameCall(c *fixture) {
	s := c.stream(uuid.NewString())
	a := eventstore.Append{Stream: s, Expected: eventstore.NoStream, Events: some(2)}
	results, err := c.log.Append(c.ctx, a, a, a)
	if err != nil {
		c.Fatal(err)
	}
	written := 0
	for _, r := range results {
		if r.Err != nil {
			c.Fatal(r.Err)
		}
		if !r.Duplicate {
			written++
		}
		c.same("position", r.Position.String(), results[0].Position.String())
	}
	if c.factory.TellsRetries {
		c.same("appends that wrote", written, 1)
	}
	c.same("stream", c.whole(s), expect(s, 0, a.Events...))
}
