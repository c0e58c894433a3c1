package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// members is a folder with three people: one who may be written to, one who may
// not, and one without an address.
func members(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "people.csv")
	write(t, filepath.Dir(file), "people.csv", "id,first name,last name,email,consent\n1,Ada,Lovelace,ada@example.org,\n2,Grace,Hopper,grace@example.org,unsubscribed\n3,Mary,Somerville,,\n")
	mustRun(t, dir, "", "import", file, "--source", "people", "--map", "consent=email_opt_in")
	return dir
}

// Defends: people of a segment go to a file of each kind, whole or not at all,
// and what a channel leaves out is said.
func TestMembersToAFile(t *testing.T) {
	dir := members(t)
	at := filepath.Join(t.TempDir(), "out.jsonl")
	code, out, errs := cerebro(t, dir, "", "segment", "members", "--channel", "email", "--columns", "first_name,email", "-o", at)
	if code != exitDone || out != "" {
		t.Fatalf("exit code %d, output %q\n%s", code, out, errs)
	}
	b, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if _, row, _ := strings.Cut(string(b), ","); row != `"first_name":"Ada","email":["ada@example.org"]}`+"\n" {
		t.Errorf("the file has %s", b)
	}
	if want := "1 people written\nof 3 in the segment, left out: 1 without a known e-mail address, 1 without consent\n"; errs != want {
		t.Errorf("it says %q, want %q", errs, want)
	}
	if info, err := os.Stat(at); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the file: %v %v", info.Mode(), err)
	}
	var said map[string]any
	if err := json.Unmarshal([]byte(mustRun(t, dir, "", "segment", "members", "--channel", "email", "--format", "xlsx", "-o", at, "--json")), &said); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"file": at, "rows": 1.0, "channel": "email", "people": 3.0, "no_contact": 1.0, "no_consent": 1.0, "points_left_out": 0.0}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	book, err := excelize.OpenFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := book.GetCellValue("members", "D2"); err != nil || got != "ada@example.org" {
		t.Errorf("the workbook has %q (%v)", got, err)
	}
	if got := mustRun(t, dir, `{"category":"last_name","is":"hopper"}`, "segment", "members", "--tree", "-", "--columns", "last_name", "--limit", "1"); !strings.HasSuffix(got, ",Hopper\n") || strings.Count(got, "\n") != 2 {
		t.Errorf("standard output has %q", got)
	}
	if got := mustRun(t, dir, "", "segment", "members"); strings.Count(got, "\n") != 3 || strings.Contains(got, ",") {
		t.Errorf("ids alone: %q", got)
	}
	if names, _ := os.ReadDir(filepath.Dir(at)); len(names) != 1 {
		t.Errorf("something was left behind: %v", names)
	}
	for name, args := range map[string][]string{
		"is one of": {"--format", "pdf"}, "email, text, call and post": {"--channel", "fax"}, "GET /api/categories": {"--columns", "fist_nam"},
		"-o takes a path": {"-o", "/nonexistent/x.csv"}, "give -o FILE": {"--format", "csv", "--json"}, "leave --limit out": {"--format", "csv", "--limit", "-1"},
	} {
		if code, _, errs := cerebro(t, dir, "", append([]string{"segment", "members"}, args...)...); code == exitDone || !strings.Contains(errs, name) {
			t.Errorf("%v: exit code %d, errors without %q:\n%s", args, code, name, errs)
		}
	}
}

// Defends: an answer from an opened folder is read while it is made, with its
// trailers, and one that is broken off is no whole one.
func TestAnswersStream(t *testing.T) {
	read, goOn := make(chan struct{}), make(chan struct{})
	f := &inFolder{handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Rows, x-more")
		if r.URL.Path == "/refused" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, "one")
		<-read
		if r.URL.Path == "/broken" {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("X-Rows", "2")
		_, err := fmt.Fprint(w, "two")
		if r.URL.Path == "/closed" && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("writing to whoever has gone: %v", err)
		}
		close(goOn)
	})}
	send := func(path string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://folder"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := f.send(r)
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	resp := send("/")
	begin := make([]byte, 3)
	if _, err := io.ReadFull(resp.Body, begin); err != nil || string(begin) != "one" {
		t.Fatalf("read %q, %v", begin, err)
	}
	read <- struct{}{}
	rest, err := io.ReadAll(resp.Body)
	<-goOn
	if err != nil || string(rest) != "two" || resp.Trailer.Get("X-Rows") != "2" || resp.StatusCode != http.StatusOK {
		t.Errorf("read %q, %v, trailers %v", rest, err, resp.Trailer)
	}
	resp = send("/broken")
	go func() { read <- struct{}{} }()
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, errBroken) {
		t.Errorf("a broken answer ends in %v", err)
	}
	goOn = make(chan struct{})
	resp = send("/closed")
	if _, err := io.ReadFull(resp.Body, begin); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	read <- struct{}{}
	<-goOn
	if resp := send("/refused"); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d", resp.StatusCode)
	}
	f.wait()
}

// Defends: saved segments are listed in words, with their size.
func TestSegmentList(t *testing.T) {
	dir := members(t)
	c := &global{terminal: terminal{strings.NewReader(""), io.Discard, io.Discard}, data: dir}
	err := c.with(t.Context(), func(c *client) error {
		return c.call(t.Context(), "POST", "/api/commands/define-segment", map[string]any{"name": "Reachable", "tree": map[string]any{"category": "can_email", "is": true}}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := mustRun(t, dir, "", "segment", "list"); !strings.HasSuffix(got, "  Reachable: 1 in it\n  can email is true\n") {
		t.Errorf("got %q", got)
	}
}
