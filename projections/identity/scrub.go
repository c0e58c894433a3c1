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
	for _, mark := range marks {
		if err != nil {
			break
		}
		err = p.scrubOne(ctx, mark)
	}
	return err
}

// scrubOne compacts the keys of one record, or of all of an account; that
// flushes memory first.
func (p *Projector) scrubOne(ctx context.Context, mark []byte) error {
	from := key(tableRecord, mark[1:])
	if ordinalIn(mark) == wholeAccount {
		from = from[:17]
	}
	if err := p.store.db.Compact(ctx, from, after(from), false); err != nil {
		return err
	}
	return p.store.db.Delete(mark, pebble.NoSync)
}
