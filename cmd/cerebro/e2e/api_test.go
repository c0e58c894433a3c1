package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// api talks to a server as the holder of one key.
type api struct {
	t    testing.TB
	base string
	key  string
}

// attempts bounds how often a read that is not ready yet is asked again; the
// server itself waits some seconds each time.
const attempts = 20

// call sends a JSON body (nil: none) and decodes the answer into out (nil:
// dropped). Anything but success ends the test.
func (a api) call(method, path string, body, out any) {
	a.t.Helper()
	var b []byte
	if body != nil {
		var err error
		if b, err = json.Marshal(body); err != nil {
			a.t.Fatal(err)
		}
	}
	var status int
	var answer []byte
	for range attempts {
		var err error
		if status, answer, err = send(method, a.base+path, a.key, "application/json", b); err != nil {
			a.t.Fatalf("%s %s: %v", method, path, err)
		}
		if status != http.StatusServiceUnavailable {
			break
		}
	}
	if status != http.StatusOK {
		a.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			a.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

// send is one request with its whole answer.
func send(method, url, key, contentType string, body []byte) (int, []byte, error) {
	r, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// command runs a command.
func (a api) command(name string, body, out any) {
	a.t.Helper()
	a.call(http.MethodPost, "/api/commands/"+name, body, out)
}

// account makes an account of its own beside the first one.
func (a api) account(name string) (admin api, write string) {
	a.t.Helper()
	var made struct{ Keys map[string]string }
	a.command("create-account", map[string]any{"name": name}, &made)
	return api{a.t, a.base, made.Keys["admin"]}, made.Keys["write"]
}

type bucket struct {
	Value string
	Count int64
	Times int64
}

type segmentAnswer struct {
	Count    int64
	Charts   []struct{ Buckets []bucket }
	Sample   []string
	Position string
}

// query asks for a segment, settled.
func (a api) query(tree string, charts ...any) segmentAnswer {
	a.t.Helper()
	body := map[string]any{"tree": json.RawMessage(tree), "settled": true, "sample": 100}
	if len(charts) > 0 {
		body["charts"] = charts
	}
	var out segmentAnswer
	a.call(http.MethodPost, "/api/segments/query", body, &out)
	return out
}

// times is how often activities of a type happened, whoever did them.
func (a api) times(activity string) (n int64) {
	a.t.Helper()
	got := a.query(`{"all":[]}`, map[string]any{"activity": activity, "interval": "year"})
	for _, b := range got.Charts[0].Buckets {
		n += b.Times
	}
	return n
}

type profile struct {
	ID      string
	Records []struct{ Key string }
	View    map[string]struct {
		Value  string
		Values []struct{ Value string }
	}
}

// values is all that the single view shows of a category.
func (p profile) values(category string) []string {
	entry, ok := p.View[category]
	if !ok {
		return nil
	}
	if len(entry.Values) == 0 {
		return []string{entry.Value}
	}
	var out []string
	for _, v := range entry.Values {
		out = append(out, v.Value)
	}
	return out
}

// profiles finds profiles by a parameter such as email=...
func (a api) profiles(name, value string) []profile {
	a.t.Helper()
	var out struct{ Profiles []profile }
	a.call(http.MethodGet, "/api/profiles?settled=true&"+url.Values{name: {value}}.Encode(), nil, &out)
	return out.Profiles
}

type activity struct {
	Type       string
	Label      string
	OccurredAt time.Time `json:"occurred_at"`
	Properties map[string]any
}

// timeline is what a profile did, newest first.
func (a api) timeline(id string) []activity {
	a.t.Helper()
	var out struct{ Activities []activity }
	a.call(http.MethodGet, "/api/profiles/"+id+"/timeline?settled=true&limit=200", nil, &out)
	return out.Activities
}
