package http

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
)

// exchange is one request being answered: what metrics and the log say of it,
// and whether an answer has begun. Neither ever holds what a person sent: the
// route is the template, not the path.
type exchange struct {
	http.ResponseWriter
	id     string
	route  string
	status int
	bytes  int64
}

func (x *exchange) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(b)
	x.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer below.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// exchangeOf finds the exchange of a request that went through observed.
func exchangeOf(w http.ResponseWriter) *exchange {
	x, ok := w.(*exchange)
	if !ok {
		x = &exchange{ResponseWriter: w}
	}
	return x
}

// observed is the outermost middleware: it names the request, counts it and
// writes one line about it.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Now()
		x := &exchange{ResponseWriter: w, id: uuid.NewString(), route: "none"}
		x.Header().Set("X-Request-Id", x.id)
		s.metrics.running.Inc()
		defer func() {
			took := s.Now().Sub(began)
			status := max(x.status, http.StatusOK)
			s.metrics.running.Dec()
			s.metrics.seconds.WithLabelValues(x.route).Observe(took.Seconds())
			s.metrics.requests.WithLabelValues(x.route, methodLabel(r.Method), strconv.Itoa(status)).Inc()
			s.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("request", x.id), slog.String("method", methodLabel(r.Method)), slog.String("route", x.route),
				slog.Int("status", status), slog.Float64("ms", float64(took)/float64(time.Millisecond)), slog.Int64("bytes", x.bytes))
		}()
		next.ServeHTTP(x, r)
	})
}

// methodLabel keeps what clients invent out of metrics and the log.
func methodLabel(m string) string {
	switch m {
	case http.MethodGet, http.MethodPost, http.MethodOptions, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return m
	}
	return "other"
}

// routed notes the route's template; it is the router's own middleware, where
// the route is known.
func routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if current := mux.CurrentRoute(r); current != nil {
			if template, err := current.GetPathTemplate(); err == nil {
				exchangeOf(w).route = plain(template)
			}
		}
		next.ServeHTTP(w, r)
	})
}
