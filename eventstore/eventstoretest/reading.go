package eventstoretest

import (
	"iter"
	"slices"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// recorded takes all a read yields; it must not fail.
func (c *fixture) recorded(events iter.Seq2[eventstore.Recorded, error]) []eventstore.Recorded {
	c.Helper()
	var out []eventstore.Recorded
	for e, err := range events {
		if err != nil {
			c.Fatalf("read: %v", err)
		}
		out = append(out, e)
	}
	return out
}

func (c *fixture) readStream(stream string, from eventstore.Revision, dir eventstore.Direction, limit int) []seen {
	c.Helper()
	return allSeen(c.recorded(c.log.ReadStream(c.ctx, stream, from, dir, limit)))
}

// whole is a stream from its start.
func (c *fixture) whole(stream string) []seen {
	c.Helper()
	return c.readStream(stream, 0, eventstore.Forwards, 0)
}

// all is what this case wrote, in log order.
func (c *fixture) all() []eventstore.Recorded {
	c.Helper()
	return c.recorded(c.log.ReadAll(c.ctx, c.start, eventstore.Forwards, c.mine(), 0))
}

func allSeen(events []eventstore.Recorded) []seen {
	var out []seen
	for _, e := range events {
		out = append(out, seenOf(e))
	}
	return out
}

func reversed[T any](s []T) []T {
	out := slices.Clone(s)
	slices.Reverse(out)
	return out
}

func readCases() []suiteCase {
	return []suiteCase{
		{name: "read/a missing stream is empty", run: readMissing},
		{name: "read/stream both ways", run: readStreamWays},
		{name: "read/all both ways", run: readAllWays},
		{name: "read/longer than a page", run: readLong},
		{name: "read/stop early and read again", run: readStop},
		{name: "read/created time", run: readCreated},
		{name: "read/store id", run: readStoreID},
		{name: "read/head", needs: alone, run: readHead},
	}
}

func readMissing(c *fixture) {
	for _, dir := range []eventstore.Direction{eventstore.Forwards, eventstore.Backwards} {
		c.same("missing stream", c.readStream(c.stream("none"), 0, dir, 0), []seen(nil))
	}
	c.same("missing stream from its end", c.readStream(c.stream("none"), eventstore.End, eventstore.Backwards, 0), []seen(nil))
}

func readStreamWays(c *fixture) {
	s, events := c.stream("a"), some(7)
	c.put(s, eventstore.NoStream, events...)
	c.put(c.stream("b"), eventstore.Any, some(3)...)
	want := expect(s, 0, events...)
	for _, t := range []struct {
		name  string
		from  eventstore.Revision
		dir   eventstore.Direction
		limit int
		want  []seen
	}{
		{"whole", 0, eventstore.Forwards, 0, want},
		{"from the middle", 4, eventstore.Forwards, 0, want[4:]},
		{"limited", 1, eventstore.Forwards, 3, want[1:4]},
		{"last", 6, eventstore.Forwards, 0, want[6:]},
		{"behind the end", 7, eventstore.Forwards, 0, nil},
		{"backwards from the end", eventstore.End, eventstore.Backwards, 0, reversed(want)},
		{"backwards from the middle", 3, eventstore.Backwards, 0, reversed(want[:4])},
		{"backwards limited", eventstore.End, eventstore.Backwards, 2, reversed(want[5:])},
		{"backwards from the first", 0, eventstore.Backwards, 0, want[:1]},
		{"backwards from behind the end", 100, eventstore.Backwards, 0, reversed(want)},
	} {
		c.same(t.name, c.readStream(s, t.from, t.dir, t.limit), t.want)
	}
}

func readAllWays(c *fixture) {
	var want []seen
	for i, name := range []string{"a", "b", "a", "c", "b", "a"} {
		events := some(1 + i%3)
		r := c.put(c.stream(name), eventstore.Any, events...)
		want = append(want, expect(c.stream(name), r.Revision-eventstore.Revision(len(events))+1, events...)...)
	}
	all := c.all()
	c.same("all forwards", allSeen(all), want)
	for i := 1; i < len(all); i++ {
		if !all[i-1].Position.Before(all[i].Position) {
			c.Fatalf("positions do not grow: %s, then %s", all[i-1].Position, all[i].Position)
		}
	}
	read := func(from eventstore.Position, dir eventstore.Direction, limit int) []seen {
		return allSeen(c.recorded(c.log.ReadAll(c.ctx, from, dir, c.mine(), limit)))
	}
	c.same("all backwards", read(eventstore.EndPosition, eventstore.Backwards, len(want)), reversed(want))
	for i, e := range all {
		c.same("strictly after", read(e.Position, eventstore.Forwards, 0), tail(want[i+1:]))
		c.same("strictly before", read(e.Position, eventstore.Backwards, i), reversed(tail(want[:i])))
	}
	c.same("limited", read(all[0].Position, eventstore.Forwards, 2), want[1:3])
	c.same("after the end", read(eventstore.EndPosition, eventstore.Forwards, 0), []seen(nil))
	c.same("before the start", read(eventstore.Start, eventstore.Backwards, 0), []seen(nil))
}

// tail makes an empty slice nil, as a read without events gives.
func tail(s []seen) []seen {
	if len(s) == 0 {
		return nil
	}
	return s
}

func readLong(c *fixture) {
	s := c.stream("long")
	var events []eventstore.NewEvent
	for range 25 {
		part := some(100)
		events = append(events, part...)
		c.put(s, eventstore.Any, part...)
	}
	want := expect(s, 0, events...)
	c.same("long stream", c.whole(s), want)
	c.same("long stream backwards", c.readStream(s, eventstore.End, eventstore.Backwards, 0), reversed(want))
	c.same("long log", allSeen(c.all()), want)
	c.same("limit over a page", c.readStream(s, 1, eventstore.Forwards, 1500), want[1:1501])
	back := c.recorded(c.log.ReadAll(c.ctx, eventstore.EndPosition, eventstore.Backwards, c.mine(), 2500))
	c.same("long log backwards", allSeen(back), reversed(want))
}

func readStop(c *fixture) {
	s := c.stream("a")
	c.put(s, eventstore.Any, some(5)...)
	for range c.log.ReadStream(c.ctx, s, 0, eventstore.Forwards, 0) {
		break
	}
	for range c.log.ReadAll(c.ctx, c.start, eventstore.Forwards, c.mine(), 0) {
		break
	}
	if n := len(c.whole(s)); n != 5 {
		c.Fatalf("after stopping early a read gives %d events, want 5", n)
	}
}
