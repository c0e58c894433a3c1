package http

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
)

// waitAtMost bounds min_position and settled.
const waitAtMost = 5 * time.Second

// reader finds the caller of a query and demands a read key.
func (s *Server) reader(r *http.Request) (commands.Caller, error) {
	c, err := s.caller(r, "")
	if err == nil && !c.May(event.RoleRead) {
		err = commands.Refuse(commands.Forbidden, "use a read key", "a %s key reads nothing", c.Role)
	}
	return c, err
}

// freshness is what a read asks for about the state it is answered from.
type freshness struct {
	MinPosition string
	Settled     bool
}

func freshnessOf(r *http.Request) (freshness, error) {
	q := r.URL.Query()
	f := freshness{MinPosition: q.Get("min_position")}
	if text := q.Get("settled"); text != "" {
		var err error
		if f.Settled, err = strconv.ParseBool(text); err != nil {
			return f, commands.Refuse(commands.Invalid, "settled is true or false", "settled=%.20q cannot be read", text)
		}
	}
	return f, notPast(q.Get("as_of"))
}

// notPast refuses questions about a past moment.
func notPast(asOf string) error {
	if asOf == "" {
		return nil
	}
	return commands.Refuse(commands.Invalid, "leave as_of out to ask for the present", "as_of: past moments are not served yet")
}

// awaited waits for what the parameters of a request ask for.
func (s *Server) awaited(r *http.Request, c commands.Caller, models ...string) error {
	f, err := freshnessOf(r)
	if err != nil {
		return err
	}
	return s.fresh(r.Context(), c, f, models...)
}

// fresh waits, bounded, until the read models show what was asked for.
func (s *Server) fresh(ctx context.Context, c commands.Caller, f freshness, models ...string) error {
	at, err := s.position(ctx, c, f)
	if err != nil {
		return err
	}
	if at.Before(s.Start) { // after a restart nothing older than what was answered before
		at = s.Start
	}
	if at.IsZero() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, waitAtMost)
	defer cancel()
	if f.Settled && s.Settle != nil {
		settled, err := s.Settle(ctx, c.Account, at)
		if err != nil {
			return behind(err)
		}
		if at.Before(settled) {
			at = settled
		}
	}
	if len(models) == 0 {
		return nil
	}
	return behind(s.Models.WaitFor(ctx, models, at, waitAtMost))
}

// behind is the answer when a read model does not get there in time.
func behind(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, projections.ErrNotYet):
		return &commands.Error{Code: commands.Unavailable, Detail: "the answer is not ready yet: the read models are still behind that position", Hint: "try again after a second, or ask without min_position and settled", Err: err}
	}
	return &commands.Error{Code: commands.Unavailable, Detail: "a read model is not running", Hint: "GET /readyz says which and why", Err: err}
}

// shown is the position that a read model shows now. Asked before a read, it is
// one that the answer has at least.
func (s *Server) shown(c commands.Caller, model string) string {
	for _, st := range s.Models.Status() {
		if st.Name == model {
			return s.Commands.PositionToken(c.Account, st.Visible)
		}
	}
	return ""
}

// limitOf reads the parameter limit.
func limitOf(r *http.Request, otherwise, most int) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, commands.Refuse(commands.Invalid, "limit is a number from 1 to "+strconv.Itoa(most), "limit %.20q cannot be had", text)
	}
	return n, nil
}

// nullable makes an empty cursor null.
func nullable(cursor string) any {
	if cursor == "" {
		return nil
	}
	return cursor
}

// splitList reads a list joined by commas; blanks are left out.
func splitList(text string) []string {
	var out []string
	for _, one := range strings.Split(text, ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}
