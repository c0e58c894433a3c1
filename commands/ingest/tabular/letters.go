package tabular

import (
	"bufio"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// plausible scores how well the bytes of a sample read under an 8-bit table:
// letters beside letters of a fitting case speak for it, symbols inside words
// and capitals after small letters against it.
func plausible(sample []byte, table *[128]rune) int {
	at := func(i int) rune {
		if i < 0 || i >= len(sample) {
			return ' '
		}
		if sample[i] < utf8.RuneSelf {
			return rune(sample[i])
		}
		return table[sample[i]-128]
	}
	score := 0
	for i, c := range sample {
		if c < utf8.RuneSelf {
			continue
		}
		r, before, after := at(i), at(i-1), at(i+1)
		inside := unicode.IsLetter(before) && unicode.IsLetter(after)
		switch {
		case r < 0xA0: // a control code
			score -= 2
		case unicode.IsLower(r):
			if unicode.IsUpper(before) && unicode.IsUpper(after) {
				score--
			} else if unicode.IsLetter(before) || unicode.IsLetter(after) {
				score++
			}
		case unicode.IsUpper(r):
			if unicode.IsLower(before) {
				score--
			} else if unicode.IsLetter(before) || unicode.IsLetter(after) {
				score++
			}
		case r == '’' && inside:
			score++
		case inside:
			score--
		}
	}
	return score
}

// mixedReader turns UTF-8 or an 8-bit encoding into valid UTF-8. While only
// ASCII has come it stays undecided and looks again at the first other byte. A
// byte that is not UTF-8 in a file that is reads as Windows-1252, so that one bad
// line does no harm to the rest.
type mixedReader struct {
	src     *bufio.Reader
	table   *[128]rune // nil: UTF-8
	decided bool
	crOnly  bool
	left    []byte // decoded, but more than the last Read had room for
}

func (m *mixedReader) Read(p []byte) (int, error) {
	if len(m.left) > 0 {
		n := copy(p, m.left)
		m.left = m.left[n:]
		return n, nil
	}
	if len(p) < utf8.UTFMax {
		var buf [64]byte
		n, err := m.Read(buf[:])
		m.left = append(m.left[:0], buf[:n]...)
		n = copy(p, m.left)
		m.left = m.left[n:]
		return n, err
	}
	b, err := m.src.Peek(max(min(len(p), 4096), utf8.UTFMax))
	if len(b) == 0 {
		return 0, err
	}
	atEnd := err != nil
	if atEnd && !errors.Is(err, io.EOF) {
		// What came before the failure is given out first; the error stays.
		atEnd = false
	}
	n, used := 0, 0
	for used < len(b) && n+utf8.UTFMax <= len(p) {
		c := b[used]
		if c < utf8.RuneSelf {
			p[n] = c
			n++
			used++
			continue
		}
		if !m.decided {
			if used > 0 {
				break // decide with a full look ahead from here on
			}
			m.decide()
			b, _ = m.src.Peek(max(min(len(p), 4096), utf8.UTFMax))
		}
		r, size := m.rune(b[used:])
		if size == 0 && !atEnd && used > 0 {
			break // cut in two by the buffer, not by the file
		}
		if size == 0 {
			r, size = m.single(c), 1
		}
		n += utf8.EncodeRune(p[n:], r)
		used += size
	}
	_, _ = m.src.Discard(used) // just peeked
	return n, nil
}

// decide chooses the encoding at the first byte that is not ASCII.
func (m *mixedReader) decide() {
	sample, _ := m.src.Peek(64 << 10)
	_, m.table = eightBit(sample, m.crOnly)
	m.decided = true
}

// rune decodes one character; size 0 means that it may be cut off.
func (m *mixedReader) rune(b []byte) (rune, int) {
	if m.table != nil {
		return m.table[b[0]-128], 1
	}
	r, size := utf8.DecodeRune(b)
	if r != utf8.RuneError || size > 1 {
		return r, size
	}
	if !utf8.FullRune(b) {
		return 0, 0
	}
	return m.single(b[0]), 1
}

// single reads a byte that is no UTF-8.
func (m *mixedReader) single(c byte) rune {
	if m.table != nil {
		return m.table[c-128]
	}
	r := charmap.Windows1252.DecodeByte(c)
	if r == utf8.RuneError {
		return rune(c)
	}
	return r
}
