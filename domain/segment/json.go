package segment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// object is a JSON object with its members in order of their names' arrival.
type object struct {
	names  []string
	values map[string]any
}

// reader turns JSON into plain values (string, json.Number, bool, nil, []any,
// *object) in one pass, refusing repeated names and too much of anything.
type reader struct {
	dec   *json.Decoder
	op    string
	depth int
	items int
}

// readJSON reads one JSON document and nothing after it.
func readJSON(op string, data []byte) (any, error) {
	if len(data) > MaxBytes {
		return nil, &Error{Op: op, Err: ErrTooLarge, Detail: fmt.Sprintf("%d bytes of JSON, at most %d", len(data), MaxBytes)}
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data)), op: op}
	r.dec.UseNumber()
	v, err := r.value("")
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, r.syntax("", "more text after the end of the JSON document")
	}
	return v, nil
}

func (r *reader) syntax(path, detail string) error {
	return &Error{Op: r.op, Path: path, Err: ErrSyntax, Detail: detail}
}

// limit keeps what is read within bounds before memory is spent on it.
func (r *reader) limit(path string) error {
	// Two levels of JSON per node, and the operands of a leaf below.
	if r.depth > 2*MaxDepth+4 {
		return &Error{Op: r.op, Path: shorten(path), Err: ErrTooLarge, Detail: fmt.Sprintf("nested more than %d nodes deep", MaxDepth)}
	}
	if r.items++; r.items > 8*MaxValues {
		return &Error{Op: r.op, Path: path, Err: ErrTooLarge, Detail: fmt.Sprintf("more than %d values in all", 8*MaxValues)}
	}
	return nil
}

func (r *reader) value(path string) (any, error) {
	if err := r.limit(path); err != nil {
		return nil, err
	}
	tok, err := r.dec.Token()
	if err != nil {
		return nil, r.syntax(shorten(path), "not JSON: "+jsonProblem(err))
	}
	d, ok := tok.(json.Delim)
	if !ok {
		return tok, nil
	}
	r.depth++
	defer func() { r.depth-- }()
	if d == '[' {
		return r.array(path)
	}
	return r.object(path)
}

func (r *reader) array(path string) (any, error) {
	out := []any{}
	for r.dec.More() {
		v, err := r.value(path + "/" + strconv.Itoa(len(out)))
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, r.end(path)
}

func (r *reader) object(path string) (any, error) {
	out := &object{values: map[string]any{}}
	for r.dec.More() {
		tok, err := r.dec.Token()
		if err != nil {
			return nil, r.syntax(shorten(path), "not JSON: "+jsonProblem(err))
		}
		name, _ := tok.(string)
		at := path + "/" + escape(name)
		if _, twice := out.values[name]; twice {
			return nil, r.syntax(at, "the key "+quote(name)+" stands twice in one object")
		}
		v, err := r.value(at)
		if err != nil {
			return nil, err
		}
		out.names, out.values[name] = append(out.names, name), v
	}
	return out, r.end(path)
}

func (r *reader) end(path string) error {
	if _, err := r.dec.Token(); err != nil {
		return r.syntax(shorten(path), "not JSON: "+jsonProblem(err))
	}
	return nil
}

// jsonProblem words what the decoder found, with its place when it knows it.
func jsonProblem(err error) string {
	var s *json.SyntaxError
	switch {
	case errors.As(err, &s):
		return fmt.Sprintf("%s at byte %d", s.Error(), s.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	default:
		return err.Error()
	}
}

// escape makes a name a step of a JSON pointer (RFC 6901).
func escape(name string) string {
	if len(name) > 64 {
		name = name[:64]
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// shorten keeps an error about deep nesting readable.
func shorten(path string) string {
	if len(path) > 120 {
		return path[:60] + "..."
	}
	return path
}

// quote shows a name or value in an error, cut to a sensible length.
func quote(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "..."
	}
	return strconv.Quote(s)
}
