package outbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
)

// Retrying says how often and how patiently a handler is tried.
type Retrying struct {
	Times      int           // after the first attempt (7)
	First      time.Duration // wait before the first retry (1 s)
	Most       time.Duration // no wait is longer (5 min)
	Multiplier float64       // each wait is so much longer than the last (3)
}

func (r Retrying) withDefaults() Retrying {
	if r.Times == 0 {
		r.Times = 7
	}
	if r.First == 0 {
		r.First = time.Second
	}
	if r.Most == 0 {
		r.Most = 5 * time.Minute
	}
	if r.Multiplier == 0 {
		r.Multiplier = 3
	}
	return r
}

// RouterConfig of a router of reactors. Poison is needed.
type RouterConfig struct {
	Poison       message.Publisher
	Retrying     Retrying
	Metrics      *Metrics      // nil counts nothing
	CloseTimeout time.Duration // 30 s
	Logger       *slog.Logger
}

// NewRouter makes a Watermill router with the middlewares of every reactor,
// outermost first: correlation id, metrics, poison queue, retry, recoverer. With
// the recoverer outermost a panicking handler would be called for ever; with the
// poison queue inside the retry nothing would be retried.
func NewRouter(cfg RouterConfig) (*message.Router, error) {
	if cfg.Poison == nil {
		return nil, &Error{Op: "make router", Err: fmt.Errorf("%w: a poison queue is needed", ErrInvalid)}
	}
	if cfg.CloseTimeout == 0 {
		cfg.CloseTimeout = 30 * time.Second
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	router, err := message.NewRouter(message.RouterConfig{CloseTimeout: cfg.CloseTimeout}, watermill.NewSlogLogger(cfg.Logger))
	if err != nil {
		return nil, &Error{Op: "make router", Err: err}
	}
	poison, err := middleware.PoisonQueueWithFilter(cfg.Poison, PoisonTopic, failed)
	if err != nil {
		return nil, &Error{Op: "make router", Err: err}
	}
	again := cfg.Retrying.withDefaults()
	router.AddMiddleware(
		middleware.CorrelationID,
		cfg.Metrics.middleware,
		poison,
		middleware.Retry{
			MaxRetries: again.Times, InitialInterval: again.First, MaxInterval: again.Most, Multiplier: again.Multiplier,
			RandomizationFactor: 0.2, ResetContextOnRetry: true,
		}.Middleware,
		middleware.Recoverer,
	)
	return router, nil
}

// failed tells a failure of the handler from the end of its subscriber.
func failed(err error) bool { return !errors.Is(err, context.Canceled) }
