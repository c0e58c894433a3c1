package tabular

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// encodingOf is how the bytes of a text are read.
type encodingOf struct {
	name    string
	decoder encoding.Encoding // nil: UTF-8 or an 8-bit table, by mixedReader
	table   *[128]rune        // the upper half of an 8-bit encoding
	forced  bool              // table (or UTF-8) is the caller's word
	crOnly  bool              // lines end as on an old Macintosh
}

// reader decodes r to UTF-8.
func (e encodingOf) reader(r *bufio.Reader) io.Reader {
	if e.decoder != nil {
		return transform.NewReader(r, e.decoder.NewDecoder())
	}
	return &mixedReader{src: r, table: e.table, decided: e.forced || e.table != nil, crOnly: e.crOnly}
}

// detectEncoding decides from the first bytes. Without a byte order mark, zero
// bytes at every other place mean UTF-16; text that is UTF-8 is UTF-8; anything
// else is the 8-bit encoding under which its letters make the best words.
func detectEncoding(head []byte, forced string) (encodingOf, error) {
	if forced != "" {
		return namedEncoding(forced)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return encodingOf{name: "UTF-8"}, nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}):
		return encodingOf{name: "UTF-32LE", decoder: utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)}, nil
	case bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return encodingOf{name: "UTF-32BE", decoder: utf32.UTF32(utf32.BigEndian, utf32.UseBOM)}, nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return wide("UTF-16LE"), nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return wide("UTF-16BE"), nil
	}
	even, odd := zeros(head)
	pairs := len(head) / 2
	switch {
	case pairs > 1 && odd > pairs/3 && even < odd/8+1:
		return wide("UTF-16LE"), nil
	case pairs > 1 && even > pairs/3 && odd < even/8+1:
		return wide("UTF-16BE"), nil
	}
	crOnly := bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0
	name, table := eightBit(head, crOnly)
	return encodingOf{name: name, table: table, crOnly: crOnly}, nil
}

func wide(name string) encodingOf {
	order := unicode.LittleEndian
	if name == "UTF-16BE" {
		order = unicode.BigEndian
	}
	// UseBOM would demand one; the mark, when there, is dropped by skipMarks.
	return encodingOf{name: name, decoder: unicode.UTF16(order, unicode.IgnoreBOM)}
}

func namedEncoding(name string) (encodingOf, error) {
	switch n := strings.ToLower(strings.TrimSpace(name)); n {
	case "utf-8", "utf8":
		return encodingOf{name: "UTF-8", forced: true}, nil
	case "utf-16le", "utf-16be":
		return wide(strings.ToUpper(n)), nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return encodingOf{}, &Error{Err: fmt.Errorf("%w: encoding %q", ErrUnsupported, name), Hint: "for example utf-8, windows-1252, utf-16le, macintosh"}
	}
	if cm, ok := enc.(*charmap.Charmap); ok {
		return encodingOf{name: name, table: upperHalf(cm), forced: true}, nil
	}
	return encodingOf{name: name, decoder: enc}, nil
}

// zeros counts the zero bytes at even and odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		if c == 0 {
			even += 1 - i&1
			odd += i & 1
		}
	}
	return even, odd
}

// eightBit decides between UTF-8 (table nil) and the 8-bit encodings by a sample
// of the text.
func eightBit(sample []byte, crOnly bool) (string, *[128]rune) {
	valid, invalid, c1 := 0, 0, false
	for i := 0; i < len(sample); {
		if sample[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(sample[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			valid++
		case !utf8.FullRune(sample[i:]): // the sample cuts it in two
		default:
			invalid++
			c1 = c1 || sample[i] < 0xA0
		}
		i += size
	}
	if valid >= invalid {
		return "UTF-8", nil
	}
	windows, mac := upperHalf(charmap.Windows1252), upperHalf(charmap.Macintosh)
	w, m := plausible(sample, windows), plausible(sample, mac)
	if crOnly {
		m += 2
	}
	switch {
	case m > w:
		return "macintosh", mac
	case c1:
		return "windows-1252", windows
	}
	// Latin-1 is Windows-1252 but for control codes that nobody writes, so the
	// larger table is right for both should such a byte follow later.
	return "ISO-8859-1", windows
}

// upperHalf is the table of an 8-bit encoding; undefined bytes keep their number.
func upperHalf(cm *charmap.Charmap) *[128]rune {
	var t [128]rune
	for i := range t {
		t[i] = cm.DecodeByte(byte(128 + i))
		if t[i] == utf8.RuneError {
			t[i] = rune(128 + i)
		}
	}
	return &t
}
