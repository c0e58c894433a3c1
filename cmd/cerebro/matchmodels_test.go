package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

// labelledFile writes invented people with their true numbers.
func labelledFile(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("first name,last name,email,phone,birth date,member id,person\n")
	records, people := matchtest.Split(matchtest.Households(5, n))
	for i, r := range records {
		id := ""
		if i%10 == 0 {
			id = fmt.Sprint("m", people[i])
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%d\n", r.Given, r.Surname, one(r.Emails), one(r.Phones), r.BirthDate, id, people[i])
	}
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func one(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func mustJSON(t *testing.T, dir string, args ...string) map[string]any {
	t.Helper()
	var v map[string]any
	if out := mustRun(t, dir, "", append(args, "--json")...); json.Unmarshal([]byte(out), &v) != nil {
		t.Fatalf("no JSON: %s", out)
	}
	return v
}

// Defends: match eval says what an import into an empty account comes to, to the
// last profile; and the model's way on the command line.
func TestMatchModelsOnTheCommandLine(t *testing.T) {
	dir, file := filepath.Join(t.TempDir(), "data"), labelledFile(t, 400)
	mustRun(t, dir, "", "import", file, "--source", "crm", "--id-space", "app", "--map", "person=ignore")
	eval := mustJSON(t, dir, "match", "eval", file, "--truth", "person", "--id-space", "app")
	status := mustJSON(t, dir, "match", "status")
	if status["partition"] != eval["partition"] || status["model"] != eval["model"] || status["profiles"] != eval["clusters"] || status["records"] != eval["records"] {
		t.Errorf("live %v\neval %v", status, eval)
	}
	first := mustJSON(t, dir, "match", "calibrate")
	if first["version"] != eval["model"] || first["active"] != true {
		t.Errorf("calibrated %v, eval made %v", first, eval["model"])
	}
	made := mustRun(t, dir, "", "match", "calibrate", "--strict", "--block", "external_id=m1")
	strict, _, _ := strings.Cut(made, " ")
	if !strings.Contains(made, "in force") {
		t.Errorf("in first load: %s", made)
	}
	older := first["version"].(string)
	if got := mustRun(t, dir, "", "match", "preview", older); !strings.HasPrefix(got, older+" instead of "+strict) || !strings.Contains(got, "would merge") {
		t.Errorf("preview: %s", got)
	}
	mustRun(t, dir, "", "match", "activate", older)
	if got := mustRun(t, dir, "", "match", "models"); !strings.Contains(got, older+"  in force") || !strings.Contains(got, "strict without external_id=m1") {
		t.Errorf("models: %s", got)
	}
	if got := mustJSON(t, dir, "match", "status"); got["partition"] != eval["partition"] {
		t.Errorf("with the first model again %v, want %v", got["partition"], eval["partition"])
	}
}

func TestMatchModelsWrongUse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for name, tt := range map[string]struct {
		args []string
		code int
		says string
	}{
		"both":            {[]string{"calibrate", "--strict", "--balanced"}, exitUsage, "hint:"},
		"no value":        {[]string{"calibrate", "--block", "email"}, exitUsage, "hint:"},
		"nobody yet":      {[]string{"calibrate"}, exitFailed, "cerebro import"},
		"unknown":         {[]string{"activate", "0123456789abcdef"}, exitFailed, "match calibrate"},
		"no version":      {[]string{"activate"}, exitUsage, "hint:"},
		"nothing to show": {[]string{"preview"}, exitFailed, "match calibrate"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, errs := cerebro(t, dir, "", append([]string{"match"}, tt.args...)...)
			if code != tt.code || !strings.Contains(errs, tt.says) {
				t.Errorf("exit code %d, want %d: %s", code, tt.code, errs)
			}
		})
	}
}
