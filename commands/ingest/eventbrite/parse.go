package eventbrite

import (
	"encoding/json"
	"fmt"
	"time"
)

// Attendee is an attendee in the state that it was fetched in.
type Attendee struct {
	name    string // of the state, for message ids
	changed time.Time
	created time.Time
	attendee
}

// ParseAttendee reads an attendee. The error is ErrBroken.
func ParseAttendee(raw json.RawMessage) (Attendee, error) {
	var a Attendee
	if err := decode(raw, &a.attendee); err != nil {
		return Attendee{}, err
	}
	var err error
	if a.name, a.changed, err = state(KindAttendee, a.ID, a.Created, a.Changed); err != nil {
		return Attendee{}, err
	}
	if a.created, err = time.Parse(time.RFC3339, string(a.Created)); err != nil {
		a.created = a.changed
	}
	return a, nil
}

// Paid tells whether the ticket cost anything, so that it may be a donation.
func (a Attendee) Paid() bool { return !a.Costs.Gross.zero() }

// TicketClass names the ticket's class: its event and its own id.
func (a Attendee) TicketClass() (event, class string) {
	return string(a.EventID), string(a.TicketClassID)
}

// Off tells whether the ticket counts no more.
func (a Attendee) Off() bool {
	return a.Cancelled.true() || a.Refunded.true() || a.Status == "Not Attending" || a.Status == "Deleted"
}

// Order is an order in the state that it was fetched in.
type Order struct {
	name    string
	changed time.Time
	order
}

// ParseOrder reads an order. The error is ErrBroken.
func ParseOrder(raw json.RawMessage) (Order, error) {
	var o Order
	err := decode(raw, &o.order)
	if err == nil {
		o.name, o.changed, err = state(KindOrder, o.ID, o.Created, o.Changed)
	}
	if err != nil {
		return Order{}, err
	}
	return o, nil
}

func decode(raw json.RawMessage, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return nil
}

// state names an object's present state by its id and the time of its last
// change.
func state(kind Kind, id, created, changed text) (name string, at time.Time, err error) {
	if changed == "" {
		changed = created
	}
	if !isID(string(id)) {
		return "", at, fmt.Errorf("%w: the %s has no id", ErrBroken, kind)
	}
	at, err = time.Parse(time.RFC3339, string(changed))
	if err != nil {
		return "", at, fmt.Errorf("%w: the %s does not say when it was changed", ErrBroken, kind)
	}
	return string(kind) + ":" + string(id) + ":" + string(changed), at.UTC(), nil
}
