package eventbrite_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
)

// redirect sends what is meant for Eventbrite to a fixture server, and refuses
// all else.
type redirect struct {
	t  *testing.T
	to string
}

func (d redirect) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || r.URL.Host != eventbrite.Host {
		d.t.Errorf("a request leaves for %s", r.URL)
	}
	base, err := url.Parse(d.to)
	if err != nil {
		return nil, err
	}
	there := r.Clone(r.Context())
	there.URL.Scheme, there.URL.Host = base.Scheme, base.Host
	return http.DefaultTransport.RoundTrip(there)
}

func fixture(t *testing.T, h http.HandlerFunc) *eventbrite.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return eventbrite.NewClient(redirect{t, s.URL})
}

// TestClient: an answer is JSON from the one host, of bounded size, and nothing
// else is.
func TestClient(t *testing.T) {
	c := fixture(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v3/ok/":
			fmt.Fprintf(w, `{"token": %q}`, r.Header.Get("Authorization"))
		case "/v3/away/":
			http.Redirect(w, r, "http://127.0.0.1:1/inside", http.StatusFound)
		case "/v3/busy/":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/v3/huge/":
			for range 9 {
				_, _ = w.Write([]byte(strings.Repeat(" ", 1<<20)))
			}
		default:
			http.NotFound(w, r)
		}
	})
	b, err := c.Fetch(context.Background(), "secret", "/v3/ok/")
	if err != nil || string(b) != `{"token": "Bearer secret"}` {
		t.Errorf("%s, %v", b, err)
	}
	for path, want := range map[string]eventbrite.FetchError{
		"/v3/away/": {Status: http.StatusFound}, "/v3/busy/": {Status: http.StatusTooManyRequests, RetryAfter: 7 * time.Second},
		"/v3/huge/": {Err: eventbrite.ErrTooLarge}, "/v3/none/": {Status: http.StatusNotFound}, "@example.org/v3/": {Err: eventbrite.ErrForeign},
	} {
		_, err := c.Fetch(context.Background(), "secret", path)
		got, ok := errors.AsType[*eventbrite.FetchError](err)
		if !ok || got.Status != want.Status || got.RetryAfter != want.RetryAfter || !errors.Is(got.Err, want.Err) {
			t.Errorf("%s: %+v", path, err)
		}
		if strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("%s: the error tells the token: %v", path, err)
		}
	}
}

// TestPages: a list is followed by its continuations to its end, and a list
// that never ends is given up.
func TestPages(t *testing.T) {
	c := fixture(t, func(w http.ResponseWriter, r *http.Request) {
		next := map[string]string{"": "b c", "b c": "d&e", "d&e": ""}[r.URL.Query().Get("continuation")]
		if strings.Contains(r.URL.Path, "/66/") {
			next = "again"
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"pagination": map[string]any{"has_more_items": next != "", "continuation": next},
			"attendees":  []string{r.URL.Query().Get("continuation")},
		})
	})
	api := eventbrite.API{Fetcher: c, Token: "t"}
	var got []string
	for page, err := range api.EventAttendees(context.Background(), "7") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(page[0]))
	}
	if diff := cmp.Diff([]string{`""`, `"b c"`, `"d\u0026e"`}, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	pages, failed := 0, error(nil)
	for _, err := range api.OrderAttendees(context.Background(), "66") {
		pages, failed = pages+1, err
	}
	if _, ok := errors.AsType[*eventbrite.FetchError](failed); !ok {
		t.Errorf("after %d pages: %v", pages, failed)
	}
}
