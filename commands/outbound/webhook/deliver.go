package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// The outcomes in the delivery log.
const (
	Delivered = "delivered"
	Failed    = "failed"
	Skipped   = "skipped" // erased in the meantime
)

// failure is why an attempt failed; its text is ours and repeats nothing from
// outside.
type failure struct{ code string }

func (f *failure) Error() string { return "outbound: " + f.code }

// attemptKey counts the attempts in a message's metadata.
const attemptKey = "attempt"

// handle is the message handler of a webhook: one attempt.
func (s *Service) handle(id uuid.UUID, msg *message.Message) error {
	ref, err := outbound.ParseReference(msg.Payload)
	if err != nil {
		return err
	}
	number, _ := strconv.Atoi(msg.Metadata.Get(attemptKey)) // "" is 0
	number++
	msg.Metadata.Set(attemptKey, strconv.Itoa(number))
	return s.attempt(msg.Context(), id, ref, number)
}

// attempt sends an event to a webhook once and logs it.
func (s *Service) attempt(ctx context.Context, id uuid.UUID, ref outbound.Reference, number int) error {
	hook, ok, err := s.current(ctx, id)
	if err != nil || !ok {
		return err // or removed in the meantime
	}
	e, err := s.event(ctx, ref)
	if err != nil {
		return err
	}
	began := s.cfg.Now()
	line := outbound.Attempt{Webhook: id, Event: ref.Event, Type: ref.Type, Number: number, At: began.UTC(), Outcome: Skipped}
	content, ok, err := encode(e, func(n category.Number) string { return s.registry.categoryName(hook.Account, n) })
	if err == nil && ok && e.Account == hook.Account {
		line.Status, line.Received, err = s.post(ctx, hook, e, content)
		line.Outcome = Delivered
	}
	if ctx.Err() != nil {
		return ctx.Err() // stopping; it comes again
	}
	line.Took = s.cfg.Now().Sub(began)
	if err != nil {
		line.Outcome, line.Error = Failed, code(err)
	}
	return errors.Join(err, s.cfg.State.LogAttempt(line))
}

// current is a webhook as it is defined now: also a definition or a removal that
// was appended just before the event counts.
func (s *Service) current(ctx context.Context, id uuid.UUID) (Webhook, bool, error) {
	head, err := s.cfg.Journal.Log().Head(ctx)
	if err == nil {
		err = s.runner.WaitFor(ctx, head, s.cfg.Timeout)
	}
	if ctx.Err() != nil {
		return Webhook{}, false, ctx.Err()
	}
	if err != nil {
		return Webhook{}, false, &failure{"the webhooks are not read up to now"}
	}
	hook, ok := s.registry.Webhook(id)
	return hook, ok, nil
}

// event reads what a reference stands for.
func (s *Service) event(ctx context.Context, ref outbound.Reference) (event.Event, error) {
	for r, err := range s.cfg.Journal.Log().ReadStream(ctx, ref.Stream, ref.Revision, eventstore.Forwards, 1) {
		if err != nil || r.ID != ref.Event {
			break
		}
		if events, err := s.cfg.Journal.Decode(ctx, []eventstore.Recorded{r}); err == nil && len(events) == 1 {
			return events[0].Event, nil
		}
	}
	if ctx.Err() != nil {
		return event.Event{}, ctx.Err()
	}
	return event.Event{}, &failure{"the event cannot be read"}
}

// post sends a body; err is *failure or ctx's.
func (s *Service) post(ctx context.Context, hook Webhook, e event.Event, content []byte) (status int, received int64, err error) {
	if err := s.cfg.Policy.CheckURL(hook.URL); err != nil {
		return 0, 0, &failure{"the URL is refused"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.URL, bytes.NewReader(content))
	if err != nil {
		return 0, 0, &failure{"the URL cannot be called"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Cerebro")
	req.Header.Set(EventHeader, e.ID.String())
	req.Header.Set(TypeHeader, string(e.Type))
	req.Header.Set(SignatureHeader, Sign(hook.Secret, content, s.cfg.Now()))
	answer, err := s.client.Do(req)
	if err != nil {
		return 0, 0, unreachable(ctx, err)
	}
	// Read so that the connection can be used again, but not for ever.
	received, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
	_ = answer.Body.Close()
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return answer.StatusCode, received, &failure{fmt.Sprintf("answered %d", answer.StatusCode)}
	}
	return answer.StatusCode, received, nil
}

// maxAnswer is how much of an answer is read.
const maxAnswer = 64 << 10

// unreachable says why there was no answer.
func unreachable(ctx context.Context, err error) error {
	var timeout net.Error
	var name *net.DNSError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrRefused):
		return &failure{"the address is private or special"}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &failure{"timed out"}
	case errors.As(err, &name):
		return &failure{"the name cannot be resolved"}
	}
	return &failure{"no connection"}
}

// code is what the delivery log keeps of an error.
func code(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.code
	}
	return "failed"
}
