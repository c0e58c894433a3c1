package http

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/cerebro-cdp/cerebro/commands"
)

// readBody reads a body of at most limit bytes, before and after unpacking.
// Some clients send gzip without saying so: the first two bytes tell.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, err
		}
		return nil, &commands.Error{Code: commands.Invalid, Detail: "the body ended early", Hint: "send it again", Err: err}
	}
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

func badGzip(err error) error {
	return &commands.Error{Code: commands.Invalid, Detail: "the gzip body is broken", Hint: "send it again, whole", Err: err}
}

// decode reads a JSON body into a command or query; members that are not known
// are refused, so that a typing error does not pass for a default.
func decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("there is more after the end of the JSON value")
	}
	if err != nil {
		return &commands.Error{Code: commands.Invalid, Detail: "the body cannot be read", Hint: "send one JSON object; GET /openapi.json has its shape", Err: err}
	}
	return nil
}

// answer writes a JSON answer.
func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client is gone: nobody to tell
}
