package commands

import (
	"errors"
	"fmt"
)

// Code is the kind of a refusal; doors translate it (HTTP status, exit code).
type Code string

// The kinds of refusals.
const (
	Invalid         Code = "invalid"         // the request is wrong
	Unauthenticated Code = "unauthenticated" // no key, or an unknown or ended one
	Forbidden       Code = "forbidden"       // the key may not do this
	NotFound        Code = "not_found"       // no such thing in this account
	Conflict        Code = "conflict"        // it stands against what is there
	TooLarge        Code = "too_large"       // over a limit
	Busy            Code = "busy"            // try again after a moment
	Unavailable     Code = "unavailable"     // an engine is away
)

// Error is a refusal with the next step for whoever asked.
type Error struct {
	Code   Code
	Detail string
	Hint   string
	Err    error // cause, may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Detail + ": " + e.Err.Error()
	}
	return e.Detail
}

func (e *Error) Unwrap() error { return e.Err }

// Refuse makes an Error.
func Refuse(code Code, hint, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...), Hint: hint}
}

// CodeOf finds the code in an error chain; "" for an unexpected failure.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}
