package projections_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/projectiontest"
)

var errUnreadable = errors.New("payload does not open")

// unreadable is a log with an event that cannot be opened: the journal then
// gives what stands before it, together with the error.
type unreadable struct {
	*projectiontest.Log
	number int // of the event; 0 is none
}

type unreadableSubscription struct {
	projections.Subscription
	log *unreadable
}

func (u *unreadable) Subscribe(ctx context.Context, from eventstore.Position, f eventstore.Filter) (projections.Subscription, error) {
	s, err := u.Log.Subscribe(ctx, from, f)
	return unreadableSubscription{s, u}, err
}

func (s unreadableSubscription) Next(ctx context.Context) (projections.Batch, error) {
	b, err := s.Subscription.Next(ctx)
	for i, e := range b.Events {
		if e.ID != id(1, s.log.number) {
			continue
		}
		before := projections.Batch{Events: b.Events[:i]}
		if i > 0 {
			before.Position = b.Events[i-1].Position
		}
		return before, errUnreadable
	}
	return b, err
}

// What cannot be opened is no poison of this read model: everything before it is
// applied, and the runner keeps trying and says why.
func TestUnreadableEventHoldsTheRunnerUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := &unreadable{newLog(), 25}, newCounting()
		at := log.Append(history(1, 40)...)
		r, stop := start(t, p, log, projections.Config{})
		err := r.WaitFor(t.Context(), at, time.Minute)
		if !errors.Is(err, projections.ErrNotYet) || !errors.Is(err, errUnreadable) {
			t.Errorf("waiting: got %v, want ErrNotYet because of the event", err)
		}
		if s := r.Status(); p.at.Ordinal != 24 || s.CaughtUp || !errors.Is(s.Err, errUnreadable) || s.Parked != 0 {
			t.Errorf("at event %d, status %+v, want it held up at 24", p.at.Ordinal, s)
		}
		log.number = 0 // the key is back
		if err := r.WaitFor(t.Context(), at, time.Minute); err != nil {
			t.Errorf("after it was mended: %v", err)
		}
		if s := r.Status(); s.Err != nil || s.Ordinal != 40 {
			t.Errorf("status %+v, want all applied and no error", s)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestLagAndRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, p := newLog(), newCounting()
		release := make(chan struct{})
		p.hold = func(context.Context, int) { <-release }
		r, stop := start(t, p, log, projections.Config{MaxEvents: 10})
		old := activity(1, 1)
		old.RecordedAt = time.Now().Add(-time.Hour)
		log.Append(old)
		synctest.Wait()
		at := log.Append(history(2, 60)...)
		synctest.Wait()
		if s := r.Status(); s.CaughtUp || s.LagEvents < 10 {
			t.Errorf("while an Apply hangs: %+v, want a lag", s)
		}
		release <- struct{}{}
		synctest.Wait()
		if s := r.Status(); s.Lag != time.Hour || s.CaughtUp {
			t.Errorf("lag %v, want the age of the event applied last, an hour", s.Lag)
		}
		close(release)
		wait(t, r, at)
		synctest.Wait()
		if s := r.Status(); !s.CaughtUp || s.Lag != 0 || s.LagEvents != 0 || s.Rate != 6.1 {
			t.Errorf("at the head: %+v, want no lag and 61 events in ten seconds", s)
		}
		<-time.After(time.Minute) // of the bubble
		if s := r.Status(); s.Rate != 0 {
			t.Errorf("a minute later the rate is %v", s.Rate)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}
