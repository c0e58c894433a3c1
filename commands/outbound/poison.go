package outbound

import (
	"encoding/json"
	"iter"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/cockroachdb/pebble/v2"
)

// PoisonTopic is where the router puts what no retry mends.
const PoisonTopic = "poison"

// Poisoned is a message in the poison queue.
type Poisoned struct {
	Message string    `json:"message"` // id
	Handler string    `json:"handler"`
	Topic   string    `json:"topic"`
	Reason  string    `json:"reason"` // a code of ours, no text from outside
	At      time.Time `json:"at"`
	// Payload is the message's, a Reference.
	Payload []byte `json:"payload"`
}

// poisonQueue is the Publisher behind the router's PoisonQueue middleware.
type poisonQueue struct {
	state *State
	now   func() time.Time
}

// PoisonQueue keeps poisoned messages in the state.
func (s *State) PoisonQueue(now func() time.Time) message.Publisher { return poisonQueue{s, now} }

// Publish implements message.Publisher.
func (q poisonQueue) Publish(_ string, messages ...*message.Message) error {
	for _, msg := range messages {
		// A handler that failed because its subscriber is closing did not fail:
		// the message comes again at the next start.
		if err := msg.Context().Err(); err != nil {
			return err
		}
		err := q.state.putPoisoned(Poisoned{
			Message: msg.UUID, Handler: msg.Metadata.Get(middleware.PoisonedHandlerKey), Topic: msg.Metadata.Get(middleware.PoisonedTopicKey),
			Reason: reason(msg.Metadata.Get(middleware.ReasonForPoisonedKey)), At: q.now().UTC(), Payload: msg.Payload,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Close implements message.Publisher; the state stays open.
func (q poisonQueue) Close() error { return nil }

// reason keeps only texts of this program: what panicked, or what a library
// says, may repeat a value.
func reason(text string) string {
	if line, _, _ := strings.Cut(text, "\n"); strings.HasPrefix(line, "outbound: ") && len(line) <= 200 {
		return strings.TrimPrefix(line, "outbound: ")
	}
	if strings.HasPrefix(text, "panic occurred") {
		return "the handler panicked"
	}
	return "the handler failed"
}

func (s *State) putPoisoned(p Poisoned) error {
	value, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.use("poison", func(db *pebble.DB) error {
		return db.Set(pairKey(spacePoison, p.Handler, p.Message), value, pebble.Sync)
	})
}

// Poisoned lists the poison queue of a handler, of all handlers when it is "".
func (s *State) Poisoned(handler string) iter.Seq2[Poisoned, error] {
	prefix := []byte{spacePoison}
	if handler != "" {
		prefix = pairKey(spacePoison, handler, "")
	}
	return list[Poisoned](s, "list poisoned", prefix, false)
}

// Forgive takes a message out of the poison queue.
func (s *State) Forgive(p Poisoned) error {
	return s.use("forgive", func(db *pebble.DB) error {
		return db.Delete(pairKey(spacePoison, p.Handler, p.Message), pebble.Sync)
	})
}
