package fold

import (
	"encoding/binary"

	"github.com/google/uuid"
)

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decoder reads stored state. It copies the bytes once, into one string that
// all texts are cut from. After the first fault it yields zeros; end tells.
type decoder struct {
	b    []byte
	all  string
	bad  bool
	size int
}

func newDecoder(b []byte) *decoder { return &decoder{b: b, all: string(b), size: len(b)} }

func (d *decoder) fail() { d.bad, d.b = true, nil }

// end is ErrMalformed unless exactly all bytes were understood.
func (d *decoder) end() error {
	if d.bad || len(d.b) != 0 {
		return ErrMalformed
	}
	return nil
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.fail()
		return nil
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) fixed() uint64 {
	if b := d.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) id() (id uuid.UUID) { copy(id[:], d.take(16)); return id }

func (d *decoder) number() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) signed() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// count is the length of a list whose items take at least `least` bytes each.
func (d *decoder) count(least int) int {
	n := d.number()
	if n > uint64(len(d.b)/least) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.number()
	if n > uint64(len(d.b)) {
		d.fail()
		return ""
	}
	at := d.size - len(d.b)
	d.b = d.b[n:]
	return d.all[at : at+int(n)]
}
