package eventstoretest

import (
	"slices"
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

func skipKnownCases() []suiteCase {
	return []suiteCase{
		{name: "skip known/one by one", needs: exactIDs, run: skipOneByOne},
		{name: "skip known/batched differently", needs: exactIDs, run: skipRebatched},
		{name: "skip known/within an append and a call", needs: exactIDs, run: skipWithin},
		{name: "skip known/in other streams", needs: exactIDs, run: skipOtherStream},
		{name: "skip known/racing callers", needs: exactIDs, run: skipRacing},
		{name: "known/positions", needs: exactIDs, run: knownPositions},
		{name: "known/after a restart", needs: func(f Factory) bool { return f.ExactIDs && restarts(f) }, run: knownRestart},
	}
}

func (c *fixture) skip(stream string, events ...eventstore.NewEvent) eventstore.Result {
	c.Helper()
	r := c.do(eventstore.Append{Stream: stream, Expected: eventstore.Any, SkipKnown: true, Events: events})
	if r.Err != nil {
		c.Fatalf("append to %s: %v", stream, r.Err)
	}
	return r
}

func skipOneByOne(c *fixture) {
	s, events := c.stream("a"), some(5)
	r := c.skip(s, events[1], events[3])
	c.same("nothing known", r.Known, []bool(nil))
	r = c.skip(s, events...)
	c.same("two known", r.Known, []bool{false, true, false, true, false})
	want := slices.Concat(events[1:2], events[3:4], events[0:1], events[2:3], events[4:5])
	c.same("stream", c.whole(s), expect(s, 0, want...))
	c.same("revision", r.Revision, eventstore.Revision(4))
	head := c.all()[4].Position
	c.same("position", r.Position.String(), head.String())

	r = c.skip(s, events[:2]...)
	c.same("all known", r.Known, []bool{true, true})
	c.same("revision of the last, which was there", r.Revision, eventstore.Revision(0))
	c.same("position of the last, which was there", r.Position.String(), c.all()[0].Position.String())
	c.same("stream", c.whole(s), expect(s, 0, want...))
}

func skipRebatched(c *fixture) {
	s, events := c.stream("a"), some(30)
	for _, size := range []int{7, 1, 30, 4, 11} {
		for part := range slices.Chunk(events, size) {
			c.skip(s, part...)
		}
	}
	c.same("stream", c.whole(s), expect(s, 0, events...))
}

func skipWithin(c *fixture) {
	s, e := c.stream("a"), some(3)
	r := c.skip(s, e[0], e[1], e[0])
	c.same("the same id twice", r.Known, []bool{false, false, true})
	results, err := c.log.Append(c.ctx,
		eventstore.Append{Stream: s, Expected: eventstore.Any, SkipKnown: true, Events: []eventstore.NewEvent{e[2]}},
		eventstore.Append{Stream: c.stream("b"), Expected: eventstore.Any, SkipKnown: true, Events: []eventstore.NewEvent{e[2], e[1]}},
	)
	if err != nil || results[0].Err != nil || results[1].Err != nil {
		c.Fatal(results, err)
	}
	written := len(c.whole(s)) + len(c.whole(c.stream("b")))
	c.same("events written", written, 3)
}

func skipOtherStream(c *fixture) {
	e := some(2)
	first := c.put(c.stream("a"), eventstore.Any, e[0])
	r := c.skip(c.stream("b"), e[1], e[0])
	c.same("known", r.Known, []bool{false, true})
	c.same("position", r.Position.String(), first.Position.String())
	c.same("b", c.whole(c.stream("b")), expect(c.stream("b"), 0, e[1]))
}

// skipRacing lets callers append the same events, in different parts and at
// the same moment.
func skipRacing(c *fixture) {
	events := some(200)
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for part := range slices.Chunk(events, 3+w) {
				results, err := c.log.Append(c.ctx, eventstore.Append{
					Stream: c.stream("a"), Expected: eventstore.Any, SkipKnown: true, Events: part,
				})
				if err != nil || results[0].Err != nil {
					c.Error(results, err)
					return
				}
			}
		})
	}
	writers.Wait()
	times := map[uuid.UUID]int{}
	for _, e := range c.all() {
		times[e.ID]++
	}
	for _, e := range events {
		if times[e.ID] != 1 {
			c.Fatalf("event %s stands %d times in the log, want once", e.ID, times[e.ID])
		}
	}
}

// checkKnown compares Known with what reading the log shows.
func (c *fixture) checkKnown(unknown ...uuid.UUID) {
	c.Helper()
	all := c.all()
	ids := slices.Clone(unknown)
	want := make([]string, len(unknown))
	for i := range want {
		want[i] = eventstore.Start.String()
	}
	for _, e := range all {
		ids, want = append(ids, e.ID), append(want, e.Position.String())
	}
	positions, err := c.log.Known(c.ctx, ids)
	if err != nil {
		c.Fatal(err)
	}
	var got []string
	for _, p := range positions {
		got = append(got, p.String())
	}
	c.same("known", got, want)
}

func knownPositions(c *fixture) {
	c.checkKnown(uuid.New())
	c.put(c.stream("a"), eventstore.Any, some(3)...)
	c.skip(c.stream("b"), some(2)...)
	c.checkKnown(uuid.New(), uuid.UUID{})
	refused := some(1)
	c.do(eventstore.Append{Stream: c.stream("a"), Expected: 100, Events: refused})
	c.checkKnown(refused[0].ID)
}

func knownRestart(c *fixture) {
	events := some(300)
	c.put(c.stream("a"), eventstore.Any, events...)
	c.log = c.factory.Restart(c, c.log)
	c.checkKnown(uuid.New())
	r := c.skip(c.stream("b"), slices.Concat(events[:2], some(1), events[2:])...)
	written := 0
	for _, known := range r.Known {
		if !known {
			written++
		}
	}
	c.same("events written again", written, 1)
}
