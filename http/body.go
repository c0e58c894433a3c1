package http

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
)

// readBody reads a body of at most limit bytes, before and after unpacking,
// within the time that one request has. Some clients send gzip without saying
// so: the first two bytes tell.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if err := acceptable(r, limit); err != nil {
		return nil, err
	}
	wire := http.NewResponseController(w)
	_ = wire.SetReadDeadline(time.Now().Add(s.Timeout)) // not for requests in memory
	var read bytes.Buffer
	read.Grow(int(min(max(r.ContentLength, 0), believed)) + bytes.MinRead)
	if _, err := read.ReadFrom(http.MaxBytesReader(exchangeOf(w).ResponseWriter, r.Body, limit)); err != nil {
		return nil, badBody(err)
	}
	body := read.Bytes()
	_ = wire.SetReadDeadline(time.Time{}) // else it ends the request while it is being answered
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, badGzip(err)
	}
	clear, err := io.ReadAll(io.LimitReader(z, limit+1))
	switch {
	case err != nil:
		return nil, badGzip(err)
	case int64(len(clear)) > limit:
		return nil, &http.MaxBytesError{Limit: limit}
	}
	return clear, nil
}

// believed is how much room is made at most for a length that a head claims.
const believed = 128 << 10

// acceptable refuses by its head what need not be read.
func acceptable(r *http.Request, limit int64) error {
	if r.ContentLength > limit {
		return &http.MaxBytesError{Limit: limit}
	}
	switch e := r.Header.Get("Content-Encoding"); e {
	case "", "identity", "gzip", "x-gzip":
		return nil
	default:
		return commands.Refuse(commands.Invalid, "send the body plain or as gzip", "the content encoding %.40q is not known here", e)
	}
}

func badBody(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &slowError{err}
	}
	return &commands.Error{Code: commands.Invalid, Detail: "the body ended early", Hint: "send it again", Err: err}
}

func badGzip(err error) error {
	return &commands.Error{Code: commands.Invalid, Detail: "the gzip body is broken", Hint: "send it again, whole", Err: err}
}

// slowError is a body that did not arrive in time.
type slowError struct{ err error }

func (e *slowError) Error() string { return "the body did not arrive in time: " + e.err.Error() }

func (e *slowError) Unwrap() error { return e.err }

// patient reads a long body: it may take as long as it likes, but something has
// to arrive within every wait.
type patient struct {
	body  io.Reader
	wire  *http.ResponseController
	wait  time.Duration
	ended error
}

func (p *patient) Read(b []byte) (int, error) {
	if p.ended != nil {
		return 0, p.ended // whoever asks again does not wait again
	}
	_ = p.wire.SetReadDeadline(time.Now().Add(p.wait)) // not for requests in memory
	n, err := p.body.Read(b)
	if p.ended = err; errors.Is(err, io.EOF) {
		_ = p.wire.SetReadDeadline(time.Time{}) // else it ends the request while it is being answered
	}
	return n, err
}

// maxBodyNesting bounds how deep the JSON of a body goes. encoding/json takes
// 10,000 levels; nothing that is meant is as deep as this.
const maxBodyNesting = 256

// decode reads a JSON body into a command or query; members that are not known
// are refused, so that a typing error does not pass for a default.
func decode(body []byte, into any) error {
	unreadable := func(err error) error {
		return &commands.Error{Code: commands.Invalid, Detail: "the body cannot be read", Hint: "send one JSON object; GET /openapi.json has its shape", Err: err}
	}
	if nesting(body) > maxBodyNesting {
		return &commands.Error{Code: commands.Invalid, Detail: "the body is nested too deep", Hint: "send JSON of at most 256 levels"}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return unreadable(errors.New("there is more after the end of the JSON value"))
	}
	return nil
}

// nesting is how deep brackets stand in one another outside of texts; of JSON
// that is none it may be anything.
func nesting(body []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// answer writes a JSON answer.
func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client is gone: nobody to tell
}
