package pebblelog

import (
	"runtime"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

const (
	// groupBytes and groupEvents end a group. An append is at most 1 MiB, so a
	// group stays far below the size pebble gives a memtable of its own.
	groupBytes  = 1 << 20
	groupEvents = 16 << 10
	// maxInFlight is how many full groups may wait for their syncs. A group
	// that is not full waits until nothing is syncing and grows meanwhile.
	maxInFlight = 4
)

// committer is the one goroutine that decides; everything here is its own.
type committer struct {
	log     *Log
	index   *index
	heads   headCache
	next    uint64 // commit of the next event
	created int64
	waiting []*request

	// The group that is filled, and what pebble does not show of it yet: the
	// first place of each id in it, and the further ones.
	group *group
	ids   map[uuid.UUID]place
	again map[uuid.UUID][]place
}

func (l *Log) commitLoop(groups chan<- *group) {
	defer close(groups)
	c := &committer{log: l, index: l.index, heads: newHeadCache(), next: l.durable.Load() + 1}
	c.begin()
	for {
		var over bool
		c.waiting, over = l.queue.take(c.waiting, !c.group.empty())
		c.decideWaiting(groups)
		if over {
			c.commit(groups)
			return
		}
		if c.group.empty() || l.queue.syncing() > 0 {
			continue
		}
		// The sync that just ended woke its callers: let them in first.
		runtime.Gosched()
		c.waiting = l.queue.takeNow(c.waiting)
		c.decideWaiting(groups)
		c.commit(groups)
	}
}

func (c *committer) begin() {
	if c.ids == nil {
		c.ids = make(map[uuid.UUID]place, groupEvents/8)
	}
	clear(c.ids)
	c.again = nil
	c.group = &group{batch: c.log.db.NewBatchWithSize(groupBytes / 4)}
}

// decideWaiting works the taken requests off, committing groups that fill up.
func (c *committer) decideWaiting(groups chan<- *group) {
	c.created = ticksOf(c.log.config.Now())
	for i, r := range c.waiting {
		c.waiting[i] = nil
		if !r.state.CompareAndSwap(requestQueued, requestTaken) {
			continue
		}
		for n := 0; n < len(r.items) && c.log.failed() == nil; n++ {
			if c.group.full() {
				c.commit(groups)
			}
			if err := c.decide(&r.items[n]); err != nil {
				c.log.freeze(err)
			}
		}
		c.group.done = append(c.group.done, r)
	}
	c.waiting = c.waiting[:0]
}

// commit hands the group to pebble, whose log writer syncs it, and to the
// finisher, which waits for that.
func (c *committer) commit(groups chan<- *group) {
	g := c.group
	g.last = c.next - 1
	if err := g.writeIndex(); err != nil {
		c.log.freeze(err)
	}
	if !g.batch.Empty() && c.log.failed() == nil {
		c.log.counts.groups.Add(1)
		c.log.counts.events.Add(uint64(g.events))
		c.log.counts.bytes.Add(uint64(g.batch.Len()))
		err := c.log.db.ApplyNoSyncWait(g.batch, pebble.Sync)
		if g.applied = err == nil; err != nil {
			c.log.freeze(err)
		}
	}
	c.log.queue.started()
	groups <- g
	c.begin()
}

// finishLoop waits for the syncs in order, moves the head and answers.
func (l *Log) finishLoop(groups <-chan *group) {
	for g := range groups {
		l.finish(g)
		l.queue.finished()
	}
}

func (l *Log) finish(g *group) {
	if g.applied && l.failed() == nil {
		if err := g.batch.SyncWait(); err != nil {
			l.freeze(err)
		}
	}
	// The fence reports a failure before the failed sync returns, so an answer
	// given here rests on syncs that happened.
	err := l.failed()
	if err == nil {
		if g.last > l.durable.Load() {
			l.durable.Store(g.last)
			l.news.tell()
		}
		_ = g.batch.Close()
	}
	for _, r := range g.done {
		r.err = err
		r.done <- struct{}{}
	}
}

// headCache remembers the lengths of the streams written last, in two
// generations. It must remember at least those of a whole group, which are not
// in pebble yet.
type headCache struct{ young, old map[streamKey]uint64 }

const headCacheSize = 64 << 10 // entries a generation, more than groupEvents

func newHeadCache() headCache { return headCache{young: make(map[streamKey]uint64)} }

func (h *headCache) get(s streamKey) (uint64, bool) {
	n, ok := h.young[s]
	if !ok {
		n, ok = h.old[s]
	}
	return n, ok
}

func (h *headCache) set(s streamKey, length uint64) {
	if len(h.young) >= headCacheSize {
		h.old, h.young = h.young, make(map[streamKey]uint64, headCacheSize)
	}
	h.young[s] = length
}
