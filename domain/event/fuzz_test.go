package event_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// FuzzDecodeEnvelope: no bytes make it panic, and what it reads it can write.
func FuzzDecodeEnvelope(f *testing.F) {
	var e event.Envelope
	(&filler{t: f}).fillEnvelope(&e)
	b, err := event.EncodeEnvelope(e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{0xa0})
	f.Fuzz(func(t *testing.T, b []byte) {
		first, err := event.DecodeEnvelope(b)
		if err != nil {
			return
		}
		b, err = event.EncodeEnvelope(first)
		if err != nil {
			t.Fatalf("read, but not written: %v", err)
		}
		again, err := event.DecodeEnvelope(b)
		if err != nil || first != again {
			t.Errorf("got %+v, %v, want %+v", again, err, first)
		}
	})
}

// FuzzDecodePayload does so for the payloads of every type.
func FuzzDecodePayload(f *testing.F) {
	types := event.Types()
	slices.Sort(types)
	for i, typ := range types {
		b, err := event.EncodePayload(sample(f, typ))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), b)
	}
	f.Fuzz(func(t *testing.T, n uint8, b []byte) {
		typ := types[int(n)%len(types)]
		first, err := event.DecodePayload(typ, 1, b)
		if err != nil {
			return
		}
		b, err = event.EncodePayload(first)
		if err != nil {
			return // a time that can be read and not be written
		}
		again, err := event.DecodePayload(typ, 1, b)
		if err != nil || !cmp.Equal(first, again) {
			t.Errorf("%s: got %+v, %v, want %+v", typ, again, err, first)
		}
	})
}
