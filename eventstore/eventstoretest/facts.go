package eventstoretest

import (
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// skew is how far a server's clock may be off.
const skew = time.Minute

func readCreated(c *fixture) {
	before := time.Now()
	c.put(c.stream("a"), eventstore.Any, some(2)...)
	after := time.Now()
	for _, e := range c.all() {
		if e.Created.Nanosecond()%100 != 0 {
			c.Errorf("created %s is finer than 100 ns", e.Created.Format(time.RFC3339Nano))
		}
		if e.Created.Location() != time.UTC {
			c.Errorf("created is in %s, want UTC", e.Created.Location())
		}
		if e.Created.Before(before.Add(-skew)) || e.Created.After(after.Add(skew)) {
			c.Errorf("created %s, appended between %s and %s", e.Created, before, after)
		}
	}
}

func readStoreID(c *fixture) {
	first, err := c.log.StoreID(c.ctx)
	if err != nil || first == (uuid.UUID{}) {
		c.Fatalf("store id: %s, %v", first, err)
	}
	if again, err := c.log.StoreID(c.ctx); err != nil || again != first {
		c.Fatalf("store id was %s, now %s, %v", first, again, err)
	}
}

func readHead(c *fixture) {
	for range 3 {
		r := c.put(c.stream("a"), eventstore.Any, some(4)...)
		c.same("head", c.head().String(), r.Position.String())
	}
}

func filterCases() []suiteCase {
	return []suiteCase{
		{name: "filter/by stream prefix", run: filterStreams},
		{name: "filter/by type prefix", run: filterTypes},
		{name: "filter/both is an error", run: filterBoth},
	}
}

func filterStreams(c *fixture) {
	var want []seen
	for _, name := range []string{"record-1", "account-1", "record-2", "identity-1"} {
		events := some(2)
		c.put(c.stream(name), eventstore.Any, events...)
		if name != "account-1" {
			want = append(want, expect(c.stream(name), 0, events...)...)
		}
	}
	f := eventstore.Filter{StreamPrefixes: []string{c.stream("record-"), c.stream("identity-")}}
	got := allSeen(c.recorded(c.log.ReadAll(c.ctx, c.start, eventstore.Forwards, f, 0)))
	c.same("filtered", got, want)
	got = allSeen(c.recorded(c.log.ReadAll(c.ctx, eventstore.EndPosition, eventstore.Backwards, f, 3)))
	c.same("filtered backwards", got, reversed(want[3:]))
}

func filterTypes(c *fixture) {
	// The types are made unique, since the log may hold others' events.
	mark := "T" + uuid.NewString()
	types := []string{mark + "RecordObserved", mark + "AccountOpened", mark + "RecordErased", mark + "Merged"}
	events := some(len(types))
	for i := range events {
		events[i].Type = types[i]
	}
	s := c.stream("a")
	c.put(s, eventstore.Any, events...)
	all := expect(s, 0, events...)
	f := eventstore.Filter{TypePrefixes: []string{mark + "Record", mark + "Merged"}}
	got := allSeen(c.recorded(c.log.ReadAll(c.ctx, c.start, eventstore.Forwards, f, 0)))
	c.same("filtered", got, []seen{all[0], all[2], all[3]})
}

func filterBoth(c *fixture) {
	f := eventstore.Filter{StreamPrefixes: []string{"a"}, TypePrefixes: []string{"b"}}
	n := 0
	for _, err := range c.log.ReadAll(c.ctx, eventstore.Start, eventstore.Forwards, f, 0) {
		c.wantErr("read with both filters", err, eventstore.ErrInvalid)
		n++
	}
	if n != 1 {
		c.Fatalf("read with both filters yielded %d times, want one error", n)
	}
	_, err := c.log.Subscribe(c.ctx, eventstore.Start, f)
	c.wantErr("subscribe with both filters", err, eventstore.ErrInvalid)
}
