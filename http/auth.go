package http

import (
	"context"
	"net/http"
	"strings"

	"github.com/cerebro-cdp/cerebro/commands"
)

type callerKey struct{}

// WithCaller makes a request's caller known in advance: the command line, which
// holds the data folder, needs no key.
func WithCaller(ctx context.Context, c commands.Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// keyOf is the key in a request's head, "" when there is none.
func keyOf(r *http.Request) string {
	if user, _, ok := r.BasicAuth(); ok {
		return user
	}
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// known refuses a key in the request's head that is none, so that nothing more
// needs to be read. Without a key there it may stand in the body.
func (s *Server) known(r *http.Request) error {
	if keyOf(r) == "" {
		return nil
	}
	_, err := s.caller(r, "")
	return err
}

// caller finds who asks: by the context, a bearer key, or, at the tracking
// doors, Basic authentication with the key as user name.
func (s *Server) caller(r *http.Request, bodyKey string) (commands.Caller, error) {
	if c, ok := r.Context().Value(callerKey{}).(commands.Caller); ok {
		return c, nil
	}
	key := keyOf(r)
	if key == "" {
		key = bodyKey
	}
	if key == "" {
		return commands.Caller{}, commands.Refuse(commands.Unauthenticated, `send "Authorization: Bearer KEY"`, "there is no key in the request")
	}
	c, err := s.Directory.Authenticate(key, s.Now())
	if err == nil {
		s.uses.note(c.Key, s.Now())
	}
	return c, err
}
