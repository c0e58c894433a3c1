package http

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
)

// handler is a handler that may fail; the failure becomes a Problem.
type handler func(http.ResponseWriter, *http.Request) error

// middleware wraps the router, outermost first: request id, CORS, a bound on
// requests at once, and the net that catches panics.
func (s *Server) middleware(next http.Handler) http.Handler {
	return s.named(cors(s.bounded(s.caught(next))))
}

// named gives each request an id, for the answer and the log.
func (s *Server) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", uuid.NewString())
		next.ServeHTTP(w, r)
	})
}

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
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, AnonymousId, SentAt, X-Retry-Count")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
	})
}

// bounded refuses what is over the bound at once instead of queueing it.
func (s *Server) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" || r.URL.Path == "/metrics" {
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

// caught turns a panic into a 500 and a line in the log.
func (s *Server) caught(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Logger.Error("panic in a handler", "request", w.Header().Get("X-Request-Id"), "panic", p, "stack", string(debug.Stack()))
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
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError {
		s.Logger.Error("request failed", "request", w.Header().Get("X-Request-Id"), "method", r.Method, "status", p.Status, "err", err)
	}
	if sw, ok := w.(*statusWriter); ok && sw.status != 0 {
		panic(http.ErrAbortHandler) // the answer has begun: break it off
	}
	p.write(w)
}
