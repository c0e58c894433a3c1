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

// caller finds who asks: by the context, a bearer key, or, at the tracking
// doors, Basic authentication with the key as user name.
func (s *Server) caller(r *http.Request, bodyKey string) (commands.Caller, error) {
	if c, ok := r.Context().Value(callerKey{}).(commands.Caller); ok {
		return c, nil
	}
	key := bodyKey
	if user, _, ok := r.BasicAuth(); ok && user != "" {
		key = user
	} else if text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		key = strings.TrimSpace(text)
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
