package event_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// TestRoundTrip: every type comes back as it went, with every field set and with
// none.
func TestRoundTrip(t *testing.T) {
	for _, typ := range event.Types() {
		t.Run(string(typ), func(t *testing.T) {
			for name, want := range map[string]event.Payload{"full": sample(t, typ), "empty": event.NewPayload(typ)} {
				b, err := event.EncodePayload(want)
				if err != nil {
					t.Fatalf("%s: encode: %v", name, err)
				}
				got, err := event.DecodePayload(typ, event.Version(typ), b)
				if err != nil {
					t.Fatalf("%s: decode: %v", name, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// TestSchemas: each type knows its name, its stream, and every step from its
// first version to its newest.
func TestSchemas(t *testing.T) {
	for _, typ := range event.Types() {
		if got := event.NewPayload(typ).EventType(); got != typ {
			t.Errorf("%s calls itself %s", typ, got)
		}
		if _, ok := event.ParseStream(event.Stream{Kind: event.KindOf(typ)}.String()); !ok || event.KindOf(typ) == "" {
			t.Errorf("%s stands in no stream", typ)
		}
		for v := 1; v < event.Version(typ); v++ {
			if !event.Upcasts(typ, v) {
				t.Errorf("%s version %d has no upcaster", typ, v)
			}
		}
	}
	if event.KindOf("PersonCloned") != "" || event.Version("PersonCloned") != 0 {
		t.Error("an unknown type has a schema")
	}
}

func TestDecodeRefuses(t *testing.T) {
	fine, err := event.EncodePayload(event.RecordErased{Reason: "request"})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name    string
		typ     event.Type
		version int
		b       []byte
		want    error
	}{
		{"fine", event.TypeRecordErased, 1, fine, nil},
		{"unknown type", "PersonCloned", 1, fine, event.ErrUnknownType},
		{"newer version", event.TypeRecordErased, event.Version(event.TypeRecordErased) + 1, fine, event.ErrUnknownType},
		{"version 0", event.TypeRecordErased, 0, fine, event.ErrUnknownType},
		{"empty", event.TypeRecordErased, 1, nil, event.ErrMalformed},
		{"cut", event.TypeRecordErased, 1, fine[:len(fine)-1], event.ErrMalformed},
		{"more behind it", event.TypeRecordErased, 1, append(bytes.Clone(fine), 0), event.ErrMalformed},
		{"another type's field", event.TypeRecordErased, 1, []byte{0xa1, 0x01, 0x02}, event.ErrMalformed},
		{"one key twice", event.TypeRecordErased, 1, []byte{0xa2, 0x01, 0x60, 0x01, 0x60}, event.ErrMalformed},
		{"no UTF-8", event.TypeRecordErased, 1, []byte{0xa1, 0x01, 0x61, 0xff}, event.ErrMalformed},
		{"of no given length", event.TypeRecordErased, 1, []byte{0xbf, 0xff}, event.ErrMalformed},
		{"a list of 2^32", event.TypeImportConfirmed, 1, []byte{0xa1, 0x02, 0x9a, 0xff, 0xff, 0xff, 0xff}, event.ErrMalformed},
		{"deep", event.TypeImportConfirmed, 1, bytes.Repeat([]byte{0x81}, 10000), event.ErrMalformed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := event.DecodePayload(c.typ, c.version, c.b); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// TestUpcast: a payload written by an older program reads as the newest shape,
// through every step between.
func TestUpcast(t *testing.T) {
	type first struct { // version 1 had one name
		Name string `cbor:"1,keyasint"`
	}
	type second struct { // version 2 had names
		Names []string `cbor:"2,keyasint"`
	}
	errOld := errors.New("no name")
	schema := event.NewMadeUp(event.RecordErased{}, 3, map[int]func([]byte) ([]byte, error){
		1: func(b []byte) ([]byte, error) {
			var old first
			if err := event.Unmarshal(b, &old); err != nil {
				return nil, err
			}
			if old.Name == "" {
				return nil, errOld
			}
			return event.Marshal(second{[]string{old.Name, "two"}})
		},
		2: func(b []byte) ([]byte, error) {
			var old second
			if err := event.Unmarshal(b, &old); err != nil {
				return nil, err
			}
			return event.Marshal(event.RecordErased{Reason: old.Names[0] + "+" + old.Names[1]})
		},
	})
	cases := []struct {
		name    string
		version int
		wrote   any
		want    string
		err     error
	}{
		{"from the first", 1, first{"one"}, "one+two", nil},
		{"from the second", 2, second{[]string{"a", "b"}}, "a+b", nil},
		{"the newest", 3, event.RecordErased{Reason: "now"}, "now", nil},
		{"a step fails", 1, first{}, "", errOld},
		{"a newer one", 4, first{}, "", event.ErrUnknownType},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, err := event.Marshal(c.wrote)
			if err != nil {
				t.Fatal(err)
			}
			got, err := schema.Decode(event.TypeRecordErased, c.version, b)
			if !errors.Is(err, c.err) {
				t.Fatalf("got error %v, want %v", err, c.err)
			}
			if err == nil && !cmp.Equal(got, event.Payload(&event.RecordErased{Reason: c.want})) {
				t.Errorf("got %+v, want reason %q", got, c.want)
			}
		})
	}
}

func drawID(t *rapid.T, name string) uuid.UUID {
	return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name))
}

func drawTime(t *rapid.T, name string) time.Time {
	return time.Unix(0, rapid.Int64().Draw(t, name)).UTC()
}

// TestEnvelopeRoundTrip: an envelope keeps every field but id and type, which
// stand beside it, and times to the nanosecond whatever their zone.
func TestEnvelopeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := event.Envelope{
			Version: rapid.IntRange(1, 1000).Draw(t, "version"), Account: drawID(t, "account"), Source: drawID(t, "source"),
			Import: drawID(t, "import"), Record: drawID(t, "record"), OccurredAt: drawTime(t, "occurred"), RecordedAt: drawTime(t, "recorded"),
			Correlation: drawID(t, "correlation"), Causation: drawID(t, "causation"), Actor: rapid.String().Draw(t, "actor"),
		}
		wrote := want
		wrote.ID, wrote.Type = drawID(t, "id"), event.TypeRecordErased
		wrote.OccurredAt = wrote.OccurredAt.In(time.FixedZone("", 3600))
		b, err := event.EncodeEnvelope(wrote)
		if err != nil {
			t.Fatal(err)
		}
		got, err := event.DecodeEnvelope(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("envelope (-want +got):\n%s", diff)
		}
	})
}

// TestStreamNames: a name reads back, and nothing else is taken for one.
func TestStreamNames(t *testing.T) {
	a, id := uuid.New(), uuid.New()
	for _, s := range []event.Stream{
		event.AccountStream(a), event.RecordStream(a, id), event.IdentityStream(a),
		event.SharingStream(a), event.ImportStream(a, id), event.QuarantineStream(a, id),
	} {
		if got, ok := event.ParseStream(s.String()); !ok || got != s {
			t.Errorf("%s reads as %v, %v", s, got, ok)
		}
	}
	for _, name := range []string{"", "$stats", "record", "record-" + a.String(), "record-" + a.String() + "-" + id.String(),
		"record-" + a.String() + "." + id.String() + "x", "record-" + a.String()[1:] + "x." + id.String()} {
		if s, ok := event.ParseStream(name); ok {
			t.Errorf("%q reads as %v", name, s)
		}
	}
}
