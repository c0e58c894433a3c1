package outbound_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
)

// world is an embedded log and the state of reactors, in memory.
type world struct {
	log   eventstore.Log
	state *outbound.State
	disk  *vfs.MemFS
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{disk: vfs.NewMem()}
	var err error
	if w.log, err = pebblelog.Open(pebblelog.Config{Dir: "log", FS: w.disk}); err != nil {
		t.Fatal(err)
	}
	if w.state, err = outbound.OpenState(outbound.StateConfig{Dir: "outbound", FS: w.disk}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.state.Close(); err != nil {
			t.Error(err)
		}
		if err := w.log.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// live follows topics of which each is a stream.
func (w *world) live(t testing.TB) *outbound.Live {
	t.Helper()
	l, err := outbound.NewLive(t.Context(), outbound.LiveConfig{
		Log: w.log, Topics: streams, Checkpoints: w.state, NackWait: time.Millisecond, CloseWait: 20 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func streams(topic string) (outbound.Topic, error) {
	return outbound.Topic{
		Filter: eventstore.Filter{StreamPrefixes: []string{topic}},
		Wants:  func(r eventstore.Recorded) bool { return r.Stream == topic },
		Message: func(r eventstore.Recorded) (*message.Message, error) {
			msg := message.NewMessage(r.ID.String(), r.Data)
			return msg, json.Unmarshal(r.Metadata, &msg.Metadata)
		},
	}, nil
}

// publisher appends messages to the log, as Watermill's suite wants one.
type publisher struct{ log eventstore.Log }

func (p publisher) Publish(topic string, messages ...*message.Message) error {
	a := eventstore.Append{Stream: topic, Expected: eventstore.Any}
	for _, msg := range messages {
		metadata, err := json.Marshal(msg.Metadata)
		if err != nil {
			return err
		}
		a.Events = append(a.Events, eventstore.NewEvent{ID: uuid.MustParse(msg.UUID), Type: "message", Data: msg.Payload, Metadata: metadata})
	}
	results, err := p.log.Append(context.Background(), a)
	if err != nil {
		return err
	}
	return results[0].Err
}

func (publisher) Close() error { return nil }

// Watermill's own suite, for what Live promises. Its cases about closing do not
// run when exactly-once delivery is declared, so it runs both ways.
func TestWatermillSuite(t *testing.T) {
	for _, exactlyOnce := range []bool{true, false} {
		name := "at least once"
		if exactlyOnce {
			name = "exactly once"
		}
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			live := w.live(t)
			inGroup := func(_ *testing.T, group string) (message.Publisher, message.Subscriber) {
				return publisher{w.log}, live.Subscriber(group)
			}
			tests.TestPubSub(t, tests.Features{
				ConsumerGroups: true, ExactlyOnceDelivery: exactlyOnce, GuaranteedOrder: true, Persistent: true,
			}, func(t *testing.T) (message.Publisher, message.Subscriber) { return inGroup(t, "everybody") }, inGroup)
		})
	}
}
