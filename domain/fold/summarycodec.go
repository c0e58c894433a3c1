package fold

import (
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// A stored summary is
//
//	version u8 | activities | first | last-first
//	| gifts | [sum | max | last] | #values, each: category, value, last
//	| #visits, each: start (difference to the end before), length, page number,
//	  [page's time after start] | #pages, each a text
//
// with varints for numbers; zigzag where they may be negative. A stored
// contribution is version u8 | flags u8 | activity, event, [import] 16 each |
// at | [page] | #values | [micros].
const summaryVersion = 1

const (
	flagView      = 1
	flagGift      = 2
	flagWithdrawn = 4
	flagImport    = 8
)

// AppendBinary appends the stored form of one record's summary. One that other
// records were merged into has no stored form: merge when reading.
func (s *Summary) AppendBinary(b []byte) []byte {
	b = append(b, summaryVersion)
	b = binary.AppendUvarint(b, uint64(s.Activities))
	b = binary.AppendVarint(b, s.First)
	b = binary.AppendVarint(b, s.Last-s.First)
	b = binary.AppendUvarint(b, uint64(s.Gifts))
	if s.Gifts > 0 {
		b = binary.AppendVarint(b, s.GiftMicros)
		b = binary.AppendVarint(b, s.GiftMax)
		b = binary.AppendVarint(b, s.GiftLast)
	}
	b = binary.AppendUvarint(b, uint64(len(s.Values)))
	for i := range s.Values {
		v := &s.Values[i]
		b = binary.AppendUvarint(b, uint64(v.Category))
		b = appendText(b, v.Value)
		b = binary.AppendVarint(b, v.Last-s.First)
	}
	return s.appendVisits(b)
}

func (s *Summary) appendVisits(b []byte) []byte {
	var pages []string
	numbers := map[string]uint64{}
	b = binary.AppendUvarint(b, uint64(len(s.visits)))
	before := s.First
	for i := range s.visits {
		v := &s.visits[i]
		b = binary.AppendVarint(b, v.start-before)
		b = binary.AppendUvarint(b, uint64(v.end-v.start))
		before = v.end
		if v.page == "" {
			b = append(b, 0)
			continue
		}
		n := numbers[v.page]
		if n == 0 {
			pages = append(pages, v.page)
			n = uint64(len(pages))
			numbers[v.page] = n
		}
		b = binary.AppendUvarint(b, n)
		b = binary.AppendVarint(b, v.pageAt-v.start)
	}
	b = binary.AppendUvarint(b, uint64(len(pages)))
	for _, p := range pages {
		b = appendText(b, p)
	}
	return b
}

// DecodeSummary reverses AppendBinary.
func DecodeSummary(b []byte) (Summary, error) {
	d := newDecoder(b)
	var s Summary
	if v := d.byte(); v != summaryVersion {
		return Summary{}, fmt.Errorf("fold: %w: summary has version %d", ErrMalformed, v)
	}
	s.Activities = int64(d.number())
	s.First = d.signed()
	s.Last = s.First + d.signed()
	if s.Gifts = int64(d.number()); s.Gifts > 0 {
		s.GiftMicros, s.GiftMax, s.GiftLast = d.signed(), d.signed(), d.signed()
	}
	s.Values = make([]Counted, d.count(3))
	for i := range s.Values {
		s.Values[i] = Counted{Stating{category.Number(d.number()), d.text()}, s.First + d.signed()}
	}
	d.visits(&s)
	if err := d.end(); err != nil {
		return Summary{}, fmt.Errorf("fold: %w: summary", err)
	}
	return s, nil
}

func (d *decoder) visits(s *Summary) {
	s.visits = make([]visit, d.count(3))
	numbers := make([]uint64, len(s.visits))
	before := s.First
	for i := range s.visits {
		v := &s.visits[i]
		v.start = before + d.signed()
		v.end = v.start + int64(d.number())
		v.pageAt = v.start
		before = v.end
		if numbers[i] = d.number(); numbers[i] > 0 {
			v.pageAt += d.signed()
		}
	}
	pages := make([]string, d.count(1))
	for i := range pages {
		pages[i] = d.text()
	}
	for i, n := range numbers {
		switch {
		case n > uint64(len(pages)):
			d.fail()
			return
		case n > 0:
			s.visits[i].page = pages[n-1]
		}
	}
}

// AppendBinary appends the contribution's stored form.
func (c *Contribution) AppendBinary(b []byte) []byte {
	var flags byte
	set := func(on bool, flag byte) {
		if on {
			flags |= flag
		}
	}
	set(c.View, flagView)
	set(c.Gift != nil, flagGift)
	set(c.Withdrawn, flagWithdrawn)
	set(c.Import != uuid.Nil, flagImport)
	b = append(b, summaryVersion, flags)
	b = append(b, c.Activity[:]...)
	b = append(b, c.Event[:]...)
	if c.Import != uuid.Nil {
		b = append(b, c.Import[:]...)
	}
	b = binary.AppendVarint(b, c.At)
	if c.View {
		b = appendText(b, c.Page)
	}
	b = binary.AppendUvarint(b, uint64(len(c.Values)))
	for _, v := range c.Values {
		b = appendText(binary.AppendUvarint(b, uint64(v.Category)), v.Value)
	}
	if c.Gift != nil {
		b = binary.AppendVarint(b, c.Gift.Micros)
	}
	return b
}

// DecodeContribution reverses AppendBinary.
func DecodeContribution(b []byte) (Contribution, error) {
	d := newDecoder(b)
	var c Contribution
	if v := d.byte(); v != summaryVersion {
		return Contribution{}, fmt.Errorf("fold: %w: contribution has version %d", ErrMalformed, v)
	}
	flags := d.byte()
	c.View, c.Withdrawn = flags&flagView != 0, flags&flagWithdrawn != 0
	c.Activity, c.Event = d.id(), d.id()
	if flags&flagImport != 0 {
		c.Import = d.id()
	}
	c.At = d.signed()
	if c.View {
		c.Page = d.text()
	}
	c.Values = make([]Stating, d.count(2))
	for i := range c.Values {
		c.Values[i] = Stating{category.Number(d.number()), d.text()}
	}
	if flags&flagGift != 0 {
		c.Gift = &Gift{d.signed()}
	}
	if err := d.end(); err != nil {
		return Contribution{}, fmt.Errorf("fold: %w: contribution", err)
	}
	return c, nil
}
