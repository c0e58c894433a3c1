package http

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
)

// handler is a handler that may fail; the failure becomes a Problem.
type handler func(http.ResponseWriter, *http.Request) error

// middleware wraps the router, outermost first: what observes the request, the
// bound on how long an answer may be on its way, CORS, the net that catches
// panics, and the bound on requests at once.
func (s *Server) middleware(next http.Handler) http.Handler {
	return s.observed(s.deadlined(cors(s.caught(s.bounded(next)))))
}

// deadlined stops writing to clients that do not read, and reading what a
// refused request still sends. What streams for long moves its deadlines along.
// Answers in memory have none.
func (s *Server) deadlined(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wire := http.NewResponseController(w)
		_ = wire.SetWriteDeadline(time.Now().Add(s.Timeout + writeGrace))
		if r.ContentLength != 0 {
			_ = wire.SetReadDeadline(time.Now().Add(s.Timeout))
		}
		next.ServeHTTP(w, r)
	})
}

// writeGrace is how long an answer may be on its way once it is made.
const writeGrace = 15 * time.Second

// browserDoors are the paths that pages of any origin may post to.
func browserDoor(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/f/")
}

// cors lets browsers post to the tracking doors from any page: a write key
// gives no data away. The API answers no other origin.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !browserDoor(r.URL.Path) || r.Header.Get("Origin") == "" {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		h.Set("Access-Control-Allow-Credentials", "true")
		h.Add("Vary", "Origin")
		if r.Method != http.MethodOptions {
			h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding, AnonymousId, SentAt, X-Retry-Count")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
	})
}

// bounded refuses what is over the bound at once instead of queueing it. What
// tells how the server is doing is always answered.
func (s *Server) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz", "/readyz", "/metrics":
			next.ServeHTTP(w, r)
			return
		}
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
			next.ServeHTTP(w, r)
		default:
			problemOf(commands.Refuse(commands.Busy, "try again after a second", "the server is answering %d requests already", cap(s.slots))).write(w)
		}
	})
}

// caught turns a panic into a 500 and a line in the log: where, and of which
// type, but not with which value, as that may be what a person sent.
func (s *Server) caught(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			x := exchangeOf(w)
			s.Logger.Error("panic in a handler", "request", x.id, "route", x.route, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			if x.status != 0 {
				panic(http.ErrAbortHandler) // the answer has begun: break it off
			}
			problemOf(nil).write(w)
		}()
		next.ServeHTTP(w, r)
	})
}

// handle makes an http.Handler with a time limit of a handler that may fail.
func (s *Server) handle(h handler, limited bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if limited {
			ctx, cancel := context.WithTimeout(r.Context(), s.Timeout)
			defer cancel()
			r = r.WithContext(ctx)
		}
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p, x := problemOf(err), exchangeOf(w)
	if p.Status >= http.StatusInternalServerError {
		s.Logger.Error("request failed", "request", x.id, "method", methodLabel(r.Method), "route", x.route, "status", p.Status, "err", err)
	}
	if x.status != 0 {
		panic(http.ErrAbortHandler) // the answer has begun: break it off
	}
	p.write(w)
}
