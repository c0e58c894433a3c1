package event

import (
	"time"

	"github.com/google/uuid"
)

// Envelope is what every event says about itself, in clear. Ids that do not
// apply are uuid.Nil.
type Envelope struct {
	ID          uuid.UUID `cbor:"-"` // stands beside the metadata in the log
	Type        Type      `cbor:"-"`
	Version     int       `cbor:"1,keyasint"` // schema version of the payload
	Account     uuid.UUID `cbor:"2,keyasint"`
	Source      uuid.UUID `cbor:"3,keyasint,omitzero"`
	Import      uuid.UUID `cbor:"4,keyasint,omitzero"`
	Record      uuid.UUID `cbor:"5,keyasint,omitzero"`
	OccurredAt  time.Time `cbor:"-"` // when it happened
	RecordedAt  time.Time `cbor:"-"` // when we learned it, stamped by us
	Correlation uuid.UUID `cbor:"8,keyasint,omitzero"`
	Causation   uuid.UUID `cbor:"9,keyasint,omitzero"`
	// Actor is who caused it: "key:<id>", "matcher", "import:<id>", "system".
	Actor string `cbor:"10,keyasint,omitempty"`
}

// Event is an envelope with its payload.
type Event struct {
	Envelope
	Payload Payload
}

// Payload is implemented by one struct per event type.
type Payload interface{ EventType() Type }

// Erased stands in for the payload of an event whose key was destroyed on
// purpose: the person was erased.
type Erased struct{ Was Type }

// EventType is the type of the event that was erased.
func (e Erased) EventType() Type { return e.Was }
