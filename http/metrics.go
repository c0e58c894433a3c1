package http

import "github.com/prometheus/client_golang/prometheus"

// metrics counts requests by route, never by anything a person sent.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	running  prometheus.Gauge
}

func newMetrics(r *prometheus.Registry) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cerebro_http_requests_total", Help: "Requests answered."}, []string{"route", "method", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "cerebro_http_request_seconds", Help: "Time to answer.", Buckets: prometheus.ExponentialBuckets(0.0005, 2.5, 12)}, []string{"route"}),
		running:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "cerebro_http_requests_running", Help: "Requests being answered."}),
	}
	r.MustRegister(m.requests, m.seconds, m.running)
	return m
}
