package webhook

import (
	"context"
	"errors"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
)

// deliveries are the webhooks that are being delivered to, each by a router of
// its own: a router ends with its last handler, and must not end the others.
type deliveries struct {
	*Service
	live *outbound.Live
	open map[uuid.UUID]*delivery
}

type delivery struct {
	hook   Webhook
	router *message.Router
	done   chan error
}

// expireEvery is how often the delivery log is cut.
const expireEvery = time.Hour

// follow starts and ends deliveries as webhooks come and go.
func (d *deliveries) follow(ctx context.Context) error {
	expire := time.NewTicker(expireEvery)
	defer expire.Stop()
	d.expire()
	d.adjust(ctx)
	for {
		select {
		case <-ctx.Done():
			return d.closeAll()
		case <-d.registry.changed:
			d.adjust(ctx)
		case <-expire.C:
			d.expire()
		}
	}
}

func (d *deliveries) expire() {
	if err := d.cfg.State.Expire(d.cfg.Now().Add(-d.cfg.Keep)); err != nil {
		d.cfg.Logger.Error("expire the delivery log", "err", err)
	}
}

// adjust makes what is delivered to equal to what is defined. What cannot be
// started now is tried again at the next change.
func (d *deliveries) adjust(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	defined := d.registry.all()
	for id, now := range d.open {
		if hook, ok := defined[id]; !ok || !hook.same(now.hook) {
			d.report(now.close())
			delete(d.open, id)
		}
	}
	for id, hook := range defined {
		if d.open[id] == nil && len(hook.Types) > 0 {
			started, err := d.start(ctx, hook)
			if d.report(err); err == nil {
				d.open[id] = started
			}
		}
	}
}

func (d *deliveries) report(err error) {
	if err != nil {
		d.cfg.Logger.Error("deliver to webhooks", "err", err)
	}
}

func (d *deliveries) start(ctx context.Context, hook Webhook) (*delivery, error) {
	name := topicOf(hook.ID)
	// New ones begin where they were defined, so that nothing falls between.
	if err := d.live.Introduce(ctx, name, name, hook.Defined); err != nil {
		return nil, err
	}
	router, err := outbound.NewRouter(outbound.RouterConfig{
		Poison: d.cfg.State.PoisonQueue(d.cfg.Now), Retrying: d.cfg.Retrying, Metrics: d.cfg.Metrics,
		CloseTimeout: 2 * d.cfg.Timeout, Logger: d.cfg.Logger,
	})
	if err != nil {
		return nil, err
	}
	router.AddConsumerHandler(name, name, d.live.Subscriber(name), func(msg *message.Message) error {
		return d.handle(hook.ID, msg)
	})
	one := &delivery{hook: hook, router: router, done: make(chan error, 1)}
	// Stopping goes through close, which lets what is in flight finish.
	go func() { one.done <- router.Run(context.WithoutCancel(ctx)) }()
	select {
	case <-router.Running():
		return one, nil
	case err := <-one.done:
		return nil, err
	}
}

func (o *delivery) close() error {
	return errors.Join(o.router.Close(), <-o.done)
}

func (d *deliveries) closeAll() error {
	var all []error
	closed := make(chan error)
	for _, one := range d.open {
		go func() { closed <- one.close() }()
	}
	for range d.open {
		all = append(all, <-closed)
	}
	return errors.Join(all...)
}
