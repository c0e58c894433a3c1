package e2e_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sdk is a real client: how its driver in testdata is run.
type sdk struct {
	name  string
	needs string // path below .cache/sdk
	run   func(folder, host, key string) []string
}

func sdks() []sdk {
	node := func(script string) func(folder, host, key string) []string {
		return func(folder, host, key string) []string {
			return []string{"node", filepath.Join("testdata", script), folder, host, key}
		}
	}
	python := func(more ...string) func(folder, host, key string) []string {
		return func(folder, host, key string) []string {
			return append([]string{filepath.Join(folder, "venv", "bin", "python"), filepath.Join("testdata", "segment_python.py"), host, key}, more...)
		}
	}
	return []sdk{
		{"segment node", "node_modules/@segment/analytics-node", node("segment_node.cjs")},
		{"rudderstack node", "node_modules/@rudderstack/rudder-sdk-node", node("rudder_node.cjs")},
		{"segment python", "venv/bin/python", python()},
		{"segment python gzip", "venv/bin/python", python("gzip")},
	}
}

// TestClients runs the real tracking clients against the real server. The
// answer to the first request of each is lost on its way, so that each sends
// something again by its own rules.
func TestClients(t *testing.T) {
	folder := filepath.Join(root(t), ".cache", "sdk")
	s := serve(t, filepath.Join(t.TempDir(), "data"))
	for _, c := range sdks() {
		t.Run(c.name, func(t *testing.T) {
			if _, err := os.Stat(filepath.Join(folder, c.needs)); err != nil {
				missing(t, "the client is not installed; scripts/ci-install.sh does it: %v", err)
			}
			first := s.admin()
			first.t = t
			account, write := first.account(c.name)
			between := newLossy(t, s.base)
			args := c.run(folder, between.URL, write)
			ctx, stop := context.WithTimeout(context.Background(), patience)
			defer stop()
			if out, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", args[:2], err, out)
			}
			if n := len(between.requests()); n < 2 {
				t.Fatalf("%d requests: the client did not send again what was not answered", n)
			}
			arrived(t, account)
			before := account.query(`{"all":[]}`).Position
			sentAgain(t, between, s.base)
			arrived(t, account)
			if after := account.query(`{"all":[]}`).Position; after != before {
				t.Errorf("sending the same again wrote to the log: position %q, before %q", after, before)
			}
		})
	}
}

// sentAgain sends all that a client sent once more, byte for byte.
func sentAgain(t *testing.T, between *lossy, base string) {
	t.Helper()
	for _, k := range between.requests() {
		k.header.Set("X-Retry-Count", "7")
		resp, err := k.send(base)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("sent again: status %d", resp.StatusCode)
		}
	}
}

// arrived checks what the drivers in testdata say: it is one person, who did
// five things.
func arrived(t *testing.T, a api) {
	t.Helper()
	for _, name := range []string{"order completed", "signed up", "page_view", "screen_view", "group"} {
		if n := a.times(name); n != 1 {
			t.Errorf("%s happened %d times, want 1", name, n)
		}
	}
	counts := map[string]int64{
		`{"all":[]}`: 1,
		`{"all":[{"category":"email","is":"grace.sample@example.org"},{"activity":"signed up","at_least":1}]}`: 1,
		`{"activity":"page_view","at_least":1,"where":{"utm_source":["newsletter"]}}`:                          1,
		`{"activity":"group","at_least":1,"where":{"group":["Local 9"]}}`:                                      1,
		`{"not":{"category":"city","is":"Raleigh"}}`:                                                           0,
	}
	for tree, want := range counts {
		if got := a.query(tree).Count; got != want {
			t.Errorf("%s: %d persons, want %d", tree, got, want)
		}
	}
	found := a.profiles("email", "grace.sample@example.org")
	if len(found) != 1 {
		t.Fatalf("%d profiles have the e-mail address, want 1", len(found))
	}
	checkGrace(t, found[0])
	checkDeeds(t, a.timeline(found[0].ID))
}

func checkGrace(t *testing.T, p profile) {
	t.Helper()
	want := map[string][]string{
		"first_name": {"Grace"}, "last_name": {"Sample"}, "email": {"grace.sample@example.org"}, "phone": {"+19195550142"},
		"city": {"Raleigh"}, "state": {"NC"}, "postcode": {"27601"}, "list": {"Local 9"},
		"user_id": {"u-2002"}, "anonymous_id": {"anon-88"}, "utm_source": {"newsletter"},
	}
	got := map[string][]string{}
	for name := range want {
		got[name] = p.values(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the profile (-want +got):\n%s", diff)
	}
	if len(p.Records) != 2 {
		t.Errorf("%d records, want the user and the cookie that alias links", len(p.Records))
	}
}

func checkDeeds(t *testing.T, deeds []activity) {
	t.Helper()
	var names []string
	for _, d := range deeds {
		names = append(names, d.Type)
		switch d.Type {
		case "order completed":
			if d.Label != "Order Completed" || d.Properties["total"] != 27.5 || d.Properties["order_id"] != "5031" {
				t.Errorf("the order: %+v", d)
			}
			if off := d.OccurredAt.Sub(time.Date(2024, 2, 3, 4, 5, 6, 789e6, time.UTC)); off.Abs() > patience {
				t.Errorf("the order is %s off", off)
			}
		case "page_view":
			if d.Properties["path"] != "/home" || d.Properties["name"] != "Home" || d.Properties["category"] != "Docs" {
				t.Errorf("the page: %+v", d)
			}
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"group", "order completed", "page_view", "screen_view", "signed up"}, names); diff != "" {
		t.Errorf("the timeline (-want +got):\n%s", diff)
	}
}
