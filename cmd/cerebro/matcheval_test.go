package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"github.com/google/go-cmp/cmp"
)

// householdsFile writes generated people as CSV.
func householdsFile(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := matchtest.WriteCSV(f, matchtest.Households(5, n)); err != nil {
		t.Fatal(err)
	}
	return path
}

// Defends: the fields are those of the contract, and the calibration comes only
// when asked for.
func TestMatchEvalAnswersTheContract(t *testing.T) {
	file := householdsFile(t, 3_000)
	contract := []string{
		"auto_bits", "b3_f1", "clusters", "f1", "model", "partition", "peak_rss_bytes", "precision", "predicted_pairs", "recall",
		"records", "records_per_second", "seconds", "true_pairs",
	}
	for name, with := range map[string][]string{"plain": nil, "with calibration": {"--calibration"}} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := cerebro(t, t.TempDir(), "", append([]string{"match", "eval", file, "--truth", "person", "--json"}, with...)...)
			if code != exitDone {
				t.Fatalf("exit code %d:\n%s", code, errs)
			}
			var got map[string]json.RawMessage
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			want := contract
			if with != nil {
				want = append(slices.Clone(contract), "calibration")
			}
			keys := []string{}
			for k := range got {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			slices.Sort(want)
			if diff := cmp.Diff(want, keys); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if string(got["records"]) != "3000" {
				t.Errorf("%s records", got["records"])
			}
			if with == nil {
				return
			}
			var c calibration
			if err := json.Unmarshal(got["calibration"], &c); err != nil {
				t.Fatal(err)
			}
			scored, joined := 0, 0
			for _, r := range c.Scored {
				scored += r.Pairs
			}
			for _, r := range c.Joined {
				joined += r.Pairs
				if r.Pairs < leastPairs || r.Low > r.Precision || r.High < r.Precision || r.Holds != (r.High >= r.Posterior) {
					t.Errorf("group %+v", r)
				}
			}
			if joined == 0 || scored <= joined {
				t.Errorf("%d pairs scored, %d joined", scored, joined)
			}
		})
	}
}

// Defends: nobody scores a file against a truth that is not there.
func TestMatchEvalNeedsATruth(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"full.csv": "first_name,last_name,who\nAda,Poe,1\nAda,Poe,1\n", "blank.csv": "first_name,last_name,who\nAda,Poe,\nAda,Poe,\n",
		"holes.csv": "first_name,last_name,who\nAda,Poe,1\nAda,Poe,\n", "rowless.csv": "first_name,last_name,who\n",
	} {
		write(t, dir, name, text)
	}
	tests := []struct {
		name, file string
		args       []string
		says, hint string
	}{
		{"no flag", "full.csv", nil, "needs --truth", "first_name, last_name, who"},
		{"no such column", "full.csv", []string{"--truth", "person"}, `no column "person"`, "first_name, last_name, who"},
		{"empty column", "blank.csv", []string{"--truth", "who"}, "is empty", "--truth names"},
		{"some rows empty", "holes.csv", []string{"--truth", "who"}, "1 of 2 rows", "leave those rows out"},
		{"no rows", "rowless.csv", []string{"--truth", "who"}, "no rows", "--truth names"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			code, _, errs := cerebro(t, dir, "", append([]string{"match", "eval", filepath.Join(dir, tc.file)}, tc.args...)...)
			if code != exitUsage || !strings.Contains(errs, tc.says) || !strings.Contains(errs, "hint: ") || !strings.Contains(errs, tc.hint) {
				t.Errorf("exit code %d:\n%s", code, errs)
			}
		})
	}
}

func TestCalibrationTable(t *testing.T) {
	var b strings.Builder
	c := calibration{Scored: []reliability{{FromBits: 0.1, ToBits: 2, Pairs: 240, Posterior: 0.7, Precision: 0.3, Low: 0.25, High: 0.36}}, Joined: []reliability{{Pairs: 300, Posterior: 0.99, Precision: 1, Low: 0.98, High: 1, Holds: true}}}
	if err := c.table(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"promises too much", "holds", fmt.Sprint(240), "0.2500 to 0.3600"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
