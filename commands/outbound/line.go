package outbound

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

type lineKey struct{ group, topic string }

// line hands the messages of one group and topic out, one after the other, to
// whichever of its subscribers is free.
type line struct {
	live   *Live
	key    lineKey
	offers chan *offer
	users  int // guarded by live.mu

	ctx    context.Context
	stop   context.CancelFunc
	before *line // must have ended first; may be nil
	done   chan struct{}
}

// offer is a message handed to a subscriber, who answers whether it was
// acknowledged. Not so means that the subscriber is going.
type offer struct {
	message *message.Message
	acked   chan bool
}

func newLine(live *Live, key lineKey, before *line) *line {
	l := &line{live: live, key: key, offers: make(chan *offer), before: before, done: make(chan struct{})}
	l.ctx, l.stop = context.WithCancel(context.Background())
	return l
}

func (l *line) run() {
	defer close(l.done)
	if l.before != nil {
		<-l.before.done
		l.before = nil
	}
	for {
		err := l.follow()
		if l.ctx.Err() != nil {
			return
		}
		l.live.cfg.Logger.Warn("reactor interrupted", "group", l.key.group, "topic", l.key.topic, "err", err)
		if !wait(l.ctx, l.live.cfg.RetryWait) {
			return
		}
	}
}

// follow is the life of one subscription to the log.
func (l *line) follow() error {
	at, err := l.live.begin(l.ctx, l.key)
	if err != nil {
		return err
	}
	topic, err := l.live.cfg.Topics(l.key.topic)
	if err != nil {
		return err
	}
	s, err := openStream(l.ctx, l.live.cfg.Log, topic, at)
	if err != nil {
		return err
	}
	for {
		list, to, err := s.next(l.ctx)
		if err == nil {
			at, err = l.handAll(list, at, to)
		}
		if err != nil {
			_ = s.log.Close() // the error that ended it says more
			return err
		}
	}
}

// handAll hands a batch out and answers how far the checkpoint is. It is stored
// after each message; over what nobody wants it moves without a sync.
func (l *line) handAll(list []placed, at, to eventstore.Position) (eventstore.Position, error) {
	for _, one := range list {
		if err := l.hand(one.message); err != nil {
			return at, err
		}
		at = one.at
		// The ack was given: stopping now must not forget it.
		if err := l.live.save(context.WithoutCancel(l.ctx), l.key, at, true); err != nil {
			return at, err
		}
	}
	if at.Before(to) {
		at = to
		if err := l.live.save(context.WithoutCancel(l.ctx), l.key, at, false); err != nil {
			return at, err
		}
	}
	return at, nil
}

// hand offers a message until somebody has acknowledged it.
func (l *line) hand(msg *message.Message) error {
	for {
		o := &offer{message: msg, acked: make(chan bool, 1)}
		select {
		case <-l.ctx.Done():
			return l.ctx.Err()
		case l.offers <- o:
		}
		if <-o.acked {
			return nil
		}
	}
}

// wait tells whether d passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
