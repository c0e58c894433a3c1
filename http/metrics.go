package http

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
)

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

// statusWriter remembers the status for metrics and for whoever must know
// whether an answer has begun.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// measure is the route's middleware: inside the router, where the route's
// template is known.
func (m *metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route := "none"
		if current := mux.CurrentRoute(r); current != nil {
			route, _ = current.GetPathTemplate()
		}
		began, sw := time.Now(), &statusWriter{ResponseWriter: w}
		m.running.Inc()
		defer func() {
			m.running.Dec()
			m.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
			m.requests.WithLabelValues(route, r.Method, strconv.Itoa(max(sw.status, http.StatusOK))).Inc()
		}()
		next.ServeHTTP(sw, r)
	})
}
