package bits

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrMalformed: bytes that no Encoder wrote.
var ErrMalformed = errors.New("malformed index")

// Encoder writes numbers and lists. The first error stays; Flush returns it.
type Encoder struct {
	w   *bufio.Writer
	err error
	buf []byte
}

// NewEncoder writes to w.
func NewEncoder(w io.Writer) *Encoder { return &Encoder{w: bufio.NewWriterSize(w, 1<<18)} }

// Flush writes what is buffered and returns the first error.
func (e *Encoder) Flush() error {
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

// Raw writes bytes as they are.
func (e *Encoder) Raw(b []byte) {
	if e.err == nil {
		_, e.err = e.w.Write(b)
	}
}

// Number writes an unsigned number.
func (e *Encoder) Number(n uint64) {
	e.buf = binary.AppendUvarint(e.buf[:0], n)
	e.Raw(e.buf)
}

// Text writes bytes behind their length.
func (e *Encoder) Text(b []byte) {
	e.Number(uint64(len(b)))
	e.Raw(b)
}

// word is what lists are made of.
type word interface {
	~uint16 | ~uint32 | ~uint64 | ~int64
}

// EncodeWords writes a list of words of a size in bytes behind its length.
func EncodeWords[T word](e *Encoder, size int, list []T) {
	e.Number(uint64(len(list)))
	const step = 4096
	for len(list) > 0 {
		n := min(step, len(list))
		e.buf = e.buf[:0]
		for _, v := range list[:n] {
			switch size {
			case 2:
				e.buf = binary.LittleEndian.AppendUint16(e.buf, uint16(v)) //nolint:gosec // of that size
			case 4:
				e.buf = binary.LittleEndian.AppendUint32(e.buf, uint32(v)) //nolint:gosec // of that size
			default:
				e.buf = binary.LittleEndian.AppendUint64(e.buf, uint64(v)) //nolint:gosec // the same bits
			}
		}
		e.Raw(e.buf)
		list = list[n:]
	}
}

// Decoder reads what an Encoder wrote. The first error stays, and everything
// read after it is zero; no list is longer than what is left to read.
type Decoder struct {
	r    *bufio.Reader
	left int64
	err  error
	buf  []byte
}

// NewDecoder reads size bytes from r.
func NewDecoder(r io.Reader, size int64) *Decoder {
	return &Decoder{r: bufio.NewReaderSize(r, 1<<18), left: size, buf: make([]byte, 8*4096)}
}

// Err is the first error.
func (d *Decoder) Err() error { return d.err }

// Fail makes the rest unreadable.
func (d *Decoder) Fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("bits: %w: %s", ErrMalformed, what)
	}
}

// Raw fills b.
func (d *Decoder) Raw(b []byte) {
	if d.err == nil && int64(len(b)) > d.left {
		d.Fail("it ends too early")
	}
	if d.err != nil {
		return
	}
	_, d.err = io.ReadFull(d.r, b)
	d.left -= int64(len(b))
}

// Number reads an unsigned number.
func (d *Decoder) Number() uint64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		d.Raw(d.buf[:1])
		if d.err != nil {
			return 0
		}
		n |= uint64(d.buf[0]&0x7f) << shift
		if d.buf[0] < 0x80 {
			return n
		}
	}
	d.Fail("a number without an end")
	return 0
}

// Count reads the length of a list whose items take least bytes or more.
func (d *Decoder) Count(least int) int {
	n := d.Number()
	if d.err == nil && n > uint64(d.left)/uint64(least) { //nolint:gosec // left is never below 0
		d.Fail("a list longer than the file")
	}
	if d.err != nil {
		return 0
	}
	return int(n) //nolint:gosec // checked
}

// Text reads bytes behind their length.
func (d *Decoder) Text() []byte {
	b := make([]byte, d.Count(1))
	d.Raw(b)
	return b
}

// DecodeWords reads a list of words.
func DecodeWords[T word](d *Decoder, size int) []T {
	n := d.Count(size)
	if n == 0 {
		return nil
	}
	out := make([]T, n)
	for at := 0; at < n && d.err == nil; {
		k := min(4096, n-at)
		b := d.buf[:k*size]
		d.Raw(b)
		for i := range k {
			switch size {
			case 2:
				out[at+i] = T(binary.LittleEndian.Uint16(b[2*i:]))
			case 4:
				out[at+i] = T(binary.LittleEndian.Uint32(b[4*i:]))
			default:
				out[at+i] = T(binary.LittleEndian.Uint64(b[8*i:])) //nolint:gosec // the same bits
			}
		}
		at += k
	}
	return out
}
