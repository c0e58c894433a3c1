package outbound

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Topic is a part of the log.
type Topic struct {
	Filter eventstore.Filter
	// Wants narrows further; nil is all that passes the filter.
	Wants func(eventstore.Recorded) bool
	// Message makes the message; nil is NewReference.
	Message func(eventstore.Recorded) (*message.Message, error)
}

// Topics finds topics by name. The error wraps ErrUnknownTopic.
type Topics func(name string) (Topic, error)

// Reference is the payload of a message: where the event stands. Handlers read
// the event itself when they need it, so that what was erased in the meantime is
// gone for them too.
type Reference struct {
	Event    uuid.UUID           `json:"event"`
	Type     event.Type          `json:"type"`
	Stream   string              `json:"stream"`
	Revision eventstore.Revision `json:"revision"`
}

// NewReference makes the message of an event: its id is the event's, and its
// correlation id too.
func NewReference(r eventstore.Recorded) (*message.Message, error) {
	envelope, err := event.DecodeEnvelope(r.Metadata)
	if err != nil {
		return nil, err
	}
	payload, err := json.Marshal(Reference{r.ID, event.Type(r.Type), r.Stream, r.Revision})
	if err != nil {
		return nil, fmt.Errorf("encode reference: %w", err)
	}
	msg := message.NewMessage(r.ID.String(), payload)
	correlation := envelope.Correlation
	if correlation == uuid.Nil {
		correlation = r.ID
	}
	middleware.SetCorrelationID(correlation.String(), msg)
	return msg, nil
}

// ParseReference reads a message's payload.
func ParseReference(payload []byte) (Reference, error) {
	var r Reference
	if err := json.Unmarshal(payload, &r); err != nil || r.Event == uuid.Nil {
		return Reference{}, &Error{Op: "read reference", Err: fmt.Errorf("%w: not a reference to an event", ErrInvalid)}
	}
	return r, nil
}

// placed is a message with its place in the log.
type placed struct {
	message *message.Message
	at      eventstore.Position
}

// stream is an open subscription to a topic.
type stream struct {
	log   eventstore.Subscription
	topic Topic
}

func openStream(ctx context.Context, log eventstore.Log, topic Topic, from eventstore.Position) (*stream, error) {
	s, err := log.Subscribe(ctx, from, topic.Filter)
	if err != nil {
		return nil, err
	}
	if topic.Message == nil {
		topic.Message = NewReference
	}
	return &stream{s, topic}, nil
}

// next waits for more; to is how far the log has been looked through.
func (s *stream) next(ctx context.Context) (out []placed, to eventstore.Position, err error) {
	b, err := s.log.Next(ctx)
	if err != nil {
		return nil, to, err
	}
	for _, r := range b.Events {
		if s.topic.Wants != nil && !s.topic.Wants(r) {
			continue
		}
		msg, err := s.topic.Message(r)
		if err != nil {
			return nil, to, fmt.Errorf("event %s: %w", r.ID, err)
		}
		out = append(out, placed{msg, r.Position})
	}
	return out, b.Position, nil
}
