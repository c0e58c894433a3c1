package tracking

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// values reads JSON that is known to be valid into what encoding/json makes of
// it with UseNumber: most of a call is in its objects, and to check them once
// more, to copy them into a buffer and to look at types by reflection would cost
// more than all the rest of reading it.
type values struct {
	b  []byte
	at int
}

// readObject reads a valid JSON object.
func readObject(b []byte) map[string]any {
	v := values{b: b}
	return v.object()
}

// skip moves to the next byte that is no blank and none of the marks between
// values, and answers it.
func (v *values) skip() byte {
	for v.at < len(v.b) {
		switch c := v.b[v.at]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			v.at++
		default:
			return c
		}
	}
	return 0
}

func (v *values) value() any {
	switch v.skip() {
	case '{':
		return v.object()
	case '[':
		return v.array()
	case '"':
		return v.text()
	case 't':
		v.at += len("true")
		return true
	case 'f':
		v.at += len("false")
		return false
	case 'n':
		v.at += len("null")
		return nil
	default:
		return v.number()
	}
}

func (v *values) object() map[string]any {
	out := map[string]any{}
	v.skip()
	v.at++
	for v.skip() == '"' {
		name := v.text()
		out[name] = v.value()
	}
	v.at++
	return out
}

func (v *values) array() []any {
	out := []any{}
	v.at++
	for c := v.skip(); c != ']' && c != 0; c = v.skip() {
		out = append(out, v.value())
	}
	v.at++
	return out
}

// text reads a string; one with escapes, or with bytes that are no UTF-8, by
// the book.
func (v *values) text() string {
	start := v.at
	plain := true
	for v.at++; v.at < len(v.b) && v.b[v.at] != '"'; v.at++ {
		if v.b[v.at] == '\\' {
			plain = false
			v.at++
		}
	}
	v.at = min(v.at+1, len(v.b))
	return unquoted(v.b[start:v.at], plain)
}

// unquoted is the text of a JSON string; plain says that it has no escapes.
func unquoted(quoted []byte, plain bool) string {
	if plain && len(quoted) >= 2 {
		if inner := quoted[1 : len(quoted)-1]; utf8.Valid(inner) {
			return string(inner)
		}
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // it is valid
	return s
}

func (v *values) number() json.Number {
	rest := v.b[v.at:]
	n := bytes.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("+-.eE0123456789", r) })
	if n <= 0 { // it ends here, or this is no number: never so in valid JSON, and never for ever
		n = len(rest)
	}
	v.at += n
	return json.Number(rest[:n])
}
