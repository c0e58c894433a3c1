package event_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// The other encoding that was weighed: protobuf by hand, with the same field
// numbers. It is here to measure against, see doc.go.

var errWire = errors.New("bad wire format")

func text(b []byte, n protowire.Number, s string) []byte {
	if s == "" {
		return b
	}
	return protowire.AppendString(protowire.AppendTag(b, n, protowire.BytesType), s)
}

func number(b []byte, n protowire.Number, v uint64) []byte {
	if v == 0 {
		return b
	}
	return protowire.AppendVarint(protowire.AppendTag(b, n, protowire.VarintType), v)
}

func nested(b []byte, n protowire.Number, inner []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, n, protowire.BytesType), inner)
}

func protoFact(b []byte, f *event.Fact) []byte {
	b = number(b, 1, uint64(f.Op))
	b = number(b, 2, uint64(f.Category))
	b = number(b, 3, uint64(f.Group))
	b = text(b, 4, f.Value)
	b = text(b, 5, f.Raw)
	return text(b, 6, f.Space)
}

func protoObserved(o *event.RecordObserved) []byte {
	b := text(nil, 1, o.Key)
	var scratch []byte
	for i := range o.Facts {
		scratch = protoFact(scratch[:0], &o.Facts[i])
		b = nested(b, 2, scratch)
	}
	b = number(b, 3, uint64(o.Cleaner))
	b = text(b, 4, o.Region)
	b = text(b, 5, o.Message)
	return text(b, 6, o.Linked)
}

func protoActivity(a *event.ActivityRecorded) []byte {
	b := text(nil, 1, a.Key)
	b = protowire.AppendBytes(protowire.AppendTag(b, 2, protowire.BytesType), a.Activity[:])
	b = text(b, 3, a.Name)
	b = text(b, 4, a.Label)
	var scratch []byte
	for i := range a.Properties {
		p := &a.Properties[i]
		scratch = number(text(text(scratch[:0], 1, p.Name), 2, p.Value), 3, uint64(p.Kind))
		b = nested(b, 5, scratch)
	}
	return text(b, 6, a.Message)
}

// fields calls each for every field: v for numbers, s for bytes.
func fields(b []byte, each func(n protowire.Number, v uint64, s []byte) error) error {
	for len(b) > 0 {
		n, kind, size := protowire.ConsumeTag(b)
		if size < 0 {
			return errWire
		}
		b = b[size:]
		var v uint64
		var s []byte
		switch kind {
		case protowire.VarintType:
			v, size = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			s, size = protowire.ConsumeBytes(b)
		default:
			return errWire
		}
		if size < 0 {
			return errWire
		}
		if err := each(n, v, s); err != nil {
			return err
		}
		b = b[size:]
	}
	return nil
}

func unprotoObserved(b []byte) (*event.RecordObserved, error) {
	o := &event.RecordObserved{}
	return o, fields(b, func(n protowire.Number, v uint64, s []byte) error {
		switch n {
		case 1:
			o.Key = string(s)
		case 2:
			var f event.Fact
			err := fields(s, func(n protowire.Number, v uint64, s []byte) error {
				switch n {
				case 1:
					f.Op = event.Op(v)
				case 2:
					f.Category = category.Number(v)
				case 3:
					f.Group = uint16(v)
				case 4:
					f.Value = string(s)
				case 5:
					f.Raw = string(s)
				case 6:
					f.Space = string(s)
				}
				return nil
			})
			o.Facts = append(o.Facts, f)
			return err
		case 3:
			o.Cleaner = int(v)
		case 4:
			o.Region = string(s)
		case 5:
			o.Message = string(s)
		case 6:
			o.Linked = string(s)
		}
		return nil
	})
}

func unprotoActivity(b []byte) (*event.ActivityRecorded, error) {
	a := &event.ActivityRecorded{}
	return a, fields(b, func(n protowire.Number, v uint64, s []byte) error {
		switch n {
		case 1:
			a.Key = string(s)
		case 2:
			if len(s) != len(a.Activity) {
				return errWire
			}
			a.Activity = uuid.UUID(s)
		case 3:
			a.Name = string(s)
		case 4:
			a.Label = string(s)
		case 5:
			var p event.Property
			err := fields(s, func(n protowire.Number, v uint64, s []byte) error {
				switch n {
				case 1:
					p.Name = string(s)
				case 2:
					p.Value = string(s)
				case 3:
					p.Kind = event.PropertyKind(v)
				}
				return nil
			})
			a.Properties = append(a.Properties, p)
			return err
		case 6:
			a.Message = string(s)
		}
		return nil
	})
}

func observation() *event.RecordObserved {
	o := &event.RecordObserved{Key: "000012345678", Cleaner: 1, Region: "US", Message: "6f0c2d2e-7a0b-4a6e-9d59-0a4f6f6f3c11"}
	for i, v := range []string{
		"Ana", "Maria", "Lopez-Whitfield", "1984-02-29", "female", "ana.lopez@example.org", "+19195550142", "+19195550199",
		"home", "1204 Glenwood Avenue", "Apt 3B", "Raleigh", "NC", "27605", "Wake", "Democratic", "Acme Hospital", "Nurse", "true", "2019-11-05",
	} {
		f := event.Fact{Op: event.Set, Category: category.Number(i*7 + 1), Value: v}
		if i%4 == 0 {
			f.Raw = " " + v
		}
		if i >= 8 && i < 14 {
			f.Group = 1
		}
		o.Facts = append(o.Facts, f)
	}
	return o
}

func pageView() *event.ActivityRecorded {
	a := &event.ActivityRecorded{Key: "5b1d8c0e-anon", Activity: uuid.MustParse("0d7c3c2e-51a4-5c39-9d0e-6b1c1f0a2b3c"), Name: "page_view", Message: "6f0c2d2e-7a0b-4a6e-9d59-0a4f6f6f3c11"}
	for _, p := range [][2]string{
		{"path", "/events/spring-gala"}, {"url", "https://www.example.org/events/spring-gala?utm_source=newsletter"},
		{"title", "Spring Gala | Example"}, {"referrer_domain", "mail.example.com"}, {"utm_source", "newsletter"},
		{"device_type", "mobile"}, {"os", "iOS"}, {"browser", "Safari"},
	} {
		a.Properties = append(a.Properties, event.Property{Name: p[0], Value: p[1]})
	}
	return a
}

// TestProtobufByHand keeps the comparison honest: it must read what it writes.
func TestProtobufByHand(t *testing.T) {
	o, err := unprotoObserved(protoObserved(observation()))
	if err != nil || !cmp.Equal(o, observation()) {
		t.Errorf("observation: %v\n%s", err, cmp.Diff(observation(), o))
	}
	a, err := unprotoActivity(protoActivity(pageView()))
	if err != nil || !cmp.Equal(a, pageView()) {
		t.Errorf("activity: %v\n%s", err, cmp.Diff(pageView(), a))
	}
}

// sealing is what a sealed payload has on top of its clear bytes.
const sealing = 30

func BenchmarkEncoding(b *testing.B) {
	o, a := observation(), pageView()
	cbor := func(p event.Payload) func() []byte {
		return func() []byte {
			out, err := event.EncodePayload(p)
			if err != nil {
				b.Fatal(err)
			}
			return out
		}
	}
	decode := func(t event.Type) func([]byte) error {
		return func(in []byte) error { _, err := event.DecodePayload(t, 1, in); return err }
	}
	for _, c := range []struct {
		name   string
		encode func() []byte
		decode func([]byte) error
	}{
		{"observation/cbor", cbor(o), decode(event.TypeRecordObserved)},
		{"observation/protobuf", func() []byte { return protoObserved(o) }, func(in []byte) error { _, err := unprotoObserved(in); return err }},
		{"page_view/cbor", cbor(a), decode(event.TypeActivityRecorded)},
		{"page_view/protobuf", func() []byte { return protoActivity(a) }, func(in []byte) error { _, err := unprotoActivity(in); return err }},
	} {
		b.Run(c.name+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.encode()
			}
			b.ReportMetric(float64(len(c.encode())+sealing), "sealed-bytes")
		})
		b.Run(c.name+"/decode", func(b *testing.B) {
			in := c.encode()
			b.ReportAllocs()
			for b.Loop() {
				if err := c.decode(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
