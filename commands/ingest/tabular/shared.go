package tabular

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxShared bounds the shared strings of a workbook, which must be in memory.
const maxShared = 256 << 20

// sharedStrings holds the texts that cells refer to by number.
type sharedStrings struct {
	text []byte
	ends []int
}

func (s *sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false
	}
	start := 0
	if i > 0 {
		start = s.ends[i-1]
	}
	return string(s.text[start:s.ends[i]]), true
}

// readShared reads the shared strings.
func (w *workbook) readShared() error {
	phonetic, inText := 0, false
	return w.tokens("xl/sharedStrings.xml", func(tok xml.Token) error {
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				phonetic++
			case "t":
				inText = phonetic == 0
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "rPh":
				phonetic = max(phonetic-1, 0)
			case "t":
				inText = false
			case "si":
				start := 0
				if n := len(w.shared.ends); n > 0 {
					start = w.shared.ends[n-1]
				}
				if text := string(w.shared.text[start:]); strings.Contains(text, "_x") {
					w.shared.text = append(w.shared.text[:start], unescape(text)...)
				}
				w.shared.ends = append(w.shared.ends, len(w.shared.text))
			}
		case xml.CharData:
			if inText {
				w.shared.text = append(w.shared.text, t...)
			}
			if len(w.shared.text)+8*len(w.shared.ends) > maxShared {
				return &Error{Err: ErrTooLarge, Hint: fmt.Sprintf("its texts take more than %d MiB; save the sheet as CSV", maxShared>>20)}
			}
		}
		return nil
	})
}

// unescape reads _x000D_, by which workbooks write control characters, and
// drops those that no text should hold.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || len(s) < i+7 {
			b.WriteString(s)
			return b.String()
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if s[i+6] != '_' || err != nil {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		switch r := rune(n); {
		case r == '\r' || r < ' ' && r != '\n' && r != '\t':
		default:
			b.WriteRune(r)
		}
		s = s[i+7:]
	}
}

// maxToken bounds one XML token, which the decoder holds in memory.
const maxToken = 32 << 20

// tokenLimit stops a text or tag without end: since is set back at each token.
type tokenLimit struct {
	r     io.Reader
	since int
}

func (l *tokenLimit) Read(p []byte) (int, error) {
	if l.since > maxToken {
		return 0, &Error{Err: ErrTooLarge, Hint: "one cell holds more than 32 MiB"}
	}
	n, err := l.r.Read(p)
	l.since += n
	return n, err
}
