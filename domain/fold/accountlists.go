package fold

import (
	"time"

	"github.com/google/uuid"
)

// ActivityType finds a declared type by its name.
func (a *Account) ActivityType(name string) (ActivityType, bool) {
	t, ok := a.types[name]
	return t, ok
}

// ActivityTypes lists the built-in and the account's own types by name.
func (a *Account) ActivityTypes() []ActivityType {
	return sortedBy(a.types, func(t ActivityType) string { return t.Name })
}

// Segment finds a saved segment.
func (a *Account) Segment(id uuid.UUID) (Segment, bool) { s, ok := a.segments[id]; return s, ok }

// Segments lists the saved segments by name.
func (a *Account) Segments() []Segment {
	return sortedBy(a.segments, func(s Segment) string { return s.Name + "\x00" + s.ID.String() })
}

// Key finds a key by its id.
func (a *Account) Key(id uuid.UUID) (Key, bool) { k, ok := a.keys[id]; return k, ok }

// Keys lists all keys, revoked ones too.
func (a *Account) Keys() []Key {
	return sortedBy(a.keys, func(k Key) string { return k.Name + "\x00" + k.ID.String() })
}

// Webhooks lists the webhooks.
func (a *Account) Webhooks() []Webhook {
	return sortedBy(a.webhooks, func(w Webhook) string { return w.ID.String() })
}

// Integration finds what a source fetches from.
func (a *Account) Integration(source uuid.UUID) (Integration, bool) {
	i, ok := a.integrations[source]
	return i, ok
}

// Grants lists what the account has granted, oldest first, revoked ones too.
func (a *Account) Grants() []Grant {
	return sortedBy(a.grants, func(g Grant) string {
		return g.GrantedAt.UTC().Format(time.RFC3339Nano) + g.ID.String()
	})
}
