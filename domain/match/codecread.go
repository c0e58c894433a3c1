package match

import (
	"encoding/binary"
	"errors"
	"slices"
)

var (
	errCut   = errors.New("cut short")
	errRange = errors.New("numbers out of range")
)

// decoder reads what MarshalBinary wrote. After an error it answers zeros.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) number() uint64 {
	if d.err != nil {
		return 0
	}
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.err = errCut
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) signed() int64 {
	v := d.number()
	return int64(v>>1) ^ -int64(v&1)
}

func (d *decoder) fixed() uint64 {
	if d.err == nil && len(d.rest) < 8 {
		d.err = errCut
	}
	if d.err != nil {
		return 0
	}
	v := binary.LittleEndian.Uint64(d.rest)
	d.rest = d.rest[8:]
	return v
}

// length reads how many items of at least size bytes follow.
func (d *decoder) length(size int) int {
	n := d.number()
	if d.err == nil && n > uint64(len(d.rest)/size) {
		d.err = errCut
	}
	if d.err != nil {
		return 0
	}
	return int(n)
}

func (d *decoder) choice() Choice {
	strict := d.number()
	n := d.length(8)
	c := Choice{Strict: strict == 1}
	for range n {
		c.Blocked = append(c.Blocked, BlockKey(d.fixed()))
	}
	if strict > 1 || n > MaxBlocked || !slices.IsSorted(c.Blocked) {
		d.err = errRange
	}
	return c
}

func (d *decoder) counted() []weightEntry {
	n := d.length(9)
	out := make([]weightEntry, 0, n)
	for range n {
		e := weightEntry{key: d.fixed()}
		bits := d.signed()
		if bits < -1<<20 || bits > 1<<20 {
			d.err = errRange
		}
		e.bits = Bits(bits)
		out = append(out, e)
	}
	return out
}
