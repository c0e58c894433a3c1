package main

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
)

// inFolder asks the API of an opened data folder as one would ask a server: the
// answer can be read while it is made, so that memory does not grow with it.
type inFolder struct {
	handler http.Handler
	running sync.WaitGroup
}

// send answers once the handler has begun its answer.
func (f *inFolder) send(r *http.Request) (*http.Response, error) {
	body, to := io.Pipe()
	w := &streamed{header: http.Header{}, body: to, began: make(chan struct{}), trailer: http.Header{}}
	f.running.Go(func() { w.serve(f.handler, r) })
	select {
	case <-w.began:
	case <-r.Context().Done():
		_ = body.CloseWithError(r.Context().Err()) // never fails
		return nil, r.Context().Err()
	}
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Header: w.sent, Trailer: w.trailer, Body: body, ContentLength: -1, Request: r,
	}, nil
}

// wait waits until every handler has returned.
func (f *inFolder) wait() { f.running.Wait() }

// streamed is an answer under way. The handler's goroutine alone uses it, but
// for what is read after began is closed.
type streamed struct {
	header  http.Header
	body    *io.PipeWriter
	began   chan struct{}
	once    sync.Once
	status  int
	sent    http.Header // the header as it was when the answer began
	trailer http.Header // filled before the body ends
}

func (w *streamed) Header() http.Header { return w.header }

func (w *streamed) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, maps.Clone(w.header)
		close(w.began)
	})
}

func (w *streamed) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// errBroken is what is read of an answer that was broken off.
var errBroken = errors.New("the answer was broken off")

func (w *streamed) serve(h http.Handler, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			w.WriteHeader(http.StatusInternalServerError)
			_ = w.body.CloseWithError(errBroken) // never fails
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
		}
	}()
	h.ServeHTTP(w, r)
	w.WriteHeader(http.StatusOK)
	for _, names := range w.sent.Values("Trailer") {
		for name := range strings.SplitSeq(names, ",") {
			name = http.CanonicalHeaderKey(strings.TrimSpace(name))
			w.trailer[name] = w.header[name]
		}
	}
	_ = w.body.Close() // never fails
}
