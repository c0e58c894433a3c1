package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Config of a Service. Journal, Catalogue and State are needed.
type Config struct {
	Journal   *journal.Journal
	Catalogue *category.Catalogue // the built-in categories
	State     *outbound.State
	Policy    Policy

	Timeout    time.Duration // of one delivery (10 s)
	StopWithin time.Duration // a delivery in flight gets so long when stopping (2 s)
	Keep       time.Duration // of the delivery log and the poison queue (30 days)
	Retrying   outbound.Retrying
	Metrics    *outbound.Metrics
	Now        func() time.Time
	Logger     *slog.Logger
}

func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.StopWithin == 0 {
		c.StopWithin = 2 * time.Second
	}
	if c.Keep == 0 {
		c.Keep = 30 * 24 * time.Hour
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Service delivers to all webhooks.
type Service struct {
	cfg      Config
	registry *Registry
	runner   *projections.Runner // keeps the registry
	client   *http.Client
}

// New makes a Service. It does nothing until Run.
func New(cfg Config) (*Service, error) {
	if cfg.Journal == nil || cfg.Catalogue == nil || cfg.State == nil {
		return nil, fmt.Errorf("webhook: %w: journal, catalogue and state are needed", outbound.ErrInvalid)
	}
	cfg = cfg.withDefaults()
	s := &Service{cfg: cfg, registry: NewRegistry(cfg.Catalogue), client: cfg.Policy.client(cfg.Timeout)}
	var err error
	s.runner, err = projections.NewRunner(s.registry, projections.FeedOf(cfg.Journal.Log(), cfg.Journal), projections.Config{Logger: cfg.Logger})
	return s, err
}

// Registry knows what is defined.
func (s *Service) Registry() *Registry { return s.registry }

// Run delivers until ctx ends. Deliveries in flight may finish for StopWithin;
// what was cut off then is sent again at the next start, under the same event id.
func (s *Service) Run(ctx context.Context) error {
	live, err := outbound.NewLive(ctx, outbound.LiveConfig{
		Log: s.cfg.Journal.Log(), Topics: s.topic, Checkpoints: s.cfg.State, CloseWait: s.cfg.StopWithin, Logger: s.cfg.Logger,
	})
	if err != nil {
		return err
	}
	head, err := s.cfg.Journal.Log().Head(ctx)
	if err != nil {
		return err
	}
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	var fold sync.WaitGroup
	var folded error
	fold.Go(func() {
		folded = s.runner.Run(running)
		cancel() // without the registry nothing may be sent
	})
	d := &deliveries{Service: s, live: live, open: map[uuid.UUID]*delivery{}}
	// Before all is folded a webhook might be called that was removed since.
	for ready := false; !ready && running.Err() == nil; {
		ready = s.runner.WaitFor(running, head, time.Minute) == nil
	}
	err = d.follow(running)
	cancel()
	fold.Wait()
	return errors.Join(err, folded)
}

// topic implements outbound.Topics.
func (s *Service) topic(name string) (outbound.Topic, error) {
	id, err := parseTopic(name)
	if err != nil {
		return outbound.Topic{}, fmt.Errorf("%w: %w", outbound.ErrUnknownTopic, err)
	}
	hook, ok := s.registry.Webhook(id)
	if !ok {
		return outbound.Topic{}, fmt.Errorf("%w: the webhook was removed", outbound.ErrUnknownTopic)
	}
	return outbound.Topic{
		Filter: eventstore.Filter{StreamPrefixes: hook.streams()},
		Wants:  func(r eventstore.Recorded) bool { return slices.Contains(hook.Types, event.Type(r.Type)) },
	}, nil
}

// Redeliver tries a poisoned message once more, and takes it out of the poison
// queue when that succeeds.
func (s *Service) Redeliver(ctx context.Context, p outbound.Poisoned) error {
	id, err := parseTopic(p.Topic)
	if err != nil {
		return fmt.Errorf("%w: %w", outbound.ErrUnknownTopic, err)
	}
	ref, err := outbound.ParseReference(p.Payload)
	if err != nil {
		return err
	}
	if err := s.attempt(ctx, id, ref, 1); err != nil {
		return err
	}
	return s.cfg.State.Forgive(p)
}
