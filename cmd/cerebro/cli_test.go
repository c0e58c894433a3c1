package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
)

// cerebro runs a command line on a data folder.
func cerebro(t *testing.T, dir, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), append([]string{"--data", dir}, args...), terminal{strings.NewReader(stdin), &o, &e})
	return code, o.String(), e.String()
}

func mustRun(t *testing.T, dir, stdin string, args ...string) string {
	t.Helper()
	code, out, errs := cerebro(t, dir, stdin, args...)
	if code != exitDone {
		t.Fatalf("cerebro %v: exit code %d\n%s", args, code, errs)
	}
	return out
}

// Defends: the command line's main job, from a file to a count, on a folder
// that no server holds, and that a second import doubles nothing.
func TestImportedPeopleCanBeCounted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "people.csv")
	rows := "id,first name,last name,email,city,state,zip,birthday\n" +
		"1,Ada,Lovelace,ada@example.org,Raleigh,NC,27601,1960-12-10\n" +
		"2,Grace,Hopper,grace@example.org,Durham,NC,27701,1956-12-09\n" +
		",,,,,,,\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	rejects := filepath.Join(t.TempDir(), "rejects.csv")
	for _, want := range []map[string]float64{{"read": 3, "saved": 2, "unchanged": 0, "rejected": 1}, {"read": 3, "saved": 0, "unchanged": 2, "rejected": 1}} {
		code, out, errs := cerebro(t, dir, "", "import", file, "--source", "members", "--rejects", rejects, "--json")
		if code != exitPartly {
			t.Fatalf("exit code %d, want %d\n%s", code, exitPartly, errs)
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		for name, n := range want {
			if got[name] != n {
				t.Errorf("%s = %v, want %v", name, got[name], n)
			}
		}
	}
	if b, err := os.ReadFile(rejects); err != nil || !strings.Contains(string(b), "cerebro_reason") {
		t.Errorf("rejects: %q %v", b, err)
	}
	tree := `{"all":[{"category":"city","in":["raleigh","Cary"]},{"category":"age","gte":60}]}`
	if got := mustRun(t, dir, tree, "segment", "count", "--tree", "-"); got != "1\n" {
		t.Errorf("count %q, want 1", got)
	}
	if got := mustRun(t, dir, tree, "segment", "explain", "--tree", "-"); got != "lives in raleigh or Cary, and age is at least 60\n" {
		t.Errorf("in words: %q", got)
	}
	if got := mustRun(t, dir, "", "segment", "chart", "--by", "city"); !strings.Contains(got, "Durham") {
		t.Errorf("chart without Durham:\n%s", got)
	}
	if got := mustRun(t, dir, `{"category":"source","in":["members"]}`, "segment", "count", "--tree", "-"); got != "2\n" {
		t.Errorf("count by the name of a source %q, want 2", got)
	}
	if got := mustRun(t, dir, "", "segment", "chart", "--by", "source"); !strings.Contains(got, "members") {
		t.Errorf("chart by source without its name:\n%s", got)
	}
	found := mustRun(t, dir, "", "profile", "find", "hopper")
	id, _, _ := strings.Cut(found, " ")
	if got := mustRun(t, dir, "", "profile", "show", id); !strings.Contains(got, "grace@example.org") || !strings.Contains(got, "members") {
		t.Errorf("profile without its value and source:\n%s", got)
	}
}

// Defends: bad use and bad folders get a clear error with a hint and the right
// exit code, and nothing is written into what is not ours.
func TestFailuresSayWhatToDo(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good")
	mustRun(t, good, "", "account", "create", "first")
	notOurs := t.TempDir()
	write(t, notOurs, "letter.txt", "Dear Sir")
	newer := copyOf(t, good)
	write(t, newer, "cerebro.json", `{"format": 99}`)
	half := copyOf(t, good)
	if err := os.RemoveAll(filepath.Join(half, "vault")); err != nil {
		t.Fatal(err)
	}
	keyless := copyOf(t, good)
	if err := os.Remove(filepath.Join(keyless, "master.key")); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	tests := []struct {
		name, dir string
		args      []string
		code      int
		says      string
	}{
		{"unknown flag", good, []string{"segment", "count", "--tre", "x"}, exitUsage, "unknown flag"},
		{"missing argument", good, []string{"import"}, exitUsage, "hint"},
		{"no such file", good, []string{"import", "/nonexistent.csv", "--source", "x"}, exitUsage, "no such file"},
		{"broken tree", good, []string{"segment", "count", "--tree", "/dev/null"}, exitUsage, "not JSON"},
		{"not our folder", notOurs, []string{"segment", "count"}, exitFailed, "not a Cerebro data folder"},
		{"folder of another version", newer, []string{"segment", "count"}, exitFailed, "format 99"},
		{"half a folder", half, []string{"segment", "count"}, exitFailed, "no vault"},
		{"no master key", keyless, []string{"segment", "count"}, exitFailed, "--master-key"},
		{"port in use", good, []string{"serve", "--listen", l.Addr().String()}, exitFailed, "--listen"},
		{"no server there", good, []string{"segment", "count", "--server", "127.0.0.1:1", "--key", "x"}, exitFailed, "does not answer"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			code, _, errs := cerebro(t, tc.dir, "", tc.args...)
			if code != tc.code || !strings.Contains(errs, tc.says) {
				t.Errorf("exit code %d, want %d; errors without %q:\n%s", code, tc.code, tc.says, errs)
			}
		})
	}
	if names, _ := os.ReadDir(notOurs); len(names) != 1 {
		t.Errorf("something was written into a folder that is not ours: %v", names)
	}
}

// Defends: a folder that a server holds is left alone, and the hint names the
// server.
func TestFolderInUseNamesTheServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	n, err := node.Open(context.Background(), node.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close(context.Background())
	if err := n.WriteListen("127.0.0.1:8123"); err != nil {
		t.Fatal(err)
	}
	code, _, errs := cerebro(t, dir, "", "segment", "count")
	if code != exitFailed || !strings.Contains(errs, "--server http://127.0.0.1:8123") {
		t.Errorf("exit code %d:\n%s", code, errs)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// Defends: rounds of a benchmark are sorted, and the one in the middle is what
// is shown.
func TestBenchRounds(t *testing.T) {
	out := mustRun(t, t.TempDir(), "", "bench", "ingest", "--scale", "1000", "--rounds", "3", "--dir", t.TempDir(), "--json")
	type figures struct {
		PerSecond float64 `json:"data_per_second"`
		CPUMicros float64 `json:"cpu_us_per_datum"`
	}
	var got struct {
		Figures figures
		Rounds  []figures
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Rounds) != 3 || got.Figures != got.Rounds[1] || got.Figures.CPUMicros <= 0 ||
		got.Rounds[0].PerSecond > got.Rounds[1].PerSecond || got.Rounds[1].PerSecond > got.Rounds[2].PerSecond {
		t.Errorf("three rounds gave %+v", got)
	}
	if code, _, _ := cerebro(t, t.TempDir(), "", "bench", "ingest", "--rounds", "0"); code != exitUsage {
		t.Errorf("no rounds: exit code %d, want %d", code, exitUsage)
	}
}
