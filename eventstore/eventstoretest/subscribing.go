package eventstoretest

import (
	"context"
	"errors"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

func subscribeCases() []suiteCase {
	return []suiteCase{
		{name: "subscribe/catches up and says so", run: subscribeCatchUp},
		{name: "subscribe/from the middle", run: subscribeMiddle},
		{name: "subscribe/live after catching up", run: subscribeLive},
		{name: "subscribe/caught-up mark on an idle log", needs: alone, run: subscribeIdle},
		{name: "subscribe/filters move the checkpoint", run: subscribeFiltered},
		{name: "subscribe/ends with its context", run: subscribeEnds},
		{name: "subscribe/ends when closed", run: subscribeClosed},
	}
}

func (c *fixture) subscribe(from eventstore.Position, f eventstore.Filter) eventstore.Subscription {
	c.Helper()
	s, err := c.log.Subscribe(c.ctx, from, f)
	if err != nil {
		c.Fatalf("subscribe: %v", err)
	}
	c.Cleanup(func() { _ = s.Close() })
	return s
}

// checkBatch holds a batch to the contract of Subscription.
func (c *fixture) checkBatch(b eventstore.Batch, last eventstore.Position, caughtUp bool) {
	c.Helper()
	moved := last.Before(b.Position)
	if len(b.Events) == 0 && !moved && (caughtUp || !b.CaughtUp) {
		c.Fatalf("a batch says nothing: %+v", b)
	}
	if b.Position.Before(last) {
		c.Fatalf("the position went back from %s to %s", last, b.Position)
	}
	for _, e := range b.Events {
		if !last.Before(e.Position) || b.Position.Before(e.Position) {
			c.Fatalf("event at %s in a batch from %s to %s", e.Position, last, b.Position)
		}
		last = e.Position
	}
}

// follow takes n events from a subscription that starts at from, and the
// position after them.
func (c *fixture) follow(s eventstore.Subscription, from eventstore.Position, n int) ([]eventstore.Recorded, eventstore.Position) {
	c.Helper()
	var events []eventstore.Recorded
	caughtUp := false
	for len(events) < n {
		b, err := s.Next(c.ctx)
		if err != nil {
			c.Fatalf("next, after %d of %d events: %v", len(events), n, err)
		}
		c.checkBatch(b, from, caughtUp)
		events = append(events, b.Events...)
		from, caughtUp = b.Position, caughtUp || b.CaughtUp
	}
	return events, from
}

// untilCaughtUp takes batches until one is marked.
func (c *fixture) untilCaughtUp(s eventstore.Subscription, from eventstore.Position) ([]eventstore.Recorded, eventstore.Position) {
	c.Helper()
	var events []eventstore.Recorded
	for {
		b, err := s.Next(c.ctx)
		if err != nil {
			c.Fatalf("next: %v", err)
		}
		c.checkBatch(b, from, false)
		events = append(events, b.Events...)
		from = b.Position
		if b.CaughtUp {
			return events, from
		}
	}
}

func subscribeCatchUp(c *fixture) {
	for _, name := range []string{"a", "b", "a"} {
		c.put(c.stream(name), eventstore.Any, some(4)...)
	}
	want := allSeen(c.all())
	events, at := c.untilCaughtUp(c.subscribe(c.start, c.mine()), c.start)
	c.same("events", allSeen(events), want)
	if last := events[len(events)-1].Position; at.Before(last) {
		c.Fatalf("caught up at %s, before the last event at %s", at, last)
	}
}

func subscribeMiddle(c *fixture) {
	for range 4 {
		c.put(c.stream("a"), eventstore.Any, some(3)...)
	}
	all := c.all()
	for i, e := range all {
		events, _ := c.untilCaughtUp(c.subscribe(e.Position, c.mine()), e.Position)
		c.same("strictly after", allSeen(events), tail(allSeen(all[i+1:])))
	}
}

func subscribeLive(c *fixture) {
	s := c.subscribe(c.start, c.mine())
	_, at := c.untilCaughtUp(s, c.start)
	for range 5 {
		events := some(3)
		r := c.put(c.stream("a"), eventstore.Any, events...)
		var got []eventstore.Recorded
		got, at = c.follow(s, at, 3)
		c.same("live", allSeen(got), expect(c.stream("a"), r.Revision-2, events...))
	}
}

func subscribeIdle(c *fixture) {
	s := c.subscribe(eventstore.Start, eventstore.Filter{})
	b, err := s.Next(c.ctx)
	if err != nil || !b.CaughtUp || len(b.Events) != 0 {
		c.Fatalf("on an empty log: %+v, %v", b, err)
	}
	c.put(c.stream("a"), eventstore.Any, some(1)...)
	s = c.subscribe(c.head(), eventstore.Filter{})
	b, err = s.Next(c.ctx)
	if err != nil || !b.CaughtUp || len(b.Events) != 0 || b.Position != c.head() {
		c.Fatalf("from the head: %+v, %v", b, err)
	}
	s = c.subscribe(eventstore.Start, c.mine())
	b, err = s.Next(c.ctx)
	if err != nil || !b.CaughtUp || len(b.Events) != 1 || b.Position != c.head() {
		c.Fatalf("from the start: %+v, %v", b, err)
	}
}

func subscribeFiltered(c *fixture) {
	wanted := eventstore.Filter{StreamPrefixes: []string{c.stream("wanted-")}}
	s := c.subscribe(c.start, wanted)
	at := c.start
	for round := range 5 {
		c.put(c.stream("other"), eventstore.Any, some(20)...)
		events := some(1)
		r := c.put(c.stream("wanted-1"), eventstore.Any, events...)
		var got []eventstore.Recorded
		got, at = c.follow(s, at, 1)
		c.same("wanted", allSeen(got), expect(c.stream("wanted-1"), eventstore.Revision(round), events...))
		if at.Before(r.Position) {
			c.Fatalf("the checkpoint %s stayed behind the event at %s", at, r.Position)
		}
	}
	// What is filtered out moves the checkpoint, too.
	r := c.put(c.stream("other"), eventstore.Any, some(20)...)
	for at.Before(r.Position) {
		b, err := s.Next(c.ctx)
		if err != nil || len(b.Events) != 0 {
			c.Fatalf("behind the last wanted event: %+v, %v", b, err)
		}
		at = b.Position
	}
	fresh := c.subscribe(at, wanted)
	events := some(1)
	c.put(c.stream("wanted-2"), eventstore.Any, events...)
	got, _ := c.follow(fresh, at, 1)
	c.same("from the checkpoint", allSeen(got), expect(c.stream("wanted-2"), 0, events...))
}

func subscribeEnds(c *fixture) {
	s := c.subscribe(c.head(), c.mine())
	c.untilCaughtUp(s, c.start)
	ctx, cancel := context.WithCancel(c.ctx)
	ended := make(chan error)
	go func() {
		for {
			if _, err := s.Next(ctx); err != nil {
				ended <- err
				return
			}
		}
	}()
	cancel()
	c.wantErr("a waiting Next", <-ended, context.Canceled)
	if _, err := s.Next(c.ctx); err == nil {
		c.Fatal("a subscription that ended with an error goes on")
	}
}

func subscribeClosed(c *fixture) {
	s := c.subscribe(c.head(), c.mine())
	c.untilCaughtUp(s, c.start)
	ended := make(chan error)
	go func() {
		for {
			if _, err := s.Next(c.ctx); err != nil {
				ended <- err
				return
			}
		}
	}()
	if err := s.Close(); err != nil {
		c.Fatal(err)
	}
	if err := <-ended; errors.Is(err, context.DeadlineExceeded) {
		c.Fatalf("a waiting Next outlived Close: %v", err)
	}
}
