package logbench

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
)

// clients lets goroutines work until the time is over and gives the rate of
// what they counted.
func clients(n int, d time.Duration, work func(client int, running func() bool, count func(int)) error) (float64, error) {
	var group sync.WaitGroup
	var events atomic.Int64
	var over atomic.Bool
	var failure atomic.Pointer[error]
	start := time.Now()
	timer := time.AfterFunc(d, func() { over.Store(true) })
	defer timer.Stop()
	running := func() bool { return !over.Load() }
	for client := range n {
		group.Go(func() {
			if err := work(client, running, func(n int) { events.Add(int64(n)) }); err != nil {
				failure.CompareAndSwap(nil, &err)
				over.Store(true)
			}
		})
	}
	group.Wait()
	if err := failure.Load(); err != nil {
		return 0, *err
	}
	return float64(events.Load()) / time.Since(start).Seconds(), nil
}

// ours is the log; it also gives the events a sync made durable.
func (c Config) ours(ctx context.Context, dir string, load Load) (rate, group float64, err error) {
	l, err := pebblelog.Open(pebblelog.Config{Dir: dir})
	if err != nil {
		return 0, 0, err
	}
	rate, err = clients(load.Clients, c.Duration, func(client int, running func() bool, count func(int)) error {
		s := newSource(c, client)
		for running() {
			results, err := l.Append(ctx, s.append(load.Batch))
			if err != nil {
				return err
			}
			if results[0].Err != nil {
				return results[0].Err
			}
			count(load.Batch)
		}
		return nil
	})
	stats := l.Stats()
	if closeErr := l.Close(); err == nil {
		err = closeErr
	}
	return rate, float64(stats.Events) / float64(max(1, stats.Groups)), err
}
