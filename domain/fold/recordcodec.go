package fold

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// ErrMalformed: stored bytes that this program did not write.
var ErrMalformed = errors.New("malformed stored state")

// A stored record is
//
//	version u8 | flags u8 (1 erased) | key | #imports, 16 bytes each
//	| #observations, each:
//	  event 16 | recorded ns, 8 bytes | occurred as zigzag difference to it
//	  | flags u8 (1 recleaned, 2 confirmed, 4 linked) | import number (0 none)
//	  | cleaner | [recleaned 16] | [#, import numbers] | [linked]
//	  | #facts, each: op and flags u8 | category | [group] | value | [raw] | [space]
//
// with varints for numbers and texts behind their length. Ids of the record,
// its account and its source stand in the columns of whoever stores it.
const recordVersion = 1

const (
	flagErased    = 1
	flagRecleaned = 1
	flagConfirmed = 2
	flagLinked    = 4
	factOpMask    = 7
	factGroup     = 8
	factRaw       = 16
	factSpace     = 32
)

// AppendBinary appends the record's stored form.
func (r *Record) AppendBinary(b []byte) []byte {
	flags := byte(0)
	if r.Erased {
		flags = flagErased
	}
	b = append(b, recordVersion, flags)
	b = appendText(b, r.Key)
	imports := r.Imports()
	number := func(id uuid.UUID) uint64 {
		for i := range imports {
			if imports[i] == id {
				return uint64(i) + 1
			}
		}
		return 0
	}
	b = binary.AppendUvarint(b, uint64(len(imports)))
	for _, imp := range imports {
		b = append(b, imp[:]...)
	}
	b = binary.AppendUvarint(b, uint64(len(r.observations)))
	for i := range r.observations {
		b = r.observations[i].appendBinary(b, number)
	}
	return b
}

func (o *Observation) appendBinary(b []byte, number func(uuid.UUID) uint64) []byte {
	b = append(b, o.Event[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(o.recorded))
	b = binary.AppendVarint(b, o.occurred-o.recorded)
	at := len(b)
	b = append(b, 0)
	b = binary.AppendUvarint(b, number(o.Import))
	b = binary.AppendUvarint(b, uint64(max(o.Cleaner, 0)))
	if o.Recleaned != uuid.Nil {
		b[at] |= flagRecleaned
		b = append(b, o.Recleaned[:]...)
	}
	if len(o.Confirmed) > 0 {
		b[at] |= flagConfirmed
		b = binary.AppendUvarint(b, uint64(len(o.Confirmed)))
		for _, imp := range o.Confirmed {
			b = binary.AppendUvarint(b, number(imp))
		}
	}
	if o.Linked != "" {
		b[at] |= flagLinked
		b = appendText(b, o.Linked)
	}
	b = binary.AppendUvarint(b, uint64(len(o.Facts)))
	for i := range o.Facts {
		b = appendFact(b, &o.Facts[i])
	}
	return b
}

func appendFact(b []byte, f *event.Fact) []byte {
	head := byte(f.Op) & factOpMask
	if f.Group != 0 {
		head |= factGroup
	}
	if f.Raw != "" {
		head |= factRaw
	}
	if f.Space != "" {
		head |= factSpace
	}
	b = append(b, head)
	b = binary.AppendUvarint(b, uint64(f.Category))
	if f.Group != 0 {
		b = binary.AppendUvarint(b, uint64(f.Group))
	}
	b = appendText(b, f.Value)
	if f.Raw != "" {
		b = appendText(b, f.Raw)
	}
	if f.Space != "" {
		b = appendText(b, f.Space)
	}
	return b
}

// DecodeRecord reverses AppendBinary for the record with the given ids.
func DecodeRecord(id, account, source uuid.UUID, b []byte) (*Record, error) {
	r := NewRecord(id, account, source)
	d := newDecoder(b)
	if v := d.byte(); v != recordVersion {
		return nil, fmt.Errorf("fold: %w: record %s has version %d", ErrMalformed, id, v)
	}
	r.Erased = d.byte()&flagErased != 0
	r.Key = d.text()
	imports := make([]uuid.UUID, d.count(16))
	for i := range imports {
		imports[i] = d.id()
	}
	r.observations = make([]Observation, d.count(minObservation))
	for i := range r.observations {
		d.observation(&r.observations[i], imports)
	}
	if err := d.end(); err != nil {
		return nil, fmt.Errorf("fold: %w: record %s", err, id)
	}
	return r, nil
}

const (
	minObservation = 16 + 8 + 5 // bytes, to bound what a count may allocate
	minFact        = 3
)

func (d *decoder) observation(o *Observation, imports []uuid.UUID) {
	o.Event = d.id()
	o.recorded = int64(d.fixed())
	o.occurred = o.recorded + d.signed()
	flags := d.byte()
	imported := func() uuid.UUID {
		n := d.number()
		if n == 0 {
			return uuid.Nil
		}
		if n > uint64(len(imports)) {
			d.fail()
			return uuid.Nil
		}
		return imports[n-1]
	}
	o.Import = imported()
	o.Cleaner = int(d.number() & 0xffffffff)
	if flags&flagRecleaned != 0 {
		o.Recleaned = d.id()
	}
	if flags&flagConfirmed != 0 {
		o.Confirmed = make([]uuid.UUID, d.count(1))
		for i := range o.Confirmed {
			o.Confirmed[i] = imported()
		}
	}
	if flags&flagLinked != 0 {
		o.Linked = d.text()
	}
	o.Facts = make([]event.Fact, d.count(minFact))
	for i := range o.Facts {
		d.fact(&o.Facts[i])
	}
}

func (d *decoder) fact(f *event.Fact) {
	head := d.byte()
	f.Op = event.Op(head & factOpMask)
	f.Category = category.Number(d.number())
	if head&factGroup != 0 {
		f.Group = uint16(d.number())
	}
	f.Value = d.text()
	if head&factRaw != 0 {
		f.Raw = d.text()
	}
	if head&factSpace != 0 {
		f.Space = d.text()
	}
}
