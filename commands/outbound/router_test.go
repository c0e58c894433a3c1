package outbound_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// reactor runs a router with one handler until the test ends or stops it.
type reactor struct {
	t      testing.TB
	router *message.Router
	stop   func()

	mu    sync.Mutex
	calls []string // payloads the handler was called with
	moved chan struct{}
}

func (w *world) react(t *testing.T, live *outbound.Live, retrying outbound.Retrying, handle func(*message.Message) error) *reactor {
	t.Helper()
	metrics, err := outbound.NewMetrics(prometheus.NewRegistry(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	router, err := outbound.NewRouter(outbound.RouterConfig{Poison: w.state.PoisonQueue(time.Now), Retrying: retrying, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	r := &reactor{t: t, router: router, moved: make(chan struct{}, 1000)}
	router.AddConsumerHandler("reactor", "topic", live.Subscriber("group"), func(msg *message.Message) error {
		r.mu.Lock()
		r.calls = append(r.calls, string(msg.Payload))
		r.mu.Unlock()
		r.moved <- struct{}{}
		return handle(msg)
	})
	done := make(chan error, 1)
	go func() { done <- router.Run(context.Background()) }()
	<-router.Running()
	r.stop = sync.OnceFunc(func() {
		if err := router.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(r.stop)
	return r
}

// called waits until the handler was called n times in all.
func (r *reactor) called(n int) []string {
	r.t.Helper()
	for {
		r.mu.Lock()
		calls := slices.Clone(r.calls)
		r.mu.Unlock()
		if len(calls) >= n {
			return calls
		}
		select {
		case <-r.moved:
		case <-time.After(20 * time.Second):
			r.t.Fatalf("the handler was called with %q, want %d calls", calls, n)
		}
	}
}

func (w *world) publish(t testing.TB, payloads ...string) {
	t.Helper()
	for _, p := range payloads {
		msg := message.NewMessage(watermill.NewUUID(), []byte(p))
		middleware.SetCorrelationID("correlation of "+p, msg)
		if err := (publisher{w.log}).Publish("topic", msg); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *world) poisoned(t testing.TB) (out []outbound.Poisoned) {
	t.Helper()
	for p, err := range w.state.Poisoned("") {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func quickly() outbound.Retrying {
	return outbound.Retrying{Times: 2, First: time.Millisecond, Most: time.Millisecond}
}

func TestFailingAndPanickingHandlersEndInThePoisonQueue(t *testing.T) {
	w := newWorld(t)
	r := w.react(t, w.live(t), quickly(), func(msg *message.Message) error {
		switch string(msg.Payload) {
		case "fails":
			return errors.New("no good: someone@example.org")
		case "panics":
			panic("someone@example.org")
		}
		return nil
	})
	w.publish(t, "good", "fails", "panics", "good again")
	want := []string{"good", "fails", "fails", "fails", "panics", "panics", "panics", "good again"}
	if diff := cmp.Diff(want, r.called(len(want))); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	var got [][2]string
	for _, p := range w.poisoned(t) {
		if p.Handler != "reactor" || p.Topic != "topic" || p.At.IsZero() {
			t.Errorf("poisoned %+v, want it to name handler, topic and time", p)
		}
		got = append(got, [2]string{string(p.Payload), p.Reason})
	}
	slices.SortFunc(got, func(a, b [2]string) int { return len(a[0]) - len(b[0]) })
	// The reasons are ours: what a panic or a library says may repeat a value.
	if diff := cmp.Diff([][2]string{{"fails", "the handler failed"}, {"panics", "the handler panicked"}}, got); diff != "" {
		t.Errorf("poison queue (-want +got):\n%s", diff)
	}
}

func TestStoppingPoisonsNothing(t *testing.T) {
	w := newWorld(t)
	r := w.react(t, w.live(t), outbound.Retrying{Times: 5, First: time.Hour, Most: time.Hour}, func(*message.Message) error {
		return errors.New("the other side is down")
	})
	w.publish(t, "one")
	r.called(1)
	r.stop()
	if p := w.poisoned(t); len(p) != 0 {
		t.Errorf("stopping poisoned %+v", p)
	}
	// The message comes again at the next start.
	next := w.react(t, w.live(t), quickly(), func(*message.Message) error { return nil })
	if diff := cmp.Diff([]string{"one"}, next.called(1)); diff != "" {
		t.Errorf("after the restart (-want +got):\n%s", diff)
	}
}

func TestReactorsAreNeverReplayedTo(t *testing.T) {
	w := newWorld(t)
	fine := func(*message.Message) error { return nil }
	w.publish(t, "before it was new")
	r := w.react(t, w.live(t), quickly(), fine)
	w.publish(t, "one")
	r.called(1)
	r.stop()
	w.publish(t, "while it was away")
	r = w.react(t, w.live(t), quickly(), fine)
	w.publish(t, "two")
	if diff := cmp.Diff([]string{"while it was away", "two"}, r.called(2)); diff != "" {
		t.Errorf("after a restart (-want +got):\n%s", diff)
	}
	r.stop()

	// A restored log has another id: what it holds was sent before.
	if c, _, err := w.state.Load(t.Context(), "group", "topic"); err != nil {
		t.Fatal(err)
	} else {
		c.Store[0]++
		if err := w.state.Save(t.Context(), "group", "topic", c, true); err != nil {
			t.Fatal(err)
		}
	}
	w.publish(t, "before the restored log was seen")
	r = w.react(t, w.live(t), quickly(), fine)
	w.publish(t, "three")
	if diff := cmp.Diff([]string{"three"}, r.called(1)); diff != "" {
		t.Errorf("on a restored log (-want +got):\n%s", diff)
	}
}

// Nothing that reactors are made of fits where a rebuild puts its projectors.
func TestReactorsAreNoProjectors(t *testing.T) {
	w := newWorld(t)
	live := w.live(t)
	for _, reactor := range []any{live, live.Subscriber("group"), message.HandlerFunc(nil), message.NoPublishHandlerFunc(nil)} {
		if _, ok := reactor.(projections.Projector); ok {
			t.Errorf("%T is a projector", reactor)
		}
	}
}

func TestIntroduceNeverGoesBack(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "long ago")
	live := w.live(t)
	head, err := w.log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.publish(t, "one")
	for range 2 { // the second changes nothing
		if err := live.Introduce(t.Context(), "group", "topic", eventstore.Start); err != nil {
			t.Fatal(err)
		}
	}
	if c, ok, err := w.state.Load(t.Context(), "group", "topic"); err != nil || !ok || c.Position != head {
		t.Errorf("introduced at %v, %v, %v, want the head when Live was made, %v", c.Position, ok, err, head)
	}
}
