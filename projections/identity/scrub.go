package identity

import (
	"bytes"
	"context"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// wholeAccount stands in a scrub mark for all records of an account.
const wholeAccount = ^fold.Ordinal(0)

// scrubber rewrites, beside everything else, the files that still hold the
// bytes of erased records.
type scrubber struct {
	ctx  context.Context
	stop context.CancelFunc
	todo chan struct{} // holds at most one signal
	done sync.WaitGroup
	turn sync.Mutex
}

func (s *scrubber) wake() {
	select {
	case s.todo <- struct{}{}:
	default:
	}
}

func (p *Projector) startScrubber() {
	p.scrub.ctx, p.scrub.stop = context.WithCancel(context.Background())
	p.scrub.todo = make(chan struct{}, 1)
	p.scrub.wake() // what a crash left
	p.scrub.done.Go(func() {
		for {
			select {
			case <-p.scrub.ctx.Done():
				return
			case <-p.scrub.todo:
			}
			if err := p.Scrub(p.scrub.ctx); err != nil && p.scrub.ctx.Err() == nil {
				p.Logger.Error("erased records are still in files; trying again at the next erasure", "err", err)
			}
		}
	})
}

func (p *Projector) stopScrubber() {
	p.scrub.stop()
	p.scrub.done.Wait()
}

// Scrub rewrites the files that held what was erased, and returns when nothing
// of it is left. When it fails the marks stay.
func (p *Projector) Scrub(ctx context.Context) error {
	p.scrub.turn.Lock()
	defer p.scrub.turn.Unlock()
	var marks [][]byte
	err := p.store.all(key(tableScrub), func(k, _ []byte) error {
		marks = append(marks, bytes.Clone(k))
		return nil
	})
	for len(marks) > 0 && err == nil {
		n := 1
		for n < len(marks) && bytes.Equal(marks[n][:17], marks[0][:17]) {
			n++
		}
		err = p.scrubAccount(ctx, marks[:n])
		marks = marks[n:]
	}
	return err
}

// manyMarks is how many records of an account are rewritten one by one; more
// of them are rewritten with all that lies between.
const manyMarks = 16

// scrubAccount compacts the keys of an account's erased records; that flushes
// memory first.
func (p *Projector) scrubAccount(ctx context.Context, marks [][]byte) error {
	last := marks[len(marks)-1]
	runs := [][2][]byte{{key(tableRecord, marks[0][1:]), after(key(tableRecord, last[1:]))}}
	switch {
	case ordinalIn(last) == wholeAccount:
		whole := key(tableRecord, last[1:17])
		runs[0] = [2][]byte{whole, after(whole)}
	case len(marks) <= manyMarks:
		runs = runs[:0]
		for _, m := range marks {
			one := key(tableRecord, m[1:])
			runs = append(runs, [2][]byte{one, after(one)})
		}
	}
	for _, r := range runs {
		if err := p.store.db.Compact(ctx, r[0], r[1], false); err != nil {
			return err
		}
	}
	for _, m := range marks {
		if err := p.store.db.Delete(m, pebble.NoSync); err != nil {
			return err
		}
	}
	return nil
}
