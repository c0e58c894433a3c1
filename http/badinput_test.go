package http_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	web "github.com/cerebro-cdp/cerebro/http"
)

func zipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(text)
	must(t, err)
	must(t, z.Close())
	return b.Bytes()
}

// TestBadBodies: what cannot be read is refused with the reason and a hint, at
// the tracking doors and at the commands alike, and nothing of it is taken in.
func TestBadBodies(t *testing.T) {
	w := newWorld(t)
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	good := []byte(`{"batch":[{"type":"page","userId":"u","messageId":"1"}],"records":[{"key":"1","facts":{"first_name":"Ana"}}]}`)
	packed := zipped(t, good)
	bomb := zipped(t, make([]byte, 64<<20))
	for name, c := range map[string]struct {
		body    []byte
		headers []string
		want    int
	}{
		"empty":              {[]byte(""), nil, 400},
		"no JSON":            {[]byte("Hello"), nil, 400},
		"cut off":            {good[:len(good)-9], nil, 400},
		"an array":           {[]byte("[]"), nil, 400},
		"NUL bytes":          {[]byte("{\"batch\":[\x00],\"records\":[\x00]}"), nil, 400},
		"more after the end": {append(good[:len(good):len(good)], []byte("{}")...), nil, 400},
		"10,000 deep":        {[]byte(`{"batch":[{"type":"page","properties":{"p":` + deep + `}}],"records":[` + deep + `]}`), nil, 400},
		"open 10,000 deep":   {[]byte(strings.Repeat(`{"batch":`, 10_000)), nil, 400},
		"truncated gzip":     {packed[:len(packed)-10], nil, 400},
		"gzip head only":     {packed[:4], nil, 400},
		"gzip of garbage":    {append([]byte{0x1f, 0x8b}, "nonsense"...), []string{"Content-Encoding", "gzip"}, 400},
		"gzip bomb":          {bomb, []string{"Content-Encoding", "gzip"}, 413},
		"unknown encoding":   {good, []string{"Content-Encoding", "br"}, 400},
		"no list":            {[]byte(`{}`), nil, 400},
		"list of no kind":    {[]byte(`{"batch":7,"records":7}`), nil, 400},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/v1/batch", "/api/commands/observe-records"} {
				if name == "more after the end" && path == "/v1/batch" || name == "open 10,000 deep" && path != "/v1/batch" {
					continue
				}
				r := w.do("POST", path, w.write, c.body, c.headers...)
				r.t = t
				r.problem(c.want)
			}
		})
	}
	if got := w.settled("/api/profiles").list("profiles"); len(got) != 0 {
		t.Errorf("%d profiles came out of refused calls", len(got))
	}
}

// TestHugeBodies: a body of 4 GB is refused at its head when it says its size,
// and after the limit when it does not; in neither case is it read.
func TestHugeBodies(t *testing.T) {
	w := newWorld(t)
	const huge = 4 << 30
	for _, path := range []string{"/v1/batch", "/api/commands/observe-records", "/api/segments/query"} {
		for _, declared := range []bool{true, false} {
			body := &counting{left: huge}
			r, err := http.NewRequest("POST", w.base+path, body)
			must(t, err)
			r.Header.Set("Authorization", "Bearer "+w.admin)
			if r.ContentLength = -1; declared {
				r.ContentLength = huge
			}
			resp, err := w.client.Do(r)
			if err != nil {
				// The server hung up while we were sending; the answer may be lost.
				if body.sent.Load() > 64<<20 {
					t.Errorf("%s declared=%v: %d bytes were taken before %v", path, declared, body.sent.Load(), err)
				}
				continue
			}
			if resp.StatusCode != http.StatusRequestEntityTooLarge || body.sent.Load() > 64<<20 {
				t.Errorf("%s declared=%v: got %d after %d bytes, want 413 soon", path, declared, resp.StatusCode, body.sent.Load())
			}
			must(t, resp.Body.Close())
		}
	}
	w.get("/healthz", "").ok()
}

// counting is a long body of spaces. The client may still be sending it when
// the answer is there, so what was sent is counted for two goroutines.
type counting struct {
	left int64
	sent atomic.Int64
}

func (c *counting) Read(b []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(b)), c.left)
	for i := range b[:n] {
		b[i] = ' '
	}
	c.left -= n
	c.sent.Add(n)
	return int(n), nil
}

// TestSlowBody: whoever sends a byte now and then does not hold a request open
// for ever.
func TestSlowBody(t *testing.T) {
	w := newWorld(t).with(func(c *web.Config) { c.Timeout = 100 * time.Millisecond })
	for _, path := range []string{"/v1/batch", "/api/imports?source=list"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
		must(t, err)
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", path, w.admin)
		must(t, err)
		must(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
		head, err := io.ReadAll(conn)
		if err != nil || !bytes.Contains(head, []byte(" 408 ")) {
			t.Errorf("%s: got %.200s and %v, want 408 and the end", path, head, err)
		}
		must(t, conn.Close())
	}
}

// TestNothingThere: unknown routes, methods and commands say what there is.
func TestNothingThere(t *testing.T) {
	w := newWorld(t)
	w.get("/api/nothing", w.admin).problem(404)
	w.get("/", "").problem(404)
	if p := w.command("explode", map[string]any{}).problem(404); !strings.Contains(p.Hint, "observe-records") {
		t.Errorf("the hint %q does not list the commands", p.Hint)
	}
	for _, c := range [][2]string{{"DELETE", "/api/sources"}, {"GET", "/v1/batch"}, {"PUT", "/api/profiles"}, {"POST", "/healthz"}, {"BREW", "/api/sources"}} {
		r := w.do(c[0], c[1], w.admin, nil)
		r.problem(405)
		if r.Header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", c[0], c[1])
		}
	}
	if r := w.do("DELETE", "/api/segments/members", w.admin, nil); r.Header.Get("Allow") != "GET, POST" {
		t.Errorf("got Allow %q, want GET, POST", r.Header.Get("Allow"))
	}
}

// TestBadParameters: parameters that mean nothing are refused, not passed over.
func TestBadParameters(t *testing.T) {
	w := newWorld(t)
	id := w.person("web", "1", map[string]any{"first_name": "Ana"})
	for _, path := range []string{
		"/api/profiles/not-an-id", "/api/profiles?limit=0", "/api/profiles?limit=100000", "/api/profiles?limit=x", "/api/profiles?nonsense=1",
		"/api/profiles?cursor=nonsense", "/api/profiles?q=a&email=b@example.org", "/api/profiles?email=", "/api/profiles?category=nonsense&value=1",
		"/api/profiles?min_position=nonsense", "/api/profiles?settled=perhaps", "/api/profiles?as_of=2026-01-01T00:00:00Z",
		"/api/profiles/" + id + "?as_of=2026-01-01T00:00:00Z", "/api/profiles/" + id + "/timeline?cursor=nonsense",
		"/api/profiles/" + id + "/timeline?limit=-1", "/api/explain?a=" + id, "/api/explain?a=x&b=y", "/api/reviews?cursor=x",
		"/api/quarantine?cursor=%21", "/api/quarantine/x", "/api/imports?cursor=x", "/api/segments/members?cursor=x",
		"/api/segments/members?tree=nonsense", "/api/segments/members?columns=nonsense", "/api/segments/members?limit=99999999",
	} {
		w.get(path, w.read).problem(400)
	}
	for _, body := range []string{
		`{"tree":{"category":"nonsense","is":"x"}}`, `{"tree":{"category":"city"}}`, `{"tree":[]}`, `{"sample":100000}`, `{"nonsense":1}`,
		`{"charts":[{"by":"nonsense"}]}`, `{"scope":"theirs"}`, `{"now":"yesterday"}`, `{"as_of":"2026-01-01T00:00:00Z"}`, `{"min_position":"x"}`,
		`{"charts":[{"by":"email","interval":10}]}`, `{"tree":{"segment":"x"}}`,
	} {
		w.do("POST", "/api/segments/query", w.read, body).problem(400)
	}
	deep := strings.Repeat(`{"not":`, 500) + `{"all":[]}` + strings.Repeat("}", 500)
	w.do("POST", "/api/segments/query", w.read, `{"tree":`+deep+`}`).problem(400)
	for _, path := range []string{"/api/profiles/" + w.account.String(), "/api/imports/" + w.account.String(), "/api/imports/x", "/api/quarantine/" + w.account.String()} {
		w.get(path, w.read).problem(404)
	}
}
