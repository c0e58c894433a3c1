package tabular

import (
	"errors"
	"io"
)

// feed holds the part of a text that is being read. Records are parsed straight
// from its buffer, so that a record that turns out wrong can be read again in
// another way.
type feed struct {
	src  io.Reader
	buf  []byte
	from int // the next record begins at buf[from]
	err  error
}

// data is what is at hand, and whether nothing comes after it.
func (f *feed) data() (data []byte, atEnd bool) { return f.buf[f.from:], f.err != nil }

// more reads on, at least as much as is at hand already, so that a long record
// is not looked at too often. It returns false when there is no more.
func (f *feed) more() bool {
	if f.err != nil {
		return false
	}
	if f.from > 0 && (f.from == len(f.buf) || len(f.buf) == cap(f.buf)) {
		f.buf = f.buf[:copy(f.buf, f.buf[f.from:])]
		f.from = 0
	}
	if len(f.buf) == cap(f.buf) {
		grown := make([]byte, len(f.buf), max(2*cap(f.buf), 64<<10))
		copy(grown, f.buf)
		f.buf = grown
	}
	before := len(f.buf)
	target := min(cap(f.buf), before+max(before-f.from, 16<<10))
	for f.err == nil && len(f.buf) < target {
		var n int
		n, f.err = f.src.Read(f.buf[len(f.buf):cap(f.buf)])
		f.buf = f.buf[:len(f.buf)+n]
	}
	return len(f.buf) > before
}

// take moves past n bytes.
func (f *feed) take(n int) {
	f.from += n
	if f.from == len(f.buf) {
		f.buf, f.from = f.buf[:0], 0
	}
}

// failed is what ended the text, nil when it ended as it should.
func (f *feed) failed() error {
	if f.err == nil || errors.Is(f.err, io.EOF) && !errors.Is(f.err, ErrTruncated) {
		return nil
	}
	return f.err
}

// skipLong moves past a record that is too long to hold, quoted line ends and
// all, and counts its lines. It keeps nothing.
func (f *feed) skipLong(d dialect) (lines int) {
	quoted, fieldStart, last := false, true, byte(0)
	for {
		data, atEnd := f.data()
		for i := 0; i < len(data); i++ {
			c := data[i]
			switch {
			case c == '\n' || c == '\r':
				if len(data)-i < 3 && !atEnd {
					f.take(i)
					data, i = nil, 0
					continue
				}
				n := lineEnd(data[i:], atEnd)
				lines++
				if !quoted {
					f.take(i + n)
					return lines
				}
				i += n - 1
			case c == '"' && !d.plain && quoted && !(d.backslash && last == '\\'):
				quoted = false // a doubled quote opens it again at once
			case c == '"' && !d.plain && (fieldStart || last == '"'):
				quoted = true
			}
			fieldStart = c == d.delim || fieldStart && c == ' '
			last = c
		}
		if data != nil {
			f.take(len(data))
		}
		if !f.more() {
			if rest, _ := f.data(); len(rest) == 0 {
				return lines
			}
		}
	}
}
