package eventstoretest

import (
	"errors"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

func restartCases() []suiteCase {
	return []suiteCase{
		{name: "restart/everything is still there", needs: restarts, run: restartKeeps},
		{name: "restart/idempotency holds", needs: restarts, run: restartRetry},
		{name: "restart/a closed log says so", needs: restarts, run: restartClosed},
	}
}

func restartKeeps(c *fixture) {
	id, err := c.log.StoreID(c.ctx)
	if err != nil {
		c.Fatal(err)
	}
	var before []eventstore.Recorded
	for range 3 {
		c.put(c.stream("a"), eventstore.Any, some(10)...)
		c.put(c.stream("b"), eventstore.Any, some(1)...)
		before = c.all()
		head := c.head()
		c.log = c.factory.Restart(c, c.log)
		if c.factory.Alone {
			c.same("head", c.head().String(), head.String())
		}
		after := c.all()
		c.same("log", allSeen(after), allSeen(before))
		for i := range after {
			if after[i].Position != before[i].Position || !after[i].Created.Equal(before[i].Created) {
				c.Fatalf("event %d: %+v, before the restart %+v", i, after[i], before[i])
			}
		}
	}
	if again, err := c.log.StoreID(c.ctx); err != nil || again != id {
		c.Fatalf("store id was %s, now %s, %v", id, again, err)
	}
	s := c.subscribe(c.start, c.mine())
	events, _ := c.follow(s, c.start, len(before))
	c.same("subscription", allSeen(events), allSeen(before))
}

func restartRetry(c *fixture) {
	a := eventstore.Append{Stream: c.stream("a"), Expected: eventstore.NoStream, Events: some(3)}
	first := c.put(a.Stream, a.Expected, a.Events...)
	c.log = c.factory.Restart(c, c.log)
	c.wantRetry("after a restart", a, first)
	c.wantWrong("other ids", c.do(eventstore.Append{Stream: a.Stream, Expected: eventstore.NoStream, Events: some(1)}), 2)
}

func restartClosed(c *fixture) {
	c.put(c.stream("a"), eventstore.Any, some(1)...)
	old := c.log
	waiting, err := old.Subscribe(c.ctx, c.start, c.mine())
	if err != nil {
		c.Fatal(err)
	}
	c.untilCaughtUp(waiting, c.start)
	ended := make(chan error)
	go func() {
		for {
			if _, err := waiting.Next(c.ctx); err != nil {
				ended <- err
				return
			}
		}
	}()
	c.log = c.factory.Restart(c, c.log)
	c.wantErr("a waiting Next", <-ended, eventstore.ErrClosed)
	_, err = old.Append(c.ctx, eventstore.Append{Stream: c.stream("a"), Expected: eventstore.Any, Events: some(1)})
	c.wantErr("append", err, eventstore.ErrClosed)
	for _, err := range old.ReadAll(c.ctx, c.start, eventstore.Forwards, c.mine(), 0) {
		c.wantErr("read", err, eventstore.ErrClosed)
	}
	if err := old.Close(); err != nil && !errors.Is(err, eventstore.ErrClosed) {
		c.Fatalf("closing twice: %v", err)
	}
}
