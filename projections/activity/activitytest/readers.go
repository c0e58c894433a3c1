package activitytest

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// testReaders reads beside writing: a reader sees a batch whole or not at all.
func (open Open) testReaders(t *testing.T) {
	const batch, batches = 10, 25
	w := open.world(t)
	q := activity.Query{Account: account(1), Records: []uuid.UUID{record(1), record(2)}, Limit: activity.MaxLimit}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for reading := true; reading; {
				select {
				case <-done:
					reading = false
				default:
				}
				page, err := w.Timeline(t.Context(), q)
				n, cerr := w.Count(t.Context(), q)
				if err != nil || cerr != nil || len(page.Activities)%batch != 0 || n%batch != 0 {
					t.Errorf("read %d and counted %d activities (%v, %v), want whole batches of %d", len(page.Activities), n, err, cerr, batch)
					return
				}
			}
		})
	}
	for b := range batches {
		var events []projections.Event
		for i := range batch {
			n := b*batch + i + 1
			events = append(events, did{n: n, account: 1, record: 1 + i%2, source: 1, activity: n, at: n}.event())
		}
		w.take(events...)
	}
	close(done)
	readers.Wait()
}
