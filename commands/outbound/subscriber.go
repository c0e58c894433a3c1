package outbound

import (
	"context"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"
)

// Subscriber follows topics of the log on behalf of a group. It implements
// message.Subscriber and message.SubscribeInitializer: initialising a topic
// makes the group begin there, so that it gets what comes after.
type Subscriber struct {
	live  *Live
	group string

	mu      sync.Mutex
	closed  bool
	ctx     context.Context // ends at Close
	stop    context.CancelFunc
	serving sync.WaitGroup
}

var (
	_ message.Subscriber           = (*Subscriber)(nil)
	_ message.SubscribeInitializer = (*Subscriber)(nil)
)

// Subscriber makes a subscriber of a group. Subscribers of one group share the
// messages of a topic; each group gets all of them.
func (l *Live) Subscriber(group string) *Subscriber {
	s := &Subscriber{live: l, group: group}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

// SubscribeInitialize implements message.SubscribeInitializer.
func (s *Subscriber) SubscribeInitialize(topic string) error {
	if _, err := s.live.begin(s.ctx, lineKey{s.group, topic}); err != nil {
		return &Error{Op: "initialise", About: s.group + " " + topic, Err: err}
	}
	return nil
}

// Subscribe implements message.Subscriber.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if _, err := s.live.cfg.Topics(topic); err != nil {
		return nil, &Error{Op: "subscribe", About: topic, Err: err}
	}
	// Beginning now, not when the goroutine comes to it: what is appended after
	// Subscribe has returned is delivered.
	if err := s.SubscribeInitialize(topic); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, &Error{Op: "subscribe", About: topic, Err: ErrClosed}
	}
	out := make(chan *message.Message)
	line := s.live.join(lineKey{s.group, topic})
	s.serving.Go(func() {
		serving, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.ctx, cancel)()
		s.serve(serving, line, out)
		close(out)
		s.live.leave(line)
	})
	return out, nil
}

// serve takes what the line offers, until ctx ends.
func (s *Subscriber) serve(ctx context.Context, line *line, out chan<- *message.Message) {
	for {
		select {
		case <-ctx.Done():
			return
		case o := <-line.offers:
			o.acked <- s.deliver(ctx, o.message, out)
		}
	}
}

// deliver gives a message to the handler, again after each nack. It tells
// whether it was acknowledged; not so only when ctx ended.
func (s *Subscriber) deliver(ctx context.Context, original *message.Message, out chan<- *message.Message) bool {
	for {
		msg := original.Copy()
		handling, cancel := context.WithCancel(context.WithoutCancel(ctx))
		msg.SetContext(handling)
		select {
		case <-ctx.Done():
			cancel()
			return false
		case out <- msg:
		}
		acked := s.settle(ctx, msg)
		cancel()
		if acked || ctx.Err() != nil || !wait(ctx, s.live.cfg.NackWait) {
			return acked
		}
	}
}

// settle waits for the handler. When closing, the message in flight gets
// CloseWait before its context ends.
func (s *Subscriber) settle(ctx context.Context, msg *message.Message) (acked bool) {
	select {
	case <-msg.Acked():
		return true
	case <-msg.Nacked():
		return false
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.live.cfg.CloseWait)
	defer cancel()
	select {
	case <-msg.Acked():
		return true
	case <-msg.Nacked():
		return false
	case <-grace.Done():
		return false
	}
}

// Close ends all subscriptions. It may be called twice.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.serving.Wait()
	return nil
}
