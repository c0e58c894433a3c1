package index

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// Encode writes a frozen account: its sources, its dictionaries, its scopes
// with their dims, its series.
func (a *Account) Encode(e *bits.Encoder) {
	e.Number(uint64(a.size))
	e.Number(uint64(len(a.sources)))
	for _, s := range a.sources {
		e.Raw(s[:])
	}
	a.texts.encode(e)
	for _, s := range a.scopes {
		e.Number(uint64(len(s.dims)))
		for _, d := range s.dims {
			e.Number(uint64(d.key))
			d.known.Encode(e)
			d.other.Encode(e)
			d.main.encode(e)
			d.extra.encode(e)
		}
	}
	keys := slices.SortedFunc(maps.Keys(a.series), func(x, y SeriesKey) int {
		return slices.Compare([]uint32{x.Scope, x.Type}, []uint32{y.Scope, y.Type})
	})
	e.Number(uint64(len(keys)))
	for _, k := range keys {
		e.Number(uint64(k.Scope))
		e.Number(uint64(k.Type))
		a.series[k].encode(e)
	}
}

func (t *texts) encode(e *bits.Encoder) {
	n := uint64(0)
	t.all(func(uint8, uint32, *bits.Dictionary) { n++ })
	e.Number(n)
	left := n // a dictionary made meanwhile belongs to a later version
	t.all(func(group uint8, key uint32, d *bits.Dictionary) {
		if left == 0 {
			return
		}
		left--
		e.Number(uint64(group))
		e.Number(uint64(key))
		d.Texts().Encode(e)
	})
}

func (v *values) encode(e *bits.Encoder) {
	e.Number(uint64(len(v.rows)))
	for _, r := range v.rows {
		r.Encode(e)
	}
	encodeForward(e, 4, v.ids)
	encodeForward(e, 8, v.nums)
}

func encodeForward[T uint32 | uint64](e *bits.Encoder, size int, f *forward[T]) {
	if f == nil {
		e.Number(0)
		return
	}
	e.Number(1)
	bits.EncodeColumn(e, size, f.first)
	n := uint64(0)
	f.more.All(func(uint32, *[]T) { n++ })
	e.Number(n)
	f.more.All(func(ordinal uint32, list *[]T) {
		e.Number(uint64(ordinal))
		bits.EncodeWords(e, size, *list)
	})
}

func (s *Series) encode(e *bits.Encoder) {
	e.Number(uint64(s.width)) //nolint:gosec // a length
	e.Number(uint64(len(s.cells)))
	for _, c := range s.cells {
		e.Number(uint64(int64(c.day) - minDay))
		e.Number(uint64(c.shard)) //nolint:gosec // never below 0
		bits.EncodeWords(e, 2, c.lows)
		bits.EncodeWords(e, 4, c.tuples)
		bits.EncodeWords(e, 4, c.counts)
		bits.EncodeWords(e, 8, c.sums)
	}
}

const minDay = -1 << 31

// Decode reads an account, to be written on.
func Decode(d *bits.Decoder) *Writer {
	a := &Account{gen: 1, texts: newTexts(), series: map[SeriesKey]*Series{}}
	a.size = uint32(d.Number()) //nolint:gosec // written from 32 bits
	for range d.Count(16) {
		var id uuid.UUID
		d.Raw(id[:])
		a.sources = append(a.sources, id)
	}
	a.texts.decode(d)
	for range len(a.sources) + 1 {
		s := &scope{gen: 1}
		for range d.Count(4) {
			dm := &dim{gen: 1, key: dimKey(d.Number()), known: bits.DecodeRow(d, 1), other: bits.DecodeRow(d, 1)} //nolint:gosec // written from 32 bits
			dm.main, dm.extra = decodeValues(d), decodeValues(d)
			s.dims = append(s.dims, dm)
		}
		a.scopes = append(a.scopes, s)
	}
	for range d.Count(4) {
		key := SeriesKey{uint32(d.Number()), uint32(d.Number())} //nolint:gosec // written from 32 bits
		a.series[key] = decodeSeries(d)
	}
	if d.Err() == nil {
		a.countUses(d)
	}
	return writerOf(a)
}

func (t *texts) decode(d *bits.Decoder) {
	for range d.Count(3) {
		group, key := d.Number(), d.Number()
		switch uint8(group) { //nolint:gosec // written from 8 bits
		case groupTypes:
			t.types = bits.DecodeDictionary(d, asWritten)
		case groupValues:
			t.values[category.Number(key)] = bits.DecodeDictionary(d, segment.Fold) //nolint:gosec // written from 16 bits
		case groupTuples:
			t.tuples[uint32(key)] = bits.DecodeDictionary(d, asWritten) //nolint:gosec // written from 32 bits
		default:
			d.Fail("an unknown dictionary")
		}
	}
}

func decodeValues(d *bits.Decoder) values {
	var v values
	for range d.Count(1) {
		v.rows = append(v.rows, bits.DecodeRow(d, 1))
	}
	v.ids, v.nums = decodeForward[uint32](d, 4), decodeForward[uint64](d, 8)
	return v
}

func decodeForward[T uint32 | uint64](d *bits.Decoder, size int) *forward[T] {
	if d.Number() == 0 {
		return nil
	}
	f := &forward[T]{first: bits.DecodeColumn[T](d, size, 1)}
	for range d.Count(2) {
		ordinal := uint32(d.Number()) //nolint:gosec // written from 32 bits
		list := bits.DecodeWords[T](d, size)
		f.more = f.more.Set(1, ordinal, &list)
	}
	return f
}

func decodeSeries(d *bits.Decoder) *Series {
	s := &Series{width: int(d.Number())} //nolint:gosec // checked by each cell
	for range d.Count(4) {
		c := &cell{day: int32(int64(d.Number()) + minDay), shard: int32(d.Number())} //nolint:gosec // written from 32 bits
		c.lows, c.tuples = bits.DecodeWords[uint16](d, 2), bits.DecodeWords[uint32](d, 4)
		c.counts, c.sums = bits.DecodeWords[uint32](d, 4), bits.DecodeWords[int64](d, 8)
		n := len(c.lows)
		if (c.tuples != nil && len(c.tuples) != n) || (c.counts != nil && len(c.counts) != n) || len(c.sums) != n*s.width {
			d.Fail("a cell of a wrong size")
			return s
		}
		s.cells = append(s.cells, c)
	}
	return s
}
