package pebbleactivity

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// scrubber rewrites, beside everything else, the files that held what was
// erased.
type scrubber struct {
	ctx   context.Context
	stop  context.CancelFunc
	todo  chan struct{} // holds at most one signal
	done  sync.WaitGroup
	turns sync.Mutex // one scrub at a time
}

func (s *scrubber) wake() {
	select {
	case s.todo <- struct{}{}:
	default:
	}
}

func (s *Store) startScrubber() {
	s.scrub.ctx, s.scrub.stop = context.WithCancel(context.Background())
	s.scrub.todo = make(chan struct{}, 1)
	s.scrub.wake() // what a crash left
	s.scrub.done.Go(func() {
		for {
			select {
			case <-s.scrub.ctx.Done():
				return
			case <-s.scrub.todo:
			}
			if err := s.Scrub(s.scrub.ctx); err != nil && s.scrub.ctx.Err() == nil {
				s.cfg.Logger.Error("scrub what was erased", "store", activity.Name, "error", err)
			}
		}
	})
}

func (s *Store) stopScrubber() {
	s.scrub.stop()
	s.scrub.done.Wait()
}

// Scrub implements activity.Store. When it fails the marks stay, and it goes on
// at the next erasure or start.
func (s *Store) Scrub(ctx context.Context) error {
	if err := s.use("scrub"); err != nil {
		return err
	}
	defer s.users.RUnlock()
	s.scrub.turns.Lock()
	defer s.scrub.turns.Unlock()
	marks, err := s.marks()
	for _, mark := range marks {
		if err == nil {
			err = s.scrubRun(ctx, mark)
		}
	}
	if err != nil {
		return &activity.Error{Op: "scrub", Err: err}
	}
	return nil
}

func (s *Store) marks() (out [][]byte, err error) {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{spaceScrub}, UpperBound: []byte{spaceScrub + 1}})
	if err != nil {
		return nil, err
	}
	for ok := it.First(); ok; ok = it.Next() {
		out = append(out, bytes.Clone(it.Key()))
	}
	return out, errors.Join(it.Error(), it.Close())
}

// scrubRun compacts one run of timeline keys; that flushes memory first.
func (s *Store) scrubRun(ctx context.Context, mark []byte) error {
	from := append([]byte{spaceTimeline}, mark[1:]...)
	if err := s.db.Compact(ctx, from, after(from), false); err != nil {
		return err
	}
	return s.db.Delete(mark, pebble.NoSync)
}
