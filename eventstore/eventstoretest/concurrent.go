package eventstoretest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

func liveCases() []suiteCase {
	return []suiteCase{
		{name: "concurrent/subscriptions have no gap and no repeat", run: liveNoGap},
		{name: "concurrent/one of many wins a revision", run: liveOneWins},
		{name: "concurrent/what is answered can be read", run: liveReadable},
		{name: "concurrent/revisions have no gaps", run: liveRevisions},
	}
}

const (
	liveWriters = 6
	liveRounds  = 60
)

// write lets writers append at the same moment and returns when all have.
func (c *fixture) write(streams int, each func(writer, round int, r eventstore.Result)) {
	var writers sync.WaitGroup
	for w := range liveWriters {
		writers.Go(func() {
			for round := range liveRounds {
				s := c.stream(fmt.Sprintf("w%d", (w+round)%streams))
				results, err := c.log.Append(c.ctx, eventstore.Append{
					Stream: s, Expected: eventstore.Any, Events: some(1 + round%4),
				})
				if err != nil || results[0].Err != nil {
					c.Errorf("append: %v %v", results, err)
					return
				}
				if each != nil {
					each(w, round, results[0])
				}
			}
		})
	}
	writers.Wait()
}

// liveTotal is how many events write appends.
func liveTotal() int {
	n := 0
	for round := range liveRounds {
		n += liveWriters * (1 + round%4)
	}
	return n
}

// liveNoGap starts subscriptions before, while and after events are written:
// they cross from catching up to live at different moments, and every one has
// to deliver exactly the log.
func liveNoGap(c *fixture) {
	total := liveTotal()
	var followers sync.WaitGroup
	got := make([][]seen, 5)
	begin := make(chan int, len(got))
	for range got {
		followers.Go(func() {
			i := <-begin
			s := c.subscribe(c.start, c.mine())
			events, _ := c.follow(s, c.start, total)
			got[i] = allSeen(events)
		})
	}
	begin <- 0
	c.write(3, func(writer, round int, _ eventstore.Result) {
		if writer == 0 && round%20 == 10 {
			begin <- 1 + round/20
		}
	})
	begin <- 4
	followers.Wait()
	want := allSeen(c.all())
	if len(want) != total {
		c.Fatalf("the log has %d events, want %d", len(want), total)
	}
	for i := range got {
		c.same(fmt.Sprintf("subscription %d", i), got[i], want)
	}
}

func liveOneWins(c *fixture) {
	s := c.stream("contested")
	for revision := eventstore.NoStream; revision < 10; revision++ {
		var writers sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range liveWriters {
			writers.Go(func() {
				results, err := c.log.Append(c.ctx, eventstore.Append{Stream: s, Expected: revision, Events: some(1)})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					c.Error(err)
				case results[0].Err == nil:
					won++
				case !errors.Is(results[0].Err, eventstore.ErrWrongRevision):
					c.Error(results[0].Err)
				}
			})
		}
		writers.Wait()
		c.same(fmt.Sprintf("winners at %d", revision), won, 1)
	}
	c.same("length", len(c.whole(s)), 11)
}

// liveReadable checks read-your-write: at the answer the event is in every view.
func liveReadable(c *fixture) {
	c.write(3, func(_, _ int, r eventstore.Result) {
		head, err := c.log.Head(c.ctx)
		if err != nil || head.Before(r.Position) {
			c.Errorf("head %s is before the answered %s (%v)", head, r.Position, err)
		}
		found := false
		for e, err := range c.log.ReadAll(c.ctx, eventstore.EndPosition, eventstore.Backwards, c.mine(), liveTotal()) {
			if err != nil {
				c.Error(err)
				return
			}
			if found = e.Position == r.Position; found {
				break
			}
		}
		if !found {
			c.Errorf("the answered event at %s is not readable", r.Position)
		}
	})
}

func liveRevisions(c *fixture) {
	c.write(2, nil)
	next := map[string]eventstore.Revision{}
	for _, e := range c.all() {
		if e.Revision != next[e.Stream] {
			c.Fatalf("%s has revision %d after %d", e.Stream, e.Revision, next[e.Stream]-1)
		}
		next[e.Stream]++
	}
	for s, n := range next {
		c.same("length of "+s, len(c.whole(s)), int(n))
	}
}
