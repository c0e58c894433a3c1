package http_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands"
	web "github.com/cerebro-cdp/cerebro/http"
)

// FuzzReadBody: whatever a body is, it is read within the limit, before and
// after unpacking, or refused with an error.
func FuzzReadBody(f *testing.F) {
	f.Add([]byte(`{"batch":[]}`), "")
	f.Add(zipped(f, []byte(`{"batch":[]}`)), "gzip")
	f.Add(zipped(f, make([]byte, 1<<16)), "")
	f.Add([]byte{0x1f, 0x8b, 8, 0}, "x-gzip")
	s := new(web.Server)
	const limit = 1 << 12
	f.Fuzz(func(t *testing.T, body []byte, encoding string) {
		r := httptest.NewRequest("POST", "/v1/batch", bytes.NewReader(body))
		if !strings.ContainsAny(encoding, "\r\n\x00") {
			r.Header.Set("Content-Encoding", encoding)
		}
		got, err := web.ReadBody(s, httptest.NewRecorder(), r, limit)
		if err == nil && len(got) > limit {
			t.Errorf("read %d bytes, at most %d", len(got), limit)
		}
	})
}

// FuzzDecode: a body is decoded as encoding/json would, but for what is nested
// too deep, has unknown members or goes on after its end.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"source":"web","records":[{"key":"1","facts":{"email":["a","b"]}}]}`, `{}`, `null`, `{} {}`, `{"source":7}`, `{"x":1}`, "{\"source\":\"\x00\"}",
		strings.Repeat("[", 300), `{"source":"\ud800"}`, `{"records":[[[[[]]]]]}`, "\ufeff{}", `{"source":"[[[{{{\"[["}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got, want commands.ObserveRecords
		err := web.Decode(body, &got)
		if err != nil {
			if commands.CodeOf(err) != commands.Invalid {
				t.Errorf("got %v, want a refusal", err)
			}
			return
		}
		if json.Unmarshal(body, &want) != nil || web.Nesting(body) > 256 {
			t.Errorf("%q was taken", body)
		}
	})
}

// TestNesting: brackets in texts do not count.
func TestNesting(t *testing.T) {
	for text, want := range map[string]int{
		`{}`: 1, `[[],[[]]]`: 3, `{"a":"[[[[","b":"\"[["}`: 1, `"\\"[`: 1, strings.Repeat("[", 500): 500, `]]]]`: 0,
	} {
		if got := web.Nesting([]byte(text)); got != want {
			t.Errorf("%.40s: got %d, want %d", text, got, want)
		}
	}
}
