package e2e_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// kept is a request as a client sent it.
type kept struct {
	method, path string
	header       http.Header
	body         []byte
}

// send sends the request, once more, to a server.
func (k kept) send(base string) (*http.Response, error) {
	r, err := http.NewRequest(k.method, base+k.path, bytes.NewReader(k.body))
	if err != nil {
		return nil, err
	}
	r.Header = k.header.Clone()
	return http.DefaultClient.Do(r)
}

// lossy stands between a client and the server, keeps what passes, and loses
// the answer to the first request: the server has taken it in, and the client,
// which cannot know, sends it again.
type lossy struct {
	*httptest.Server
	mu   sync.Mutex
	seen []kept
}

func newLossy(t testing.TB, base string) *lossy {
	l := &lossy{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		k := kept{r.Method, r.URL.RequestURI(), r.Header.Clone(), body}
		first := l.keep(k)
		resp, err := k.send(base)
		if err != nil || first {
			http.Error(w, "the answer was lost", http.StatusBadGateway)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *lossy) keep(k kept) (first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, k)
	return len(l.seen) == 1
}

func (l *lossy) requests() []kept {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen
}
