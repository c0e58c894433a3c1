package http_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
	web "github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/http/export"
)

// world is a whole node on a folder of its own, served on loopback. Every
// answer that goes through it is held against openapi.json.
type world struct {
	t       testing.TB
	node    *node.Node
	base    string
	client  *http.Client
	doc     routers.Router
	account uuid.UUID
	write   string
	read    string
	admin   string
}

func newWorld(t testing.TB) *world { return newWorldAt(t, t.TempDir()) }

func newWorldAt(t testing.TB, dir string) *world {
	t.Helper()
	ctx := context.Background()
	n, err := node.Open(ctx, node.Config{Dir: filepath.Join(dir, "data")})
	must(t, err)
	t.Cleanup(func() { must(t, n.Close(ctx)) })
	w := &world{t: t, node: n, doc: document(t)}
	if len(n.Directory.Accounts()) == 0 {
		keys, err := n.FoundNamed(ctx, commands.CreateAccount{Name: node.FirstAccount})
		must(t, err)
		w.account, w.write, w.read, w.admin = keys.Account, keys.Keys[event.RoleWrite], keys.Keys[event.RoleRead], keys.Keys[event.RoleAdmin]
	}
	w.serve(n.HTTP)
	return w
}

// serve serves another handler instead.
func (w *world) serve(h http.Handler) {
	s := httptest.NewServer(h)
	w.t.Cleanup(s.Close)
	w.base, w.client = s.URL, s.Client()
}

// with serves the node with a changed configuration.
func (w *world) with(change func(*web.Config)) *world {
	w.t.Helper()
	c := w.node.HTTP.Config
	c.Metrics = nil
	change(&c)
	s, err := web.NewServer(c)
	must(w.t, err)
	other := *w
	other.serve(s)
	return &other
}

func document(t testing.TB) routers.Router {
	t.Helper()
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(web.OpenAPI())
	must(t, err)
	must(t, doc.Validate(context.Background()))
	for _, f := range export.Formats() { // files are read by the tests that ask for them
		openapi3filter.RegisterBodyDecoder(f.Types[0], openapi3filter.FileBodyDecoder)
	}
	r, err := gorillamux.NewRouter(doc)
	must(t, err)
	return r
}

// reply is an answer, read whole.
type reply struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// send sends a request and holds the answer against openapi.json.
func (w *world) send(r *http.Request) reply {
	w.t.Helper()
	resp, err := w.client.Do(r)
	must(w.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(w.t, err)
	out := reply{w.t, resp.StatusCode, resp.Header, body}
	w.check(r, out)
	return out
}

func (w *world) check(r *http.Request, got reply) {
	w.t.Helper()
	plain := r.Clone(context.Background())
	plain.URL = &url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	plain.Body = http.NoBody
	route, params, err := w.doc.FindRoute(plain)
	if err != nil {
		if got.Status < 400 && r.Method != http.MethodOptions && !strings.HasPrefix(r.URL.Path, "/debug/") {
			w.t.Errorf("%s %s answers %d and is not in openapi.json", r.Method, r.URL.Path, got.Status)
		}
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: plain, PathParams: params, Route: route}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: got.Status, Header: got.Header, Body: io.NopCloser(bytes.NewReader(got.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		w.t.Errorf("%s %s: the answer is not as openapi.json says: %v\n%s", r.Method, r.URL.Path, err, got.Body)
	}
}

// do sends a request with a key ("" without) and a body: nil, bytes as they
// are, or anything else as JSON. Pairs are further headers.
func (w *world) do(method, path, key string, body any, headers ...string) reply {
	w.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	case string:
		in = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		must(w.t, err)
		in = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, w.base+path, in)
	must(w.t, err)
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.send(r)
}

func (w *world) get(path, key string) reply {
	w.t.Helper()
	return w.do("GET", path, key, nil)
}

// settled asks for what everything that was sent comes to.
func (w *world) settled(path string) reply {
	w.t.Helper()
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return w.get(path+mark+"settled=true", w.read).ok()
}

// command carries a command out as admin.
func (w *world) command(name string, body any, headers ...string) reply {
	w.t.Helper()
	return w.do("POST", "/api/commands/"+name, w.admin, body, headers...)
}

// ok demands success.
func (r reply) ok() reply {
	r.t.Helper()
	if r.Status != http.StatusOK {
		r.t.Fatalf("got %d, want 200: %s", r.Status, r.Body)
	}
	return r
}

// problem demands a refusal with a status and something to do about it.
func (r reply) problem(status int) web.Problem {
	r.t.Helper()
	var p web.Problem
	if r.Status != status || r.Header.Get("Content-Type") != "application/problem+json" || json.Unmarshal(r.Body, &p) != nil {
		r.t.Errorf("got %d %s %s, want a problem with status %d", r.Status, r.Header.Get("Content-Type"), r.Body, status)
		return p
	}
	if p.Hint == "" || p.Detail == "" || p.Status != status || p.Type == "" || p.Title == "" {
		r.t.Errorf("got %s, want type, title, status, detail and hint", r.Body)
	}
	return p
}

// into decodes the answer.
func (r reply) into(v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.t.Fatalf("%v in %s", err, r.Body)
	}
}

// at finds a value of the answer by member names and list places.
func (r reply) at(path ...any) any {
	r.t.Helper()
	var v any
	r.into(&v)
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				r.t.Fatalf("nothing at %v in %.2000s", path, r.Body)
			}
			v = l[p]
		}
	}
	return v
}

func (r reply) text(path ...any) string {
	r.t.Helper()
	s, ok := r.at(path...).(string)
	if !ok {
		r.t.Fatalf("no text at %v in %s", path, r.Body)
	}
	return s
}

// list gives a list of the answer.
func (r reply) list(path ...any) []any {
	r.t.Helper()
	l, ok := r.at(path...).([]any)
	if !ok {
		r.t.Fatalf("no list at %v in %s", path, r.Body)
	}
	return l
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shared finds a folder of the sample data beside the checkout.
func shared(t testing.TB, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
	found := filepath.Join(dir, "..", "shared", path)
	if _, err := os.Stat(found); err != nil {
		t.Skipf("no sample data beside the checkout: %v", err)
	}
	return found
}

// observe states facts about a record and demands that they are taken.
func (w *world) observe(source, key string, facts map[string]any) reply {
	w.t.Helper()
	r := w.command("observe-records", map[string]any{"source": source, "records": []any{map[string]any{"key": key, "facts": facts}}}).ok()
	if r.text("items", 0, "status") != "saved" {
		w.t.Fatalf("not saved: %s", r.Body)
	}
	return r
}

// person states somebody through the command door and answers the profile's id
// once the matcher has settled.
func (w *world) person(source, key string, facts map[string]any) string {
	w.t.Helper()
	return w.settled("/api/profiles/" + w.observe(source, key, facts).text("items", 0, "record")).text("id")
}

// source registers a source of a kind.
func (w *world) source(name, kind string) string {
	w.t.Helper()
	return w.command("register-source", map[string]any{"name": name, "kind": kind}).ok().text("source")
}

// account opens a second account in the same installation.
func (w *world) second() *world {
	w.t.Helper()
	r := w.command("create-account", map[string]any{"name": "second"}).ok()
	other := *w
	other.account = uuid.MustParse(r.text("account"))
	other.write, other.read, other.admin = r.text("keys", "write"), r.text("keys", "read"), r.text("keys", "admin")
	return &other
}
