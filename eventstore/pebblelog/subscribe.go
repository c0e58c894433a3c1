package pebblelog

import (
	"context"
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// news wakes subscriptions. A reader takes the channel first and looks at the
// head afterwards, so no move of the head falls between the two.
type news struct {
	mu    sync.Mutex
	ch    chan struct{}
	asked bool
}

func (n *news) init() { n.ch = make(chan struct{}) }

func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = true
	return n.ch
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.asked {
		close(n.ch)
		n.ch, n.asked = make(chan struct{}), false
	}
}

// subscription reads the log itself, catching up or live: it is woken when the
// head moves and holds nothing between two calls, so a slow one costs nothing.
type subscription struct {
	log      *Log
	filter   match
	next     uint64 // first commit not delivered
	told     bool   // that it caught up
	over     error
	stop     chan struct{}
	stopOnce sync.Once
}

// Subscribe implements eventstore.Log. From EndPosition it delivers what comes
// after the head of now.
func (l *Log) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (eventstore.Subscription, error) {
	m, err := newMatch(filter)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, &eventstore.Error{Op: "subscribe", Err: err}
	}
	if err := l.use("subscribe"); err != nil {
		return nil, err
	}
	defer l.users.RUnlock()
	last, _ := from.Parts()
	if from == eventstore.EndPosition {
		last = l.durable.Load()
	}
	l.counts.subscriptions.Add(1)
	return &subscription{log: l, filter: m, next: last + 1, stop: make(chan struct{})}, nil
}

// Next implements eventstore.Subscription. It is not for concurrent use.
func (s *subscription) Next(ctx context.Context) (eventstore.Batch, error) {
	if s.over != nil {
		return eventstore.Batch{}, s.over
	}
	b, err := s.read(ctx)
	if err != nil {
		s.over = err
	}
	return b, err
}

func (s *subscription) read(ctx context.Context) (eventstore.Batch, error) {
	for {
		wake := s.log.news.wait()
		head := s.log.durable.Load()
		if s.next <= head {
			return s.deliver(ctx, head)
		}
		if !s.told {
			s.told = true
			return eventstore.Batch{Position: position(s.next - 1), CaughtUp: true}, s.alive(ctx)
		}
		select {
		case <-wake:
		case <-ctx.Done():
		case <-s.stop:
		case <-s.log.closed:
		}
		if err := s.alive(ctx); err != nil {
			return eventstore.Batch{}, err
		}
	}
}

func (s *subscription) deliver(ctx context.Context, head uint64) (eventstore.Batch, error) {
	if err := s.alive(ctx); err != nil {
		return eventstore.Batch{}, err
	}
	st, err := s.log.step(ctx, walk{low: s.next, high: head, filter: s.filter, limit: stepEvents})
	if err != nil {
		return eventstore.Batch{}, err
	}
	s.next = st.looked + 1
	b := eventstore.Batch{Events: st.events, Position: position(st.looked), CaughtUp: st.looked == head}
	s.told = s.told || b.CaughtUp
	return b, nil
}

// alive tells why the subscription is over, if it is.
func (s *subscription) alive(ctx context.Context) error {
	select {
	case <-s.stop:
		return &eventstore.Error{Op: "subscribe", Err: eventstore.ErrClosed}
	case <-s.log.closed:
		return &eventstore.Error{Op: "subscribe", About: s.log.config.Dir, Err: eventstore.ErrClosed}
	default:
		return ctx.Err()
	}
}

// Close ends the subscription; a waiting Next returns.
func (s *subscription) Close() error {
	s.stopOnce.Do(func() {
		close(s.stop)
		s.log.counts.subscriptions.Add(-1)
	})
	return nil
}
