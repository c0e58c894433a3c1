package http

import (
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
)

// eventbriteAgain is when Eventbrite is asked to call again, unless it said
// itself when it can be asked.
const eventbriteAgain = 30 * time.Second

// eventbriteHook is POST /hooks/eventbrite/{secret}. What can never be taken in
// is answered like what was: Eventbrite would send it again and again.
func (s *Server) eventbriteHook(w http.ResponseWriter, r *http.Request) error {
	if err := s.brake.check(); err != nil {
		return err
	}
	body, err := s.readBody(w, r, eventbrite.MaxHookBytes)
	if err != nil {
		return err
	}
	done, err := s.Commands.EventbriteHook(r.Context(), mux.Vars(r)["secret"], body)
	if failed, ok := errors.AsType[*eventbrite.FetchError](err); ok {
		return &retryError{err: err, after: max(failed.RetryAfter, eventbriteAgain)}
	}
	if err != nil {
		return err
	}
	answer(w, hookAnswer{true, done.Ignored})
	return nil
}

// hookAnswer is what the caller of a hook learns: no more than whether it need
// not call again.
type hookAnswer struct {
	Success bool   `json:"success"`
	Ignored string `json:"ignored,omitempty"`
}
