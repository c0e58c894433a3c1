package commands

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Caller is who asks: a key of an account. Everything it does is confined to
// that account.
type Caller struct {
	Account uuid.UUID
	Key     uuid.UUID
	Role    event.Role
	Source  uuid.UUID // a write key bound to one source; uuid.Nil otherwise
	// Installation is true for an admin key of the account made first: it may
	// run what concerns all accounts (but reads none of them).
	Installation bool
}

// Actor is how the caller is named in events.
func (c Caller) Actor() string {
	if c.Key == uuid.Nil {
		return "system"
	}
	return "key:" + c.Key.String()
}

// May tells whether the caller's role covers another role.
func (c Caller) May(r event.Role) bool { return c.Role == event.RoleAdmin || c.Role == r }

// May demand a role; the refusal says which key is needed.
func (c Caller) need(r event.Role) error {
	if c.May(r) {
		return nil
	}
	return Refuse(Forbidden, "use a key of role "+string(r)+" or admin", "this %s key may not do that", c.Role)
}

// mayWriteTo refuses sources that the caller's key is not bound to.
func (c Caller) mayWriteTo(source uuid.UUID) error {
	if c.Source != uuid.Nil && c.Source != source {
		return Refuse(Forbidden, "use a key that is not bound to a source, or the key of that source", "this key writes to another source only")
	}
	return nil
}
