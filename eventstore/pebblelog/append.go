package pebblelog

import (
	"context"
	"fmt"
	"sync/atomic"
	"unicode/utf8"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// maxName bounds stream names and event types, in bytes.
const maxName = 1024

// request is one call of Append on its way through the committer.
type request struct {
	items   []item
	results []eventstore.Result
	state   atomic.Int32
	err     error
	done    chan struct{} // one message when results or err are there
}

type item struct {
	append *eventstore.Append
	result *eventstore.Result
	stream streamKey
	size   int
}

const (
	requestQueued int32 = iota
	requestTaken        // the committer reads the caller's slices
	requestAbandoned
)

// Append implements eventstore.Log. When ctx ends before the committer took the
// call, nothing is written; afterwards Append waits for the outcome.
func (l *Log) Append(ctx context.Context, appends ...eventstore.Append) ([]eventstore.Result, error) {
	if err := l.mayAppend(ctx); err != nil {
		return nil, err
	}
	r := newRequest(appends)
	if len(r.items) == 0 {
		return r.results, nil
	}
	if !l.queue.put(r) {
		return nil, l.closedError()
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		if r.state.CompareAndSwap(requestQueued, requestAbandoned) {
			return nil, &eventstore.Error{Op: "append", Err: ctx.Err()}
		}
		<-r.done
	}
	if r.err != nil {
		return nil, r.err
	}
	l.counts.appends.Add(uint64(len(appends)))
	return r.results, nil
}

func (l *Log) mayAppend(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &eventstore.Error{Op: "append", Err: err}
	}
	if l.config.ReadOnly {
		return &eventstore.Error{
			Op: "append", About: l.config.Dir, Err: fmt.Errorf("%w: opened read-only", eventstore.ErrInvalid),
		}
	}
	return l.failed()
}

func (l *Log) closedError() error {
	return &eventstore.Error{Op: "append", About: l.config.Dir, Err: eventstore.ErrClosed}
}

// newRequest checks each append; the ones that are wrong get their answer here.
func newRequest(appends []eventstore.Append) *request {
	r := &request{
		items:   make([]item, 0, len(appends)),
		results: make([]eventstore.Result, len(appends)),
		done:    make(chan struct{}, 1),
	}
	for i := range appends {
		a := &appends[i]
		size, err := check(a)
		if err != nil {
			r.results[i].Err = err
			continue
		}
		r.items = append(r.items, item{append: a, result: &r.results[i], stream: keyOfStream(a.Stream), size: size})
	}
	return r
}

// check tells what is wrong with an append, or its size.
func check(a *eventstore.Append) (size int, err error) {
	invalid := func(what string) (int, error) {
		return 0, &eventstore.Error{Op: "append", About: a.Stream, Err: fmt.Errorf("%w: %s", eventstore.ErrInvalid, what)}
	}
	switch {
	case a.Stream == "" || len(a.Stream) > maxName || !utf8.ValidString(a.Stream):
		return invalid("a stream name has 1 to 1024 bytes of UTF-8")
	case len(a.Events) == 0:
		return invalid("no events")
	case a.Expected < eventstore.Any || a.Expected == eventstore.End:
		return invalid("the expected revision is none")
	case a.SkipKnown && a.Expected != eventstore.Any:
		return invalid("SkipKnown goes with Expected = Any")
	}
	for i := range a.Events {
		e := &a.Events[i]
		if e.ID == (uuid.UUID{}) {
			return invalid("an event has no id")
		}
		if e.Type == "" || len(e.Type) > maxName || !utf8.ValidString(e.Type) {
			return invalid("an event type has 1 to 1024 bytes of UTF-8")
		}
		size += e.Size()
	}
	if size > eventstore.MaxAppendBytes {
		return 0, &eventstore.Error{
			Op: "append", About: a.Stream, Err: eventstore.ErrTooLarge,
			Hint: "split the events into several appends",
		}
	}
	return size, nil
}
