package http

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
)

// Problem is an error as clients see it (RFC 9457), with what to do next.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Hint   string `json:"hint,omitempty"`
	// Items are the problems of a batch, one per item that was refused.
	Items []ItemProblem `json:"items,omitempty"`

	retryAfter int // seconds
}

// ItemProblem is what is wrong with one item of a batch.
type ItemProblem struct {
	Index  int    `json:"index"`
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
}

// statuses gives the HTTP status of each kind of refusal.
var statuses = map[commands.Code]int{
	commands.Invalid:         http.StatusBadRequest,
	commands.Unauthenticated: http.StatusUnauthorized,
	commands.Forbidden:       http.StatusForbidden,
	commands.NotFound:        http.StatusNotFound,
	commands.Conflict:        http.StatusConflict,
	commands.TooLarge:        http.StatusRequestEntityTooLarge,
	commands.Busy:            http.StatusTooManyRequests,
	commands.Unavailable:     http.StatusServiceUnavailable,
}

// problemOf turns any error into a Problem. What is unexpected is told without
// its text, which goes to the log instead.
func problemOf(err error) Problem {
	var tooLarge *http.MaxBytesError
	var slow *slowError
	e, ok := errors.AsType[*commands.Error](err)
	switch {
	case errors.As(err, &slow):
		return Problem{Status: http.StatusRequestTimeout, Detail: "the body did not arrive in time", Hint: "send smaller batches, or over a better line"}.complete()
	case ok:
		p := Problem{Status: statuses[e.Code], Detail: e.Error(), Hint: e.Hint}
		if e.Code == commands.Busy || e.Code == commands.Unavailable {
			p.retryAfter = 1
		}
		if retry, ok := errors.AsType[*retryError](err); ok {
			p.retryAfter = int((retry.after + time.Second - 1) / time.Second)
		}
		if e.Code == commands.Unavailable {
			p.Detail = e.Detail // causes name folders and hosts
		}
		return p.complete()
	case errors.As(err, &tooLarge):
		return Problem{Status: http.StatusRequestEntityTooLarge, Detail: "the body is larger than " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes", Hint: "send smaller batches"}.complete()
	case errors.Is(err, context.DeadlineExceeded):
		return Problem{Status: http.StatusServiceUnavailable, Detail: "this took too long", Hint: "try again, or ask for less", retryAfter: 1}.complete()
	case errors.Is(err, context.Canceled):
		return Problem{Status: 499, Title: "Client Closed Request"}.complete()
	default:
		return Problem{Status: http.StatusInternalServerError, Detail: "something unexpected went wrong", Hint: "the server's log has the details under this request's id"}.complete()
	}
}

func (p Problem) complete() Problem {
	if p.Type == "" {
		p.Type = "about:blank"
	}
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	if p.Hint == "" {
		p.Hint = hintFor(p.Status)
	}
	return p
}

// hintFor is what can always be done about a refusal.
func hintFor(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "ask an admin of the account for a key"
	case http.StatusNotFound:
		return "the lists under /api show what there is"
	case http.StatusConflict:
		return "look at what is there now, then decide again"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return "try again after a moment"
	}
	return "GET /openapi.json shows what is expected"
}

// write sends the problem.
func (p Problem) write(w http.ResponseWriter) {
	if p.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="cerebro"`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone: nobody to tell
}
