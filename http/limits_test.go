package http_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	web "github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// late shows the read models of a node later than they are.
type late struct {
	web.Models
	lag   time.Duration
	phase projections.Phase
}

func (l *late) Status() []projections.Status {
	all := l.Models.Status()
	for i := range all {
		all[i].Lag, all[i].CaughtUp, all[i].Phase = l.lag, l.lag == 0, l.phase
	}
	return all
}

// TestBrake: data are refused with 429 while the read models are further behind
// than is good, and taken again once they are not. A read model that is being
// built for the first time, or has failed, stops nobody.
func TestBrake(t *testing.T) {
	models, now := &late{phase: projections.Following}, time.Now()
	w := newWorld(t).with(func(c *web.Config) {
		models.Models = c.Models
		c.Models, c.MaxLag, c.Now = models, time.Minute, func() time.Time { return now }
	})
	record := map[string]any{"source": "web", "records": []any{map[string]any{"key": "1", "facts": map[string]any{"first_name": "Ana"}}}}
	try := func() []reply {
		now = now.Add(2 * time.Second) // it looks once a second
		return []reply{
			w.do("POST", "/v1/page", w.write, `{"userId":"u"}`), w.command("observe-records", record),
			w.do("POST", "/api/imports?source=list", w.admin, "email\nana@example.org\n"),
		}
	}
	for _, r := range try() {
		r.ok()
	}
	models.lag = time.Minute + 3500*time.Millisecond
	for _, r := range try() {
		r.problem(429)
		if got := r.Header.Get("Retry-After"); got != "4" {
			t.Errorf("Retry-After is %q, want 4", got)
		}
	}
	w.command("register-source", map[string]any{"name": "more", "kind": "form"}).ok()
	w.get("/api/sources", w.read).ok()
	for _, phase := range []projections.Phase{projections.CatchingUp, projections.Failed} {
		models.phase = phase
		for _, r := range try() {
			r.ok()
		}
	}
	models.phase, models.lag = projections.Following, 0
	for _, r := range try() {
		r.ok()
	}
}

// TestTooManyAtOnce: what is over the bound is refused at once; what tells how
// the server is doing is answered all the same.
func TestTooManyAtOnce(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	w := newWorld(t).with(func(c *web.Config) {
		c.MaxConcurrent = 1
		head := c.Head
		c.Head = func(ctx context.Context) (eventstore.Position, error) {
			entered <- struct{}{}
			<-leave
			return head(ctx)
		}
	})
	var all sync.WaitGroup
	all.Go(func() { w.get("/api/profiles?settled=true", w.read).ok() })
	<-entered
	r := w.get("/api/sources", w.read)
	r.problem(429)
	if _, err := strconv.Atoi(r.Header.Get("Retry-After")); err != nil {
		t.Errorf("Retry-After: %v", err)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		w.get(path, "").ok()
	}
	close(leave)
	all.Wait()
	w.get("/api/sources", w.read).ok()
}

// TestNotThereYet: an answer that needs more than the read models have got is
// refused after a while, with the time to come back.
func TestNotThereYet(t *testing.T) {
	w := newWorld(t).with(func(c *web.Config) {
		c.Settle = func(context.Context, uuid.UUID, eventstore.Position) (eventstore.Position, error) {
			return eventstore.Position{}, context.DeadlineExceeded
		}
	})
	r := w.get("/api/profiles?settled=true", w.read)
	r.problem(503)
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	position := w.command("register-source", map[string]any{"name": "more", "kind": "form"}).ok().text("position")
	w.get("/api/profiles?min_position="+position, w.read).ok()
	w.with(func(c *web.Config) { c.Profiles = nil }).get("/api/profiles", w.read).problem(503)
	w.with(func(c *web.Config) { c.Segments = nil }).do("POST", "/api/segments/query", w.read, "{}").problem(503)
	w.with(func(c *web.Config) { c.Models = stopped{c.Models} }).get("/api/profiles?settled=true", w.read).problem(503)
}

// stopped are read models that do not run.
type stopped struct{ web.Models }

func (stopped) WaitFor(context.Context, []string, eventstore.Position, time.Duration) error {
	return &projections.Error{Op: "wait", Projector: "profiles", Err: projections.ErrStopped}
}

// breaking panics where a handler asks it.
type breaking struct{ web.Matcher }

func (breaking) Explain(context.Context, uuid.UUID, uuid.UUID, uuid.UUID) (identity.Explained, error) {
	panic("ana@example.org")
}

// TestPanicAndLog: a panic is a 500 for one request only. The log has each
// request, with its route and id, and nothing of what people sent.
func TestPanicAndLog(t *testing.T) {
	var out bytes.Buffer
	var mu sync.Mutex
	w := newWorld(t).with(func(c *web.Config) {
		c.Logger, c.Matcher = slog.New(slog.NewJSONHandler(&guarded{&mu, &out}, nil)), breaking{c.Matcher}
	})
	r := w.get(fmt.Sprintf("/api/explain?a=%s&b=%s", w.account, w.account), w.read)
	r.problem(500)
	w.get("/api/profiles?email=ana@example.org", w.read).ok()
	w.get("/v1/projects/"+w.write+"/settings", "").ok()
	w.do("POST", "/v1/identify", w.write, `{"userId":"ana@example.org","traits":{"email":"ana@example.org"}}`).ok()
	w.do("POST", "/v1/track", w.write, `{"userId":"ana@example.org"}`).ok()
	w.command("observe-records", map[string]any{"source": "ana@example.org", "records": []any{1}}).problem(404)
	w.get("/ana@example.org", w.read).problem(404)
	w.do("ANA", "/api/sources", w.read, nil).problem(405)
	mu.Lock()
	defer mu.Unlock()
	log := out.String()
	for _, want := range []string{`"route":"/api/explain"`, `"route":"/v1/{kind}"`, `"route":"/v1/projects/{key}/settings"`, `"status":500`, `"ms":`, r.Header.Get("X-Request-Id"), "explain.go"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	for _, secret := range []string{"ana@", "ANA", w.write, w.read, w.admin} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
}

type guarded struct {
	mu  *sync.Mutex
	out *bytes.Buffer
}

func (g *guarded) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.out.Write(b)
}

// TestMetrics: requests are counted by route and status, and nothing that a
// client sends becomes a label.
func TestMetrics(t *testing.T) {
	w := newWorld(t)
	w.get("/api/profiles/"+w.account.String(), w.read).problem(404)
	w.get("/ana@example.org", "").problem(404)
	text := string(w.get("/metrics", "").ok().Body)
	for _, want := range []string{
		`cerebro_http_requests_total{method="GET",route="/api/profiles/{id}",status="404"} 1`,
		`cerebro_http_requests_total{method="GET",route="none",status="404"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(text, "ana@") || strings.Contains(text, w.account.String()) {
		t.Error("the metrics hold what was asked for")
	}
}

// TestBrowsers: pages of any origin may post to the tracking doors, and to
// nothing else.
func TestBrowsers(t *testing.T) {
	w := newWorld(t)
	r := w.do("OPTIONS", "/v1/b", "", nil, "Origin", "https://shop.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "AnonymousId, SentAt, Authorization")
	if r.Status != http.StatusNoContent || r.Header.Get("Access-Control-Allow-Origin") != "https://shop.example" {
		t.Errorf("preflight: got %d %v", r.Status, r.Header)
	}
	for _, name := range []string{"AnonymousId", "SentAt", "Authorization", "Content-Type"} {
		if !strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), name) {
			t.Errorf("preflight does not allow %s", name)
		}
	}
	if r := w.do("POST", "/v1/p", w.write, `{"anonymousId":"a"}`, "Origin", "https://shop.example", "Content-Type", "text/plain"); r.Header.Get("Access-Control-Allow-Origin") == "" {
		t.Error("the answer may not be read by the page")
	}
	if r := w.do("GET", "/api/profiles", w.read, nil, "Origin", "https://shop.example"); r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("the API answers other origins")
	}
}
