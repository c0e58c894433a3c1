package pebblevault

import (
	"context"
	"errors"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

const (
	maxWaiting = 1024 // changes in the queue
	maxGroup   = 256  // changes in one commit
)

// change is one caller's change. run reads and writes through the batch; it
// must not fail after its first write. then, if there is one, follows the
// commit, whether or not the caller still waits.
type change struct {
	run  func(*pebble.Batch) error
	then func()
	sync bool
	done chan error
}

// committer makes the changes, one after the other, some in one commit.
type committer struct {
	db     *pebble.DB
	queue  chan *change
	gone   chan struct{} // closed when the goroutine has ended
	broken chan struct{} // closed when a write failed; the goroutine may hang then

	mu       sync.Mutex
	inflight chan struct{} // closed when the commit under way is durable; nil when there is none
	failed   error
}

func newCommitter() *committer {
	return &committer{queue: make(chan *change, maxWaiting), gone: make(chan struct{}), broken: make(chan struct{})}
}

func (c *committer) start(db *pebble.DB) {
	c.db = db
	go c.loop()
}

// fail ends all writing. It is called once, when a write failed.
func (c *committer) fail(err error) {
	c.mu.Lock()
	c.failed = &vault.Error{Op: "write", Err: joined(vault.ErrFailed, err),
		Hint: "check the disk (space, rights, health), then start again"}
	c.mu.Unlock()
	close(c.broken)
}

func (c *committer) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// do hands a change over and waits for its commit. When ctx has ended before,
// nothing happens; when it ends meanwhile, the change may or may not happen.
func (c *committer) do(ctx context.Context, sync bool, run func(*pebble.Batch) error) error {
	return c.doThen(ctx, sync, run, nil)
}

// doThen is do for a change that something in memory has to follow: then is
// called once the change is made, before anybody learns that it is.
func (c *committer) doThen(ctx context.Context, sync bool, run func(*pebble.Batch) error, then func()) error {
	if err := c.failure(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ch := &change{run: run, then: then, sync: sync, done: make(chan error, 1)}
	select {
	case c.queue <- ch:
	case <-c.broken:
		return c.failure()
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-ch.done:
		return err
	case <-c.broken:
		return c.failure()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settle waits until what a reader can have seen so far is durable.
func (c *committer) settle(ctx context.Context) error {
	c.mu.Lock()
	inflight, failed := c.inflight, c.failed
	c.mu.Unlock()
	if failed != nil {
		return failed
	}
	if inflight == nil {
		return nil
	}
	select {
	case <-inflight:
		return c.failure()
	case <-c.broken:
		return c.failure()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// unlessBroken runs what writes beside the committer, and leaves it behind when
// a write fails, for it hangs then.
func (c *committer) unlessBroken(do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-c.broken:
		return c.failure()
	}
}

// close ends the goroutine after what is queued. No do may follow or be under
// way.
func (c *committer) close() {
	close(c.queue)
	<-c.gone
}

func (c *committer) loop() {
	defer close(c.gone)
	for first := range c.queue {
		group := []*change{first}
	gather:
		for len(group) < maxGroup {
			select {
			case ch, ok := <-c.queue:
				if !ok {
					break gather
				}
				group = append(group, ch)
			default:
				break gather
			}
		}
		c.commit(group)
	}
}

func (c *committer) commit(group []*change) {
	inflight := make(chan struct{})
	c.mu.Lock()
	c.inflight = inflight
	c.mu.Unlock()
	errs := make([]error, len(group))
	whole := c.write(group, errs)
	for _, ch := range group {
		if ch.then != nil {
			ch.then()
		}
	}
	c.mu.Lock()
	c.inflight = nil
	close(inflight)
	c.mu.Unlock()
	for i, ch := range group {
		ch.done <- errors.Join(errs[i], whole)
	}
}

// write runs the changes and commits them. A write that fails does not come
// back: see files.
func (c *committer) write(group []*change, errs []error) error {
	batch := c.db.NewIndexedBatch()
	defer batch.Close()
	how := pebble.NoSync
	for i, ch := range group {
		errs[i] = ch.run(batch)
		if ch.sync && errs[i] == nil {
			how = pebble.Sync
		}
	}
	if batch.Empty() {
		return nil
	}
	return batch.Commit(how)
}
