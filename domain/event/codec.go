package event

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// ErrUnknownType: the event type is not one of ours, or from a newer program.
var ErrUnknownType = errors.New("unknown event type")

// ErrMalformed: bytes that no version of this program wrote.
var ErrMalformed = errors.New("malformed event")

// maxItems bounds arrays and maps in a payload; an append is at most 1 MiB.
const maxItems = 1 << 17

var encMode = sync.OnceValue(func() cbor.EncMode {
	o := cbor.CoreDetEncOptions()
	o.Time = cbor.TimeRFC3339Nano
	m, err := o.EncMode()
	if err != nil {
		panic(err) // constant options
	}
	return m
})

var decMode = sync.OnceValue(func() cbor.DecMode {
	m, err := cbor.DecOptions{
		MaxArrayElements: maxItems, MaxMapPairs: maxItems, MaxNestedLevels: 16,
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		UTF8: cbor.UTF8RejectInvalid,
	}.DecMode()
	if err != nil {
		panic(err) // constant options
	}
	return m
})

// wireEnvelope adds the times, which travel as Unix nanoseconds.
type wireEnvelope struct {
	Envelope
	OccurredAt int64 `cbor:"6,keyasint"`
	RecordedAt int64 `cbor:"7,keyasint"`
}

// EncodeEnvelope gives the metadata of an event.
func EncodeEnvelope(e Envelope) ([]byte, error) {
	b, err := encMode().Marshal(wireEnvelope{e, e.OccurredAt.UnixNano(), e.RecordedAt.UnixNano()})
	if err != nil {
		return nil, fmt.Errorf("event: encode envelope of %s: %w", e.Type, err)
	}
	return b, nil
}

// DecodeEnvelope reverses EncodeEnvelope; ID and Type are the caller's to set.
func DecodeEnvelope(b []byte) (Envelope, error) {
	var w wireEnvelope
	if err := decMode().Unmarshal(b, &w); err != nil {
		return Envelope{}, fmt.Errorf("event: %w: envelope: %w", ErrMalformed, err)
	}
	w.Envelope.OccurredAt = time.Unix(0, w.OccurredAt).UTC()
	w.Envelope.RecordedAt = time.Unix(0, w.RecordedAt).UTC()
	return w.Envelope, nil
}

// EncodePayload gives the clear bytes of a payload in its newest version.
func EncodePayload(p Payload) ([]byte, error) {
	b, err := encMode().Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("event: encode %s: %w", p.EventType(), err)
	}
	return b, nil
}

// DecodePayload reads a payload written under a schema version, bringing old
// versions up to date. The result is a pointer to the payload's struct.
func DecodePayload(t Type, version int, b []byte) (Payload, error) {
	s, ok := schemas()[t]
	if !ok {
		return nil, fmt.Errorf("event: %w: %q", ErrUnknownType, t)
	}
	return s.decode(t, version, b)
}

func (s schema) decode(t Type, version int, b []byte) (Payload, error) {
	if version < 1 || version > s.version {
		return nil, fmt.Errorf("event: %w: %s version %d, this program knows up to %d", ErrUnknownType, t, version, s.version)
	}
	for v := version; v < s.version; v++ {
		up, err := s.upcast[v](b)
		if err != nil {
			return nil, fmt.Errorf("event: %w: %s version %d: %w", ErrMalformed, t, v, err)
		}
		b = up
	}
	p := reflect.New(s.payload).Interface().(Payload)
	if err := decMode().Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("event: %w: %s: %w", ErrMalformed, t, err)
	}
	return p, nil
}

// Version is the newest schema version of a type, the one that is written.
func Version(t Type) int { return schemas()[t].version }

// KindOf is the kind of the streams that a type's events stand in; "" for an
// unknown type.
func KindOf(t Type) Kind { return schemas()[t].kind }

// Types lists every event type of this program.
func Types() []Type {
	out := make([]Type, 0, len(schemas()))
	for t := range schemas() {
		out = append(out, t)
	}
	return out
}
