package event

import "reflect"

// MadeUp is a schema that only a test has.
type MadeUp struct{ schema }

// NewMadeUp makes one whose newest version has the shape of p.
func NewMadeUp(p Payload, version int, upcast map[int]func([]byte) ([]byte, error)) MadeUp {
	ups := map[int]upcaster{}
	for v, up := range upcast {
		ups[v] = up
	}
	return MadeUp{schema{version: version, payload: reflect.TypeOf(p), upcast: ups}}
}

// Decode is DecodePayload under this schema.
func (m MadeUp) Decode(t Type, version int, b []byte) (Payload, error) {
	return m.decode(t, version, b)
}

// Upcasts tells whether the type has the step from version v to the next.
func Upcasts(t Type, v int) bool { return schemas()[t].upcast[v] != nil }

// NewPayload gives an empty payload of a type.
func NewPayload(t Type) Payload { return reflect.New(schemas()[t].payload).Interface().(Payload) }

// Marshal is the encoding of everything here.
func Marshal(v any) ([]byte, error) { return encMode().Marshal(v) }

// Unmarshal reverses Marshal.
func Unmarshal(b []byte, v any) error { return decMode().Unmarshal(b, v) }
