package projectiontest

import (
	"context"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Log is a projections.Feed in memory. Events given to Append get the next
// positions; subscriptions catch up in batches of at most BatchSize and go live.
type Log struct {
	Store     uuid.UUID
	BatchSize int // 64 when 0

	mu     sync.Mutex
	events []projections.Event
	grown  chan struct{} // closed and replaced at each Append
}

// NewLog makes an empty log with a store id of its own.
func NewLog(store uuid.UUID) *Log { return &Log{Store: store, grown: make(chan struct{})} }

// Append puts events at the end, stamping their positions, and answers the
// position of the last.
func (l *Log) Append(events ...projections.Event) eventstore.Position {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range events {
		e.Position = eventstore.MakePosition(uint64(len(l.events)+1)*10, 0)
		l.events = append(l.events, e)
	}
	close(l.grown)
	l.grown = make(chan struct{})
	return l.head()
}

func (l *Log) head() eventstore.Position {
	if len(l.events) == 0 {
		return eventstore.Start
	}
	return l.events[len(l.events)-1].Position
}

// StoreID implements projections.Feed.
func (l *Log) StoreID(context.Context) (uuid.UUID, error) { return l.Store, nil }

// Head implements projections.Feed.
func (l *Log) Head(context.Context) (eventstore.Position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head(), nil
}

// Subscribe implements projections.Feed.
func (l *Log) Subscribe(_ context.Context, from eventstore.Position, filter eventstore.Filter) (projections.Subscription, error) {
	return &subscription{log: l, filter: filter, at: from}, nil
}

// All lists the events that pass a filter.
func (l *Log) All(filter eventstore.Filter) []projections.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []projections.Event
	for _, e := range l.events {
		if passes(filter, e) {
			out = append(out, e)
		}
	}
	return out
}

func passes(f eventstore.Filter, e projections.Event) bool {
	if len(f.StreamPrefixes) == 0 && len(f.TypePrefixes) == 0 {
		return true
	}
	for _, p := range f.StreamPrefixes {
		if strings.HasPrefix(e.Stream.String(), p) {
			return true
		}
	}
	for _, p := range f.TypePrefixes {
		if strings.HasPrefix(string(e.Type), p) {
			return true
		}
	}
	return false
}

type subscription struct {
	log    *Log
	filter eventstore.Filter
	at     eventstore.Position
	told   bool // CaughtUp was reported
}

// Next implements projections.Subscription.
func (s *subscription) Next(ctx context.Context) (projections.Batch, error) {
	for {
		b, moved, grown := s.more()
		if moved || (b.CaughtUp && !s.told) {
			s.told = s.told || b.CaughtUp
			return b, nil
		}
		select {
		case <-ctx.Done():
			return projections.Batch{}, ctx.Err()
		case <-grown:
		}
	}
}

func (s *subscription) more() (b projections.Batch, moved bool, grown <-chan struct{}) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	size := s.log.BatchSize
	if size == 0 {
		size = 64
	}
	for _, e := range s.log.events {
		if !s.at.Before(e.Position) {
			continue
		}
		if len(b.Events) == size {
			break
		}
		if s.at, moved = e.Position, true; passes(s.filter, e) {
			b.Events = append(b.Events, e)
		}
	}
	b.Position, b.CaughtUp = s.at, s.at == s.log.head()
	return b, moved, s.log.grown
}

// Close implements projections.Subscription.
func (s *subscription) Close() error { return nil }
