package http_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	web "github.com/cerebro-cdp/cerebro/http"
)

// open are the routes that need no key; a hook's secret is its own.
var open = []string{"/openapi.json", "/healthz", "/readyz", "/metrics", "/v1/projects/{key}/settings", "/hooks/eventbrite/{secret}"}

// writes are the routes of a write key.
var writes = []string{"POST /api/commands/observe-records", "POST /api/commands/record-activities", "POST /api/imports", "POST /v1/{kind}"}

// TestRoles goes through every route with every kind of key: a write key reads
// nothing, a read key writes nothing, and without a key nothing goes at all.
func TestRoles(t *testing.T) {
	w := newWorld(t)
	unbound := w.command("create-key", map[string]any{"role": "write"}).ok().text("key")
	revoked := w.command("create-key", map[string]any{"role": "admin", "name": "gone"}).ok()
	w.command("revoke-key", map[string]any{"key": revoked.text("key")}).ok()
	for _, route := range w.node.HTTP.Routes() {
		method, template, _ := strings.Cut(route, " ")
		if slices.Contains(open, template) {
			continue
		}
		path := strings.NewReplacer("{id}", w.account.String(), "{kind}", "track").Replace(template)
		writer, tracking := slices.Contains(writes, route), strings.HasPrefix(path, "/v1/")
		reader := method == "GET" || strings.HasPrefix(path, "/api/segments/")
		for name, c := range map[string]struct {
			key  string
			want int // 0: the key is good for this route
		}{
			"no key":            {"", http.StatusUnauthorized},
			"unknown key":       {"cerebro_admin_nobody", http.StatusUnauthorized},
			"revoked key":       {revoked.text("key"), http.StatusUnauthorized},
			"write key":         {unbound, allowed(writer)},
			"read key":          {w.read, allowed(reader && !tracking)},
			"bound write key":   {w.write, allowed(writer && path != "/api/imports")},
			"admin key":         {w.admin, 0},
			"key as basic user": {"", http.StatusUnauthorized},
		} {
			var headers []string
			if name == "key as basic user" {
				headers = []string{"Authorization", "Basic bm9ib2R5Og=="}
			}
			r := w.do(method, path, c.key, "{}", headers...)
			switch importRead := strings.HasPrefix(path, "/api/imports/"); {
			case c.want == 0 && (r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden):
				t.Errorf("%s with a %s: got %d, want it let in: %s", route, name, r.Status, r.Body)
			case importRead && c.want == http.StatusForbidden:
				r.problem(http.StatusNotFound) // a write key is shown its own imports
			case c.want != 0:
				r.problem(c.want)
			}
		}
	}
}

func allowed(yes bool) int {
	if yes {
		return 0
	}
	return http.StatusForbidden
}

// TestBoundKey: a write key bound to a source writes there and nowhere else,
// and need not name it.
func TestBoundKey(t *testing.T) {
	w := newWorld(t)
	w.source("shop", "digital")
	record := map[string]any{"key": "1", "facts": map[string]any{"first_name": "Ana"}}
	for name, c := range map[string]struct {
		source any
		want   int
	}{
		"its own, unnamed": {nil, 200}, "its own": {"web", 200}, "another": {"shop", 403}, "none there is": {"nowhere", 404},
	} {
		body := map[string]any{"records": []any{record}}
		if c.source != nil {
			body["source"] = c.source
		}
		r := w.do("POST", "/api/commands/observe-records", w.write, body)
		if c.want == 200 {
			r.ok()
		} else {
			r.problem(c.want)
		}
		if r.Status != c.want {
			t.Errorf("%s: got %d, want %d", name, r.Status, c.want)
		}
	}
}

// TestAccountsApart: whatever of one account is named with a key of another,
// it is as if it were not there.
func TestAccountsApart(t *testing.T) {
	a := newWorld(t)
	b := a.second()
	mine := a.person("web", "1", map[string]any{"first_name": "Ana", "last_name": "Lopez", "email": "ana@example.org"})
	other := b.person("web", "1", map[string]any{"first_name": "Bo", "email": "bo@example.org"})
	source, position := a.get("/api/sources", a.read).ok().text("sources", 0, "id"), a.settled("/api/profiles/"+mine).text("position")
	saved := a.command("define-segment", map[string]any{"name": "all", "tree": map[string]any{"all": []any{}}}).ok().text("segment")
	bad := a.do("POST", "/v1/track", a.write, `{"messageId":"m","userId":"u"}`).ok()
	held := a.settled("/api/quarantine").text("quarantine", 0, "id")
	imp := a.do("POST", "/api/imports?source=list", a.admin, "email\nx@example.org\n").ok().text("import")
	if len(bad.list("rejected")) != 1 {
		t.Fatal("the bad message was not refused")
	}
	for _, path := range []string{
		"/api/profiles/" + mine, "/api/profiles/" + mine + "/timeline", "/api/profiles/" + mine + "/household", "/api/explain?a=" + mine + "&b=" + other,
		"/api/quarantine/" + held, "/api/imports/" + imp, "/api/imports/" + imp + "/rejects",
	} {
		b.get(path, b.read).problem(404)
		b.get(path, b.admin).problem(404)
	}
	for _, list := range []string{"profiles?q=ana", "profiles?email=ana@example.org", "quarantine", "imports", "segments"} {
		if found := b.settled("/api/" + list); len(found.list(strings.Split(list, "?")[0])) != 0 {
			t.Errorf("%s shows the other account: %s", list, found.Body)
		}
	}
	b.get("/api/profiles?min_position="+position, b.read).problem(400)
	b.do("POST", "/api/segments/query", b.read, map[string]any{"scope": []string{source}}).problem(404)
	b.do("POST", "/api/segments/query", b.read, map[string]any{"tree": map[string]any{"segment": saved}}).problem(400)
	for name, body := range map[string]any{
		"observe-records": map[string]any{"source": source, "records": []any{map[string]any{"key": "1", "facts": map[string]any{"first_name": "Eve"}}}},
		"merge-profiles":  map[string]any{"a": mine, "b": other}, "keep-apart": map[string]any{"a": mine, "b": other},
		"rename-source": map[string]any{"source": source, "name": "mine"}, "retract-source": map[string]any{"source": source},
		"retract-import": map[string]any{"import": imp}, "remove-segment": map[string]any{"segment": saved},
		"resubmit-datum": map[string]any{"datum": held}, "revoke-key": map[string]any{"key": a.read},
	} {
		b.command(name, body).problem(404)
	}
	b.command("create-account", map[string]any{"name": "third"}).problem(403)
	b.get("/debug/pprof/", b.admin).problem(403)
	a.get("/debug/pprof/", a.read).problem(403)
	a.get("/debug/pprof/", "").problem(401)
	if r := a.get("/debug/pprof/heap", a.admin); r.Status != 200 {
		t.Errorf("the first account's admin may look into the process, got %d", r.Status)
	}
}

// TestKeysEnd: a key works until it expires or is revoked, and the list says
// when it was used last.
func TestKeysEnd(t *testing.T) {
	w := newWorld(t)
	now := time.Now()
	clock := w.with(func(c *web.Config) { c.Now = func() time.Time { return now } })
	k := clock.command("create-key", map[string]any{"role": "read", "name": "mine", "expires": now.Add(time.Hour)}).ok()
	lastUsed := func() any {
		for _, one := range clock.get("/api/keys", w.admin).ok().list("keys") {
			if one := one.(map[string]any); one["id"] == k.text("id") {
				return one["last_used"]
			}
		}
		t.Fatal("the key is not listed")
		return nil
	}
	if got := lastUsed(); got != nil {
		t.Errorf("last used %v before any use", got)
	}
	clock.get("/api/sources", k.text("key")).ok()
	if got := lastUsed(); got == nil {
		t.Error("no last use after one")
	}
	now = now.Add(time.Hour)
	clock.get("/api/sources", k.text("key")).problem(401)
	now = now.Add(-time.Minute)
	clock.get("/api/sources", k.text("key")).ok()
	clock.command("revoke-key", map[string]any{"key": k.text("id")}).ok()
	clock.get("/api/sources", k.text("key")).problem(401)
	clock.command("create-key", map[string]any{"role": "read", "expires": now.Add(-time.Hour)}).problem(400)
	clock.command("create-key", map[string]any{"role": "king"}).problem(400)
	clock.command("revoke-key", map[string]any{"key": "nobody"}).problem(404)
}
