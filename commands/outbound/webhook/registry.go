package webhook

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Webhook is one as defined now.
type Webhook struct {
	ID      uuid.UUID
	Account uuid.UUID
	URL     string
	Secret  []byte
	Types   []event.Type        // that it wants and that may leave
	Defined eventstore.Position // where it came into being
}

// same tells whether two definitions want the same events.
func (w Webhook) same(o Webhook) bool {
	return w.Account == o.Account && slices.Equal(w.Types, o.Types)
}

// Registry knows the webhooks of all accounts, and the names of the categories
// that accounts have defined. It is a projector that holds everything in memory
// and folds it anew at each start: account streams are short.
type Registry struct {
	builtIn *category.Catalogue

	mu       sync.RWMutex
	at       projections.Checkpoint
	webhooks map[uuid.UUID]Webhook
	names    map[uuid.UUID]map[category.Number]string // by account
	changed  chan struct{}                            // holds at most one signal
}

var _ projections.Projector = (*Registry)(nil)

// NewRegistry makes an empty one.
func NewRegistry(builtIn *category.Catalogue) *Registry {
	return &Registry{builtIn: builtIn, webhooks: map[uuid.UUID]Webhook{}, names: map[uuid.UUID]map[category.Number]string{}, changed: make(chan struct{}, 1)}
}

// Name implements projections.Projector.
func (r *Registry) Name() string { return "webhooks" }

// Version implements projections.Projector.
func (r *Registry) Version() int { return 1 }

// Filter implements projections.Projector.
func (r *Registry) Filter() eventstore.Filter {
	return eventstore.Filter{StreamPrefixes: []string{string(event.KindAccount) + "-"}}
}

// Checkpoint implements projections.Projector.
func (r *Registry) Checkpoint(context.Context) (projections.Checkpoint, bool, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.at, r.at != projections.Checkpoint{}, nil
}

// Apply implements projections.Projector.
func (r *Registry) Apply(_ context.Context, events []projections.Event, to projections.Checkpoint) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range events {
		r.fold(e)
	}
	r.at = to
	select {
	case r.changed <- struct{}{}:
	default:
	}
	return nil
}

func (r *Registry) fold(e projections.Event) {
	account := e.Stream.Account
	switch p := e.Payload.(type) {
	case *event.WebhookDefined:
		r.webhooks[p.Webhook] = Webhook{ID: p.Webhook, Account: account, URL: p.URL, Secret: p.Secret, Types: leaving(p.Types), Defined: e.Position}
	case *event.WebhookRemoved:
		if r.webhooks[p.Webhook].Account == account {
			delete(r.webhooks, p.Webhook)
		}
	case *event.CategoryDefined:
		if r.names[account] == nil {
			r.names[account] = map[category.Number]string{}
		}
		r.names[account][p.Number] = p.Name
	}
	if e.Type == event.TypeAccountClosed {
		maps.DeleteFunc(r.webhooks, func(_ uuid.UUID, w Webhook) bool { return w.Account == account })
		delete(r.names, account)
	}
}

// leaving are the wanted types that may leave; none wanted is all of them.
func leaving(wanted []string) []event.Type {
	out := Types()
	if len(wanted) > 0 {
		out = slices.DeleteFunc(out, func(t event.Type) bool { return !slices.Contains(wanted, string(t)) })
	}
	slices.Sort(out)
	return out
}

// Webhook finds one.
func (r *Registry) Webhook(id uuid.UUID) (Webhook, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	w, ok := r.webhooks[id]
	return w, ok
}

// all is a copy of what is defined.
func (r *Registry) all() map[uuid.UUID]Webhook {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return maps.Clone(r.webhooks)
}

// categoryName names a category of an account.
func (r *Registry) categoryName(account uuid.UUID, n category.Number) string {
	if n < category.FirstCustom {
		return r.builtIn.Name(n)
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.names[account][n]
}

// topicPrefix begins the name of a webhook's topic, group and handler.
const topicPrefix = "webhook-"

func topicOf(id uuid.UUID) string { return topicPrefix + id.String() }

// streams are the stream prefixes that hold what a webhook wants: its account's
// only.
func (w Webhook) streams() (out []string) {
	for _, t := range w.Types {
		prefix := string(event.KindOf(t)) + "-" + w.Account.String() + "."
		if !slices.Contains(out, prefix) {
			out = append(out, prefix)
		}
	}
	return out
}

// parseTopic finds the webhook of a topic.
func parseTopic(topic string) (uuid.UUID, error) {
	id, err := uuid.Parse(strings.TrimPrefix(topic, topicPrefix))
	if err != nil || topic != topicOf(id) {
		return uuid.Nil, fmt.Errorf("%q is not the topic of a webhook", topic)
	}
	return id, nil
}
