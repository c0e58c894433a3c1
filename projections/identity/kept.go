package identity

import (
	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// keptEvent is an event kept in the store as it is: a part of a change that is
// not whole yet.
type keptEvent struct {
	ID   uuid.UUID `cbor:"1,keyasint"`
	Type string    `cbor:"2,keyasint"`
	Meta []byte    `cbor:"3,keyasint"`
	Data []byte    `cbor:"4,keyasint"`
}

func keep(e event.Event) ([]byte, error) {
	meta, err := event.EncodeEnvelope(e.Envelope)
	if err != nil {
		return nil, err
	}
	data, err := event.EncodePayload(e.Payload)
	if err != nil {
		return nil, err
	}
	return cbor.Marshal(keptEvent{e.ID, string(e.Type), meta, data})
}

func kept(b []byte) (event.Event, error) {
	var k keptEvent
	if err := cbor.Unmarshal(b, &k); err != nil {
		return event.Event{}, err
	}
	env, err := event.DecodeEnvelope(k.Meta)
	if err != nil {
		return event.Event{}, err
	}
	env.ID, env.Type = k.ID, event.Type(k.Type)
	payload, err := event.DecodePayload(env.Type, env.Version, k.Data)
	return event.Event{Envelope: env, Payload: payload}, err
}
