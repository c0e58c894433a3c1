package pebbleactivity

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// The value of a timeline key:
//
//	1        format, 1
//	1        flags: 1 withdrawn, 2 the activity has several versions
//	16 16    source, event
//	varint   RecordedAt - OccurredAt in nanoseconds
//	uvarint  ordinal
//	text     type (uvarint length, then bytes)
//	text     label
//	uvarint  number of properties, and for each:
//	uvarint    0, then the name as text; or the place of the name in names()
//	1          kind
//	text       value
const (
	valueFormat   = 1
	flagWithdrawn = 1
	flagVersions  = 2
	valueHead     = 2 + 2*idLen
)

// names are the property names with a number of their own, from 1. Never change
// one; new ones go to the end.
func names() []string {
	return []string{
		"path", "url", "title", "referrer", "referrer_domain", "utm_source", "utm_medium", "utm_campaign",
		"utm_content", "utm_term", "device_type", "os", "browser", "ip_country", "form", "event", "amount", "currency",
		"name", "group", "campaign", "method", "election", "result",
	}
}

// encoder turns documents into values.
type encoder struct {
	number map[string]uint64
	buf    []byte
}

func newEncoder() *encoder {
	e := &encoder{number: map[string]uint64{}}
	for i, name := range names() {
		e.number[name] = uint64(i + 1)
	}
	return e
}

// value is valid until the next call.
func (e *encoder) value(a *activity.Activity, flags byte) []byte {
	if a.Withdrawn {
		flags |= flagWithdrawn
	}
	b := append(e.buf[:0], valueFormat, flags)
	b = append(b, a.Source[:]...)
	b = append(b, a.Event[:]...)
	b = binary.AppendVarint(b, a.RecordedAt.UnixNano()-a.OccurredAt.UnixNano())
	b = binary.AppendUvarint(b, uint64(a.Ordinal))
	b = appendText(b, a.Type)
	b = appendText(b, a.Label)
	b = binary.AppendUvarint(b, uint64(len(a.Properties)))
	for i := range a.Properties {
		p := &a.Properties[i]
		n := e.number[p.Name]
		b = binary.AppendUvarint(b, n)
		if n == 0 {
			b = appendText(b, p.Name)
		}
		b = append(b, byte(p.Kind))
		b = appendText(b, p.Value)
	}
	e.buf = b
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// head is what a filter needs of a value. name shares the value's memory.
type head struct {
	source uuid.UUID
	flags  byte
	name   []byte
}

func decodeHead(b []byte) (head, error) {
	r := reader{b: b}
	h := r.head()
	r.varint()
	r.uvarint()
	h.name = r.text()
	return h, r.err
}

// decode reads a whole value; the place says what stands in the key.
func decode(account uuid.UUID, p place, b []byte) (activity.Activity, error) {
	r := reader{b: b}
	h := r.head()
	a := activity.Activity{
		ID: p.activity, Account: account, Record: p.record, Source: h.source, Import: p.imp,
		OccurredAt: time.Unix(0, p.occurred).UTC(), Withdrawn: h.flags&flagWithdrawn != 0,
	}
	if r.err == nil {
		a.Event = uuid.UUID(b[valueHead-idLen:])
	}
	a.RecordedAt = time.Unix(0, p.occurred+r.varint()).UTC()
	a.Ordinal = int64(r.uvarint())
	a.Type, a.Label = string(r.text()), string(r.text())
	n := r.uvarint()
	if n > uint64(len(r.b)) { // a property has at least 3 bytes
		r.fail()
	}
	known := names()
	for ; n > 0 && r.err == nil; n-- {
		var one event.Property
		if i := r.uvarint(); i == 0 {
			one.Name = string(r.text())
		} else if i <= uint64(len(known)) {
			one.Name = known[i-1]
		} else {
			r.fail()
		}
		one.Kind = event.PropertyKind(r.byte())
		one.Value = string(r.text())
		a.Properties = append(a.Properties, one)
	}
	return a, r.err
}

// reader takes a value apart; after an error it gives zeros.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = fmt.Errorf("%w: a value that cannot be read", activity.ErrCorrupt)
	}
	r.b = nil
}

func (r *reader) head() (h head) {
	if len(r.b) < valueHead || r.b[0] != valueFormat {
		r.fail()
		return h
	}
	h.flags, h.source = r.b[1], uuid.UUID(r.b[2:2+idLen])
	r.b = r.b[valueHead:]
	return h
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	return taken(r, v, n)
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	return taken(r, v, n)
}

func taken[T any](r *reader, v T, n int) T {
	if n <= 0 {
		var zero T
		r.fail()
		return zero
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) text() []byte {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	t := r.b[:n]
	r.b = r.b[n:]
	return t
}
