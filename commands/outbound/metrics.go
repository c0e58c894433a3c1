package outbound

import (
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts what routers of reactors handle. A nil *Metrics counts nothing.
type Metrics struct {
	seconds *prometheus.HistogramVec
	now     func() time.Time
}

// NewMetrics makes the metrics and registers them.
func NewMetrics(registry prometheus.Registerer, now func() time.Time) (*Metrics, error) {
	m := &Metrics{now: now, seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "cerebro_reactor_seconds", Help: "Time to handle a message, retries included, by outcome.",
		Buckets: prometheus.ExponentialBuckets(0.001, 4, 10),
	}, []string{"outcome"})}
	if err := registry.Register(m.seconds); err != nil {
		return nil, &Error{Op: "register metrics", Err: err}
	}
	return m, nil
}

func (m *Metrics) middleware(next message.HandlerFunc) message.HandlerFunc {
	if m == nil {
		return next
	}
	return func(msg *message.Message) ([]*message.Message, error) {
		began, outcome := m.now(), "interrupted" // also when next panics
		defer func() { m.seconds.WithLabelValues(outcome).Observe(m.now().Sub(began).Seconds()) }()
		out, err := next(msg)
		switch {
		case err != nil:
		case msg.Metadata.Get(middleware.ReasonForPoisonedKey) != "":
			outcome = "poisoned"
		default:
			outcome = "handled"
		}
		return out, err
	}
}
