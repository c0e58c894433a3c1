package tracking

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The limits of the protocol.
const (
	MaxMessageBytes = 32 << 10
	MaxBatchBytes   = 4 << 20
	maxIDBytes      = 512
	maxNameBytes    = 512
)

// ErrMalformed: the body is not a tracking call at all.
var ErrMalformed = errors.New("malformed tracking call")

// ErrInvalid: one message cannot be understood; the others can.
var ErrInvalid = errors.New("invalid message")

// text accepts a JSON string or number, as clients send ids in both.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		return nil
	case len(b) > 0 && b[0] == '"':
		*t = text(strings.TrimSpace(unquoted(b, bytes.IndexByte(b, '\\') < 0)))
		return nil
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9'):
		*t = text(b)
		return nil
	default:
		return fmt.Errorf("expected a string, got %.20s", b)
	}
}

// object is a JSON object that keeps numbers as they were written. Anything
// else (null, an array, a string) counts as no object.
type object map[string]any

func (o *object) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	*o = readObject(b)
	return nil
}

// Message is one call of a client.
type Message struct {
	Type              text   `json:"type"`
	MessageID         text   `json:"messageId"`
	UserID            text   `json:"userId"`
	AnonymousID       text   `json:"anonymousId"`
	PreviousID        text   `json:"previousId"`
	GroupID           text   `json:"groupId"`
	Event             text   `json:"event"`
	Name              text   `json:"name"`
	Category          text   `json:"category"`
	Timestamp         text   `json:"timestamp"`
	OriginalTimestamp text   `json:"originalTimestamp"`
	SentAt            text   `json:"sentAt"`
	WriteKey          text   `json:"writeKey"`
	Traits            object `json:"traits"`
	Properties        object `json:"properties"`
	Context           object `json:"context"`
}

// Item is one message of a call, or why it could not be read.
type Item struct {
	Message Message
	Raw     json.RawMessage
	Err     error // wraps ErrInvalid
}

// Call is one request: one message, or a batch.
type Call struct {
	Items    []Item
	SentAt   string // of the batch
	WriteKey string // in the body, as the browser's client sends it
}

// Parse reads a request body. kind is the type the path names ("identify", ...)
// or "batch". Only a body that is no JSON object, or a batch without a list, is
// an error of the whole call (ErrMalformed).
func Parse(kind string, body []byte) (Call, error) {
	if kind != "batch" {
		it := item(body, kind)
		if !json.Valid(body) {
			return Call{}, fmt.Errorf("%w: the body is not JSON", ErrMalformed)
		}
		if it.Err != nil {
			it.Raw = withType(it.Raw, kind)
		}
		return Call{Items: []Item{it}, WriteKey: string(it.Message.WriteKey)}, nil
	}
	var b struct {
		Batch    []json.RawMessage `json:"batch"`
		SentAt   text              `json:"sentAt"`
		WriteKey text              `json:"writeKey"`
		Context  json.RawMessage   `json:"context"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Call{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if b.Batch == nil {
		return Call{}, fmt.Errorf("%w: there is no list named batch", ErrMalformed)
	}
	c := Call{SentAt: string(b.SentAt), WriteKey: string(b.WriteKey), Items: make([]Item, len(b.Batch))}
	for i, raw := range b.Batch {
		c.Items[i] = item(raw, "")
	}
	return c, nil
}

// withType writes the type that the path named into a message that is put
// aside, as it will be read again without the path.
func withType(raw json.RawMessage, kind string) json.RawMessage {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(raw), []byte("{"))
	if !ok || kind == "" {
		return raw
	}
	head := fmt.Sprintf(`{"type":%q`, kind)
	if rest = bytes.TrimSpace(rest); !bytes.HasPrefix(rest, []byte("}")) {
		head += ","
	}
	return append([]byte(head), rest...)
}

func item(raw json.RawMessage, kind string) Item {
	it := Item{Raw: raw}
	if len(raw) > MaxMessageBytes {
		it.Err = fmt.Errorf("%w: %d bytes, at most %d are taken", ErrInvalid, len(raw), MaxMessageBytes)
		it.Raw = raw[:MaxMessageBytes]
		return it
	}
	if err := json.Unmarshal(raw, &it.Message); err != nil {
		it.Err = fmt.Errorf("%w: %w", ErrInvalid, err)
		return it
	}
	if kind != "" {
		it.Message.Type = text(kind)
	}
	it.Err = it.Message.validate()
	return it
}

func (m *Message) validate() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
	}
	for _, id := range [...]struct {
		name  string
		value text
	}{{"userId", m.UserID}, {"anonymousId", m.AnonymousID}, {"previousId", m.PreviousID}, {"groupId", m.GroupID}, {"messageId", m.MessageID}} {
		if len(id.value) > maxIDBytes {
			return bad("%s is longer than %d bytes", id.name, maxIDBytes)
		}
	}
	if len(m.Event) > maxNameBytes || len(m.Name) > maxNameBytes {
		return bad("the event's name is longer than %d bytes", maxNameBytes)
	}
	switch m.Type {
	case "identify", "page", "screen":
	case "track":
		if m.Event == "" {
			return bad("track needs an event name")
		}
	case "group":
		if m.GroupID == "" {
			return bad("group needs a groupId")
		}
	case "alias":
		if m.UserID == "" || m.PreviousID == "" {
			return bad("alias needs userId and previousId")
		}
		return nil
	case "":
		return bad("there is no type")
	default:
		return bad("unknown type %q", string(m.Type))
	}
	if m.UserID == "" && m.AnonymousID == "" {
		return bad("%s needs userId or anonymousId", m.Type)
	}
	return nil
}
