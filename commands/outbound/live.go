package outbound

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Checkpoint is what a group has acknowledged of a topic.
type Checkpoint struct {
	Store    uuid.UUID
	Position eventstore.Position
}

// Checkpoints keeps them. Save is durable when it returns if sync is set;
// otherwise a crash of the machine may lose it.
type Checkpoints interface {
	Load(ctx context.Context, group, topic string) (Checkpoint, bool, error)
	Save(ctx context.Context, group, topic string, c Checkpoint, sync bool) error
}

// LiveConfig of a Live. Log, Topics and Checkpoints are needed.
type LiveConfig struct {
	Log         eventstore.Log
	Topics      Topics
	Checkpoints Checkpoints

	// NackWait is how long a message that was not acknowledged waits before it
	// comes again (1 s), CloseWait how long closing waits for the message in
	// flight (0), RetryWait how long before the log is subscribed to again after
	// an error (1 s).
	NackWait  time.Duration
	CloseWait time.Duration
	RetryWait time.Duration
	Logger    *slog.Logger
}

// Live is the log from now on: what reactors are given. It hands out what the
// group of a subscriber has not acknowledged yet, and never what was in the log
// before the group was first seen.
type Live struct {
	cfg   LiveConfig
	store uuid.UUID
	floor eventstore.Position // the head when this Live was made

	mu    sync.Mutex
	lines map[lineKey]*line
}

// NewLive makes a Live.
func NewLive(ctx context.Context, cfg LiveConfig) (*Live, error) {
	if cfg.Log == nil || cfg.Topics == nil || cfg.Checkpoints == nil {
		return nil, &Error{Op: "make live", Err: fmt.Errorf("%w: log, topics and checkpoints are needed", ErrInvalid)}
	}
	if cfg.NackWait == 0 {
		cfg.NackWait = time.Second
	}
	if cfg.RetryWait == 0 {
		cfg.RetryWait = time.Second
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	l := &Live{cfg: cfg, lines: map[lineKey]*line{}}
	var err error
	if l.store, err = cfg.Log.StoreID(ctx); err == nil {
		l.floor, err = cfg.Log.Head(ctx)
	}
	if err != nil {
		return nil, &Error{Op: "make live", Err: err}
	}
	return l, nil
}

// Introduce makes a group known that is new, to begin after since or at the head
// that stood when this Live was made, whichever is later. A known group stays
// where it is.
func (l *Live) Introduce(ctx context.Context, group, topic string, since eventstore.Position) error {
	_, ok, err := l.known(ctx, lineKey{group, topic})
	if err != nil || ok {
		return err
	}
	if since.Before(l.floor) {
		since = l.floor
	}
	return l.save(ctx, lineKey{group, topic}, since, true)
}

// begin is where a group goes on.
func (l *Live) begin(ctx context.Context, key lineKey) (eventstore.Position, error) {
	at, ok, err := l.known(ctx, key)
	if err != nil || ok {
		return at, err
	}
	head, err := l.cfg.Log.Head(ctx)
	if err != nil {
		return head, err
	}
	return head, l.save(ctx, key, head, true)
}

// known is the checkpoint of a group if it has one that belongs to this log.
func (l *Live) known(ctx context.Context, key lineKey) (eventstore.Position, bool, error) {
	c, ok, err := l.cfg.Checkpoints.Load(ctx, key.group, key.topic)
	if err != nil || !ok {
		return eventstore.Start, false, err
	}
	head, err := l.cfg.Log.Head(ctx)
	if err != nil {
		return eventstore.Start, false, err
	}
	if c.Store != l.store || head.Before(c.Position) {
		l.cfg.Logger.Warn("reactor begins at the head: its checkpoint belongs to another log", "group", key.group, "topic", key.topic)
		return eventstore.Start, false, nil
	}
	return c.Position, true, nil
}

func (l *Live) save(ctx context.Context, key lineKey, at eventstore.Position, sync bool) error {
	return l.cfg.Checkpoints.Save(ctx, key.group, key.topic, Checkpoint{l.store, at}, sync)
}

// join takes part in a line, starting it for the first.
func (l *Live) join(key lineKey) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.lines[key]
	if now == nil || now.users == 0 {
		// The next line begins when the last has stored where it ended.
		now = newLine(l, key, now)
		l.lines[key] = now
		go now.run()
	}
	now.users++
	return now
}

// leave ends a line with its last user, and waits for that.
func (l *Live) leave(now *line) {
	l.mu.Lock()
	now.users--
	last := now.users == 0
	l.mu.Unlock()
	if !last {
		return
	}
	now.stop()
	<-now.done
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lines[now.key] == now {
		delete(l.lines, now.key)
	}
}
