package commands

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// maxURL bounds a webhook's URL, in bytes.
const maxURL = 2000

// DefineWebhook sends events of some types to a URL.
type DefineWebhook struct {
	URL   string   `json:"url"`
	Types []string `json:"types,omitempty"` // empty: all that may leave
}

// DefineWebhook carries the command out. The signing secret is in the answer
// and nowhere else.
func (s *Service) DefineWebhook(ctx context.Context, c Caller, cmd DefineWebhook, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if err := s.WebhookPolicy.CheckURL(cmd.URL); err != nil || len(cmd.URL) > maxURL {
		return Answer{}, &Error{Code: Invalid, Detail: "this URL cannot be sent to", Hint: `give a public URL such as "https://example.org/hook"`, Err: err}
	}
	for _, t := range cmd.Types {
		if !contains(webhook.Types(), event.Type(t)) {
			return Answer{}, Refuse(Invalid, fmt.Sprintf("the types are %v", webhook.Types()), "events of type %q do not leave", t)
		}
	}
	d := s.begin(c, "define-webhook", idempotencyKey)
	text, _ := s.newKey(d, "webhook", "")
	p := event.WebhookDefined{Webhook: d.id("webhook"), URL: cmd.URL, Secret: []byte(text), Types: cmd.Types}
	return s.decide(ctx, d, map[string]any{"webhook": p.Webhook, "secret": text}, func(*fold.Account) ([]event.Payload, error) {
		return []event.Payload{p}, nil
	})
}

// RemoveWebhook ends a webhook.
type RemoveWebhook struct {
	Webhook string `json:"webhook"`
}

// RemoveWebhook carries the command out.
func (s *Service) RemoveWebhook(ctx context.Context, c Caller, cmd RemoveWebhook, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	return s.decide(ctx, s.begin(c, "remove-webhook", idempotencyKey), nil, func(a *fold.Account) ([]event.Payload, error) {
		id, err := uuid.Parse(cmd.Webhook)
		for _, w := range a.Webhooks() {
			if err == nil && w.ID == id {
				return []event.Payload{event.WebhookRemoved{Webhook: id}}, nil
			}
		}
		return nil, Refuse(NotFound, "GET /api/webhooks lists them", "there is no webhook %q", cmd.Webhook)
	})
}
