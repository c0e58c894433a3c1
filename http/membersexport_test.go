package http_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	web "github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// reachable is five people: one who may be reached by every channel, one by
// one of two addresses of each kind, one who refuses everything, one who is
// reached nowhere, and one outside the segment.
func reachable(t *testing.T) *world {
	w := newWorld(t)
	w.source("list", "digital")
	w.source("desk", "digital")
	of := func(street string) map[string]any {
		return map[string]any{"kind": "home", "street": street, "city": "Raleigh", "state": "NC", "postcode": "27601"}
	}
	w.observe("list", "1", map[string]any{"first_name": "Ana", "voter_id": "V1", "email": "ana@example.org", "phone": "9195550101", "phone_type": "mobile", "address": of("1 Elm St")})
	w.observe("list", "2", map[string]any{"first_name": "Bea", "user_id": "u2", "voter_id": "V2", "email": "bea@example.org", "phone": "9195550102", "phone_type": "mobile", "address": of("2 Elm St")})
	w.observe("desk", "2", map[string]any{
		"user_id": "u2", "email": "old@example.org", "email_opt_in": "unsubscribed", "phone": "9195550192", "phone_type": "landline",
		"address": map[string]any{"kind": "mail", "street": "9 Oak St", "city": "Durham", "state": "NC", "postcode": "27701"}, "do_not_mail": "true",
	})
	w.observe("list", "3", map[string]any{
		"first_name": "Cy", "voter_id": "V3", "email": "cy@example.org", "email_opt_in": "unsubscribed", "phone": "9195550103", "sms_opt_in": "false",
		"do_not_call": "true", "do_not_mail": "true", "address": of("3 Elm St"),
	})
	w.observe("list", "4", map[string]any{"first_name": "Dan", "voter_id": "V4"})
	w.observe("list", "5", map[string]any{"first_name": "Out", "email": "out@example.org"})
	w.settled("/api/profiles")
	return w
}

const voters = `{"category":"voter_id","known":true}`

// file asks for members as a file, and gives its trailers too.
func (w *world) file(body string) (reply, http.Header) {
	w.t.Helper()
	r, err := http.NewRequest("POST", w.base+"/api/segments/members", strings.NewReader(body))
	must(w.t, err)
	r.Header.Set("Authorization", "Bearer "+w.read)
	resp, err := w.client.Do(r)
	must(w.t, err)
	defer resp.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(resp.Body)
	must(w.t, err)
	out := reply{w.t, resp.StatusCode, resp.Header, b.Bytes()}
	w.check(r, out)
	return out.ok(), resp.Trailer
}

// TestExportForAChannel: a list made for a channel has whom it may reach, with
// the contact points that may be used and no others, and says how many people
// and points it leaves out, before and after.
func TestExportForAChannel(t *testing.T) {
	w := reachable(t)
	tests := []struct {
		channel, columns string
		rows             [][]string
		consent          string
		points           string
	}{
		{"email", `["first_name","email"]`, [][]string{{"Ana", "ana@example.org"}, {"Bea", "bea@example.org"}}, "1", "1"},
		{"text", `["first_name","phone"]`, [][]string{{"Ana", "'+19195550101"}, {"Bea", "'+19195550102"}}, "1", "1"},
		{"call", `["first_name","phone"]`, [][]string{{"Ana", "'+19195550101"}, {"Bea", "'+19195550192; +19195550102"}}, "1", "0"},
		{"post", `["first_name","street","city"]`, [][]string{{"Ana", "1 Elm St", "Raleigh"}, {"Bea", "2 Elm St", "Raleigh"}}, "1", "1"},
		{"email", `["email","phone","street","city"]`, [][]string{{"ana@example.org", "'+19195550101", "1 Elm St", "Raleigh"}, {"bea@example.org", "'+19195550192; +19195550102", "2 Elm St", "Raleigh"}}, "1", "1"},
	}
	for _, tc := range tests {
		t.Run(tc.channel+" "+tc.columns, func(t *testing.T) {
			r, trailer := w.file(`{"settled":true,"format":"csv","channel":"` + tc.channel + `","columns":` + tc.columns + `,"tree":` + voters + `}`)
			rows, err := csv.NewReader(bytes.NewReader(r.Body)).ReadAll()
			must(t, err)
			var got [][]string
			for _, row := range rows[1:] {
				got = append(got, row[1:])
			}
			if diff := cmp.Diff(tc.rows, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			said := map[string]string{}
			for _, name := range []string{"Cerebro-People", "Cerebro-No-Contact", "Cerebro-No-Consent"} {
				said[name] = r.Header.Get(name)
			}
			for _, name := range []string{"Cerebro-Rows", "Cerebro-Points-Left-Out"} {
				said[name] = trailer.Get(name)
			}
			want := map[string]string{"Cerebro-People": "4", "Cerebro-No-Contact": "1", "Cerebro-No-Consent": tc.consent, "Cerebro-Rows": "2", "Cerebro-Points-Left-Out": tc.points}
			if diff := cmp.Diff(want, said); diff != "" {
				t.Errorf("what is left out (-want +got):\n%s", diff)
			}
		})
	}
	page := w.do("POST", "/api/segments/members", w.read, `{"channel":"email","limit":1,"tree":`+voters+`}`).ok()
	if page.at("reach", "people") != 4.0 || page.at("reach", "reached") != 2.0 || page.at("reach", "no_contact") != 1.0 || page.at("reach", "no_consent") != 1.0 || len(page.list("rows")) != 1 || page.at("next") == nil {
		t.Errorf("a page says %s", page.Body)
	}
	if p := w.do("GET", "/api/segments/members?channel=fax", w.read, nil).problem(400); !strings.Contains(p.Hint, "email, text, call and post") {
		t.Errorf("got %+v", p)
	}
}

// TestPostElsewhere: where the home address refuses post, the list for post has
// the mailing address, and other lists no street.
func TestPostElsewhere(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	at := func(kind, street string) map[string]any {
		return map[string]any{"kind": kind, "street": street, "city": "Raleigh", "state": "NC", "postcode": "27601"}
	}
	w.observe("list", "1", map[string]any{"first_name": "Ana", "voter_id": "V1", "email": "ana@example.org", "address": at("home", "1 Elm St"), "do_not_mail": "true"})
	w.observe("list", "2", map[string]any{"voter_id": "V1", "address": at("mail", "PO Box 7")})
	for channel, want := range map[string]string{"post": "PO Box 7", "email": ""} {
		r := w.settled("/api/segments/members?columns=street,city&channel=" + channel)
		got := ""
		if list := r.list("rows", 0, "values", "street"); len(list) > 0 {
			got = list[0].(string)
		}
		if !strings.EqualFold(got, want) || r.text("rows", 0, "values", "city", 0) != "Raleigh" {
			t.Errorf("%s: street %q, want %q", channel, got, want)
		}
	}
}

// TestExportFormats: each format, and how one is chosen.
func TestExportFormats(t *testing.T) {
	w := reachable(t)
	const body = `{"settled":true,"columns":["first_name","email"],"channel":"email","tree":` + voters
	r, _ := w.file(body + `,"format":"jsonl"}`)
	var names []any
	for line := range strings.Lines(string(r.Body)) {
		var row map[string]any
		must(t, json.Unmarshal([]byte(line), &row))
		names = append(names, row["first_name"], row["email"])
	}
	if diff := cmp.Diff([]any{"Ana", []any{"ana@example.org"}, "Bea", []any{"bea@example.org"}}, names); diff != "" {
		t.Errorf("jsonl (-want +got):\n%s", diff)
	}
	r, trailer := w.file(body + `,"format":"xlsx","limit":1}`)
	book, err := excelize.OpenReader(bytes.NewReader(r.Body))
	must(t, err)
	rows, err := book.GetRows("members")
	must(t, err)
	if len(rows) != 2 || rows[1][2] != "ana@example.org" || trailer.Get("Cerebro-Rows") != "1" {
		t.Errorf("xlsx has %q, and says %v", rows, trailer)
	}
	about, err := book.GetRows("about")
	must(t, err)
	want := [][]string{{"channel", "email"}, {"people of the segment", "4"}, {"rows", "1"}, {"left out without a contact point", "1"}, {"left out without consent", "1"}, {"further contact points left out", "0"}}
	if diff := cmp.Diff(want, about); diff != "" {
		t.Errorf("about (-want +got):\n%s", diff)
	}
	for _, tc := range []struct{ name, path, accept, want string }{
		{"the parameter before the header", "?format=csv", "application/json", "text/csv"},
		{"JSON Lines by one of its names", "", "application/jsonl", "application/x-ndjson"},
		{"the better of two", "", "text/csv;q=0.4, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.9", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"anything", "", "*/*", "application/json"},
		{"what is refused", "", "text/csv;q=0, application/json", "application/json"},
		{"JSON asked for", "?format=json", "text/csv", "application/json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := w.do("GET", "/api/segments/members"+tc.path, w.read, nil, "Accept", tc.accept).ok()
			if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	if p := w.do("GET", "/api/segments/members?format=pdf", w.read, nil).problem(400); !strings.Contains(p.Hint, "jsonl") {
		t.Errorf("got %+v", p)
	}
}

// TestExportInPages: a file of more than one page has everybody once.
func TestExportInPages(t *testing.T) {
	w := newWorld(t)
	w.source("list", "import")
	const people = 1234
	var records []any
	for i := range people {
		records = append(records, map[string]any{"key": strings.Repeat("k", i%7) + string(rune('a'+i%26)) + strings.Repeat("z", i/26), "facts": map[string]any{"nickname": "n"}})
	}
	w.command("observe-records", map[string]any{"source": "list", "records": records}).ok()
	r, trailer := w.file(`{"settled":true,"format":"jsonl","columns":["nickname"]}`)
	seen := map[string]bool{}
	for line := range strings.Lines(string(r.Body)) {
		seen[line] = true
	}
	if len(seen) != people || trailer.Get("Cerebro-Rows") != "1234" || bytes.Count(r.Body, []byte("\n")) != people {
		t.Errorf("%d people, trailers %v, want %d", len(seen), trailer, people)
	}
}

// ahead is an engine that does not know yet who refuses: it lists everybody.
type ahead struct{ segments.Engine }

func (e ahead) Members(ctx context.Context, q segments.Query, cursor string, limit int) (segments.Page, error) {
	q.Tree = nil
	return e.Engine.Members(ctx, q, cursor, limit)
}

// TestRefusalBeforeTheIndex: who refuses is left out of a file even when the
// segment does not show the refusal yet, because the profile does.
func TestRefusalBeforeTheIndex(t *testing.T) {
	w := reachable(t)
	w = w.with(func(c *web.Config) { c.Segments = ahead{c.Segments} })
	r, trailer := w.file(`{"settled":true,"format":"csv","channel":"email","columns":["email"],"tree":` + voters + `}`)
	if strings.Contains(string(r.Body), "cy@") || strings.Contains(string(r.Body), "old@") || trailer.Get("Cerebro-Rows") != "3" {
		t.Errorf("got %s, %v", r.Body, trailer)
	}
}

// TestMembersShowTheScope: a list shows what the scope it was counted in says,
// and sources by their names.
func TestMembersShowTheScope(t *testing.T) {
	w := newWorld(t)
	w.source("list", "digital")
	w.source("desk", "digital")
	w.observe("list", "1", map[string]any{"user_id": "u1", "nickname": "A"})
	w.observe("desk", "1", map[string]any{"user_id": "u1", "nickname": "B"})
	r := w.do("POST", "/api/segments/members", w.read, `{"settled":true,"scope":["desk"],"columns":["nickname","source"]}`).ok()
	if len(r.list("rows")) != 1 || len(r.list("rows", 0, "values", "nickname")) != 1 || r.text("rows", 0, "values", "nickname", 0) != "B" || r.text("rows", 0, "values", "source", 0) != "desk" {
		t.Errorf("got %s", r.Body)
	}
}
