package http_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const members = `Member Id,First Name,Last Name,Email,City
1,Robert,Lopez,rob@lopez-family.net,Raleigh
2,Grace,Chen,grace@chen-family.net,Durham
,,,,
3,Dee,Okafor,dee@okafor.net,Cary
`

// TestImport: a file comes in with a mapping chosen by itself, the same file
// again changes nothing, and what it said is on the profiles.
func TestImport(t *testing.T) {
	w := newWorld(t)
	key := w.command("create-key", map[string]any{"role": "write"}).ok().text("key")
	dry := w.do("POST", "/api/imports?source=members&dry_run=true&file=members.csv", key, members).ok()
	if dry.at("import") != nil || dry.at("dry_run") != true || len(dry.list("columns")) != 5 || dry.text("columns", 3, "category") != "email" {
		t.Errorf("dry run: %s", dry.Body)
	}
	if n := len(w.get("/api/imports", w.read).ok().list("imports")); n != 0 {
		t.Errorf("a dry run made %d imports", n)
	}
	first := w.do("POST", "/api/imports?source=members&file=members.csv", key, members).ok()
	read, saved := first.at("read").(float64), first.at("saved").(float64)
	if saved != 3 || read != saved+first.at("unchanged").(float64)+first.at("rejected").(float64) {
		t.Errorf("first: %s", first.Body)
	}
	again := w.do("POST", "/api/imports?source=members&file=members.csv", key, members).ok()
	if again.at("saved") != 0.0 || again.at("unchanged") != 3.0 {
		t.Errorf("again: %s", again.Body)
	}
	person := w.settled("/api/profiles?email=grace@chen-family.net")
	if person.text("profiles", 0, "view", "city", "value") != "Durham" || person.text("profiles", 0, "view", "city", "source_name") != "members" {
		t.Errorf("got %.1000s", person.Body)
	}
	id := first.text("import")
	for _, k := range []string{key, w.read, w.admin} {
		state := w.get("/api/imports/"+id, k).ok()
		if state.text("state") != "finished" || state.at("saved") != 3.0 || len(state.list("columns")) != 5 || state.text("file") != "members.csv" {
			t.Errorf("state: %s", state.Body)
		}
	}
	w.get("/api/imports/"+id, w.write).problem(404)
	list := w.get("/api/imports?limit=1", w.read).ok()
	if list.text("imports", 0, "id") != again.text("import") || len(w.get("/api/imports?cursor="+list.text("next"), w.read).ok().list("imports")) != 1 {
		t.Errorf("list: %s", list.Body)
	}
	w.command("retract-import", map[string]any{"import": id}).ok()
	if w.get("/api/imports/"+id, w.read).ok().at("retracted") != true {
		t.Error("the retraction does not show")
	}
}

// TestImportShapes: a file comes as the body, as gzip, or in a form.
func TestImportShapes(t *testing.T) {
	w := newWorld(t)
	w.do("POST", "/api/imports?source=a", w.admin, zipped(t, []byte(members)), "Content-Encoding", "gzip").ok()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	must(t, m.WriteField("note", "hello"))
	part, err := m.CreateFormFile("file", "upload.csv")
	must(t, err)
	_, err = io.WriteString(part, members)
	must(t, err)
	must(t, m.Close())
	r := w.do("POST", "/api/imports?source=b", w.admin, form.Bytes(), "Content-Type", m.FormDataContentType()).ok()
	if r.at("saved") != 3.0 || w.get("/api/imports/"+r.text("import"), w.read).ok().text("file") != "upload.csv" {
		t.Errorf("form: %s", r.Body)
	}
	for path, body := range map[string]string{
		"": members, "?source=a&kind=nonsense": members, "?source=a&mode=nonsense": members, "?source=a&nonsense=1": members,
		"?source=a&map=nonsense": members, "?source=a&dry_run=perhaps": members, "?source=a&data_date=someday": members,
		"?source=a&record_key=Nothing": members, "?source=a": "", "?source=a&": "\x1f\x8bnonsense",
	} {
		w.do("POST", "/api/imports"+path, w.admin, body).problem(400)
	}
	w.do("POST", "/api/imports?source=a", w.admin, "--x\r\n", "Content-Type", "multipart/form-data; boundary=x").problem(400)
	w.do("POST", "/api/imports?source=a", w.admin, "x", "Content-Encoding", "gzip").problem(400)
}

// TestImportRejects: rows that are not taken can be fetched with the reason,
// and stand on the disk for nobody to read.
func TestImportRejects(t *testing.T) {
	w := newWorld(t)
	var file strings.Builder
	file.WriteString("Member Id,First Name,Email\n")
	for i := range 3000 {
		fmt.Fprintf(&file, "%d,Ana,a%d@example.net\n", i, i)
	}
	file.WriteString(strings.Repeat("x", 2<<20) + ",Zebulon-Quux,z@example.net\n9999,Bo,bo@example.net\n")
	r := w.do("POST", "/api/imports?source=members", w.admin, file.String()).ok()
	if r.at("rejected") != 1.0 || r.at("saved") != 3001.0 {
		t.Fatalf("got %.600s, want one row rejected", r.Body)
	}
	path := "/api/imports/" + r.text("import") + "/rejects"
	rows, err := csv.NewReader(bytes.NewReader(w.get(path, w.read).ok().Body)).ReadAll()
	must(t, err)
	if len(rows) != 2 || rows[0][1] != "cerebro_reason" || rows[1][1] == "" {
		t.Errorf("got %d rows, header %q", len(rows), rows[0])
	}
	w.get(path, w.write).problem(404)
	other := w.do("POST", "/api/imports?source=members", w.admin, members).ok()
	if other.at("rejected") == 0.0 {
		w.get("/api/imports/"+other.text("import")+"/rejects", w.read).problem(404)
	}
	err = filepath.WalkDir(w.node.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("xxxxxxxxxxxxxxxx")) && strings.Contains(path, "imports") {
			t.Errorf("%s holds the rejected row in clear", path)
		}
		return err
	})
	must(t, err)
}

// TestImportProgress: a long import shows how far it is while it runs; a file
// that ends early is told so, and what came is kept.
func TestImportProgress(t *testing.T) {
	w := newWorld(t)
	in, out := io.Pipe()
	r, err := http.NewRequest("POST", w.base+"/api/imports?source=members", in)
	must(t, err)
	r.Header.Set("Authorization", "Bearer "+w.admin)
	done := make(chan reply, 1)
	go func() { done <- w.send(r) }()
	_, err = io.WriteString(out, "Member Id,First Name,Email\n")
	must(t, err)
	var id string
	rows := 0
	for seen := 0.0; seen == 0; { // some more rows, until some were seen
		for range 500 {
			_, err := fmt.Fprintf(out, "%d,Ana,a%d@example.net\n", rows, rows)
			must(t, err)
			rows++
		}
		list := w.get("/api/imports", w.read).ok()
		if len(list.list("imports")) == 0 {
			continue
		}
		id, seen = list.text("imports", 0, "id"), list.at("imports", 0, "read").(float64)
		if state := list.text("imports", 0, "state"); state != "running" {
			t.Fatalf("the import is %s", state)
		}
	}
	w.get("/api/imports/"+id+"/rejects", w.read).problem(409)
	must(t, out.Close())
	if got := (<-done).ok(); got.at("saved") != float64(rows) || got.text("import") != id {
		t.Errorf("got %.400s", got.Body)
	}
	if got := w.get("/api/imports/"+id, w.read).ok(); got.text("state") != "finished" || got.at("read") != float64(rows) {
		t.Errorf("got %s", got.Body)
	}
}
