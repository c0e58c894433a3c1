package eventbrite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Fetcher gets JSON from Eventbrite's API.
type Fetcher interface {
	// Fetch gets the JSON at a path (from /v3/, with its query) as the
	// organisation that a token is of. Every error is a *FetchError.
	Fetch(ctx context.Context, token, path string) ([]byte, error)
}

// FetchError is a failure to get an object, for which it cannot be blamed.
type FetchError struct {
	Status     int           // of the answer, 0 when there was none
	RetryAfter time.Duration // that Eventbrite asked for, 0 when it did not
	Err        error
}

func (e *FetchError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("Eventbrite answered %d", e.Status)
	}
	return "Eventbrite does not answer: " + e.Err.Error()
}

func (e *FetchError) Unwrap() error { return e.Err }

// Gone tells whether the object is not there, or no more.
func (e *FetchError) Gone() bool {
	return e.Status == http.StatusNotFound || e.Status == http.StatusGone
}

// Unwelcome tells whether the token is refused.
func (e *FetchError) Unwelcome() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

const (
	fetchTimeout  = 10 * time.Second
	maxFetchBytes = 8 << 20
	// maxRetryAfter is the longest wait that is passed on.
	maxRetryAfter = time.Hour
)

// ErrTooLarge: an answer of the API is larger than any object.
var ErrTooLarge = errors.New("the answer is too large")

// Client is the Fetcher over the network: https, Host alone, no redirects, a
// bounded time and size.
type Client struct{ http http.Client }

// NewClient makes a client; a nil transport is net/http's own.
func NewClient(transport http.RoundTripper) *Client {
	return &Client{http.Client{
		Transport: transport, Timeout: fetchTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Fetch implements Fetcher.
func (c *Client) Fetch(ctx context.Context, token, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+Host+path, nil)
	if err != nil {
		return nil, &FetchError{Err: err}
	}
	if r.URL.Host != Host || r.URL.Scheme != "https" {
		return nil, &FetchError{Err: ErrForeign}
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, &FetchError{Err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, &FetchError{Status: resp.StatusCode, RetryAfter: retryAfter(resp.Header.Get("Retry-After"))}
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxFetchBytes+1))
	switch {
	case err != nil:
		return nil, &FetchError{Err: err}
	case len(b) > maxFetchBytes:
		return nil, &FetchError{Err: ErrTooLarge}
	}
	return b, nil
}

// retryAfter reads a number of seconds.
func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(n)*time.Second, maxRetryAfter)
}
