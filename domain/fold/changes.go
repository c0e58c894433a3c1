package fold

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Changes holds the consequences of one account's matcher back until their
// change is whole: a recompute is seen together or not at all. The zero value
// is ready. A projector stores State with its checkpoint.
type Changes struct {
	pending []event.Event
	done    uuid.UUID // the change that was completed last
}

// RestoreChanges goes on from a State that was stored.
func RestoreChanges(pending []event.Event, done uuid.UUID) *Changes {
	return &Changes{slices.Clone(pending), done}
}

// State is the parts of an unfinished change, in order, and the id of the
// change that was completed last.
func (c *Changes) State() (pending []event.Event, done uuid.UUID) {
	return slices.Clone(c.pending), c.done
}

// ChangeOf is the change a consequence belongs to; false for other events.
func ChangeOf(p event.Payload) (event.Change, bool) {
	switch p := p.(type) {
	case *event.ProfilesMerged:
		return p.Change, true
	case *event.ProfilesSplit:
		return p.Change, true
	case *event.MatchProposed:
		return p.Change, true
	case *event.MatchWithdrawn:
		return p.Change, true
	}
	return event.Change{}, false
}

// Add takes the next consequence and gives the events to apply now, in order:
// none while its change is unfinished. A change that never finished is dropped
// when the next one begins.
func (c *Changes) Add(e event.Event) []event.Event {
	change, ok := ChangeOf(e.Payload)
	if !ok {
		return nil
	}
	if len(c.pending) > 0 {
		if last, _ := ChangeOf(c.pending[0].Payload); last.ID != change.ID {
			c.pending = nil
		}
	}
	if change.Part < change.Of {
		c.pending = append(c.pending, e)
		return nil
	}
	if len(c.pending) == 0 && change.Of > 1 && change.ID != c.done {
		return nil // its first parts are missing: nothing may be seen of it
	}
	ready := append(slices.Clip(c.pending), e)
	c.pending, c.done = nil, change.ID
	return ready
}
