package eventbrite

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Host is the only host that objects are fetched from.
const Host = "www.eventbriteapi.com"

// MaxHookBytes bounds the body of a call.
const MaxHookBytes = 64 << 10

// maxIDDigits bounds an id; all that were seen have at most 13.
const maxIDDigits = 20

// Sentinels; match them with errors.Is.
var (
	// ErrMalformed: the call's body is not one of Eventbrite's.
	ErrMalformed = errors.New("malformed call of a webhook")
	// ErrForeign: the call names an address that is not of Eventbrite's API.
	ErrForeign = errors.New("not an address of Eventbrite's API")
	// ErrUnknownKind: the call is about a kind of object that is not taken in.
	ErrUnknownKind = errors.New("a kind of object that is not taken in")
	// ErrBroken: an object cannot be understood.
	ErrBroken = errors.New("broken object")
)

// Kind is a kind of object.
type Kind string

// The kinds of objects that are taken in.
const (
	KindOrder    Kind = "order"
	KindAttendee Kind = "attendee"
	KindEvent    Kind = "event"
)

// Object names an object of the API.
type Object struct {
	Kind  Kind
	ID    string // digits
	Event string // of an attendee: the event's id, digits
}

// Hook is one call of a webhook.
type Hook struct {
	Action string // "order.placed", "attendee.updated", "test", ...
	Object Object // zero for a test
}

// Test tells whether somebody only pressed the button that tries the webhook.
func (h Hook) Test() bool { return h.Action == "test" }

// ParseHook reads the body of a call. The error is ErrMalformed, ErrForeign or
// ErrUnknownKind; with the latter the action is known.
func ParseHook(body []byte) (Hook, error) {
	var call struct {
		APIURL string `json:"api_url"`
		Config struct {
			Action string `json:"action"`
		} `json:"config"`
	}
	if err := json.Unmarshal(body, &call); err != nil {
		return Hook{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	h := Hook{Action: clip(call.Config.Action)}
	if h.Test() {
		return h, nil
	}
	if call.APIURL == "" {
		return h, fmt.Errorf("%w: there is no api_url", ErrMalformed)
	}
	var err error
	h.Object, err = objectOf(call.APIURL)
	return h, err
}

// objectOf reads which object an address is of.
func objectOf(address string) (Object, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host != Host || u.User != nil {
		return Object{}, ErrForeign // without the address: it is a stranger's text
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) == 0 || parts[0] != "v3" {
		return Object{}, ErrUnknownKind
	}
	var o Object
	switch parts = parts[1:]; {
	case matches(parts, "orders", ""):
		o = Object{Kind: KindOrder, ID: parts[1]}
	case matches(parts, "events", ""):
		o = Object{Kind: KindEvent, ID: parts[1]}
	case matches(parts, "events", "", "orders", ""):
		o = Object{Kind: KindOrder, ID: parts[3]}
	case matches(parts, "events", "", "attendees", ""):
		o = Object{Kind: KindAttendee, ID: parts[3], Event: parts[1]}
	default:
		return Object{}, ErrUnknownKind
	}
	return o, nil
}

// matches compares a path with a pattern in which "" stands for an id.
func matches(parts []string, pattern ...string) bool {
	if len(parts) != len(pattern) {
		return false
	}
	for i, want := range pattern {
		if want == "" && !isID(parts[i]) || want != "" && parts[i] != want {
			return false
		}
	}
	return true
}

func isID(s string) bool {
	return s != "" && len(s) <= maxIDDigits && strings.Trim(s, "0123456789") == ""
}

// clip bounds a text that goes to the log.
func clip(s string) string { return strings.ToValidUTF8(s[:min(len(s), 60)], "?") }
