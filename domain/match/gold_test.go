package match_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// sharedFile finds a file of the reference data beside the checkout.
func sharedFile(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no go.mod above the test")
		}
		dir = up
	}
	path := filepath.Join(append([]string{dir, "..", "shared"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("reference data is not beside the checkout: %v", err)
	}
	return path
}

// readGold reads a labelled set: its records and the true person of each.
func readGold(t testing.TB, name string) ([]match.Record, []string) {
	t.Helper()
	f, err := os.Open(sharedFile(t, "matching", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []match.Record
	var truth []string
	for _, row := range rows[1:] {
		r, cluster := match.Record{}, ""
		var a match.Address
		for i, v := range row {
			switch rows[0][i] {
			case "given_name", "first_name":
				r.Given = v
			case "surname":
				r.Surname = v
			case "street_number":
				a.Number = v
			case "address_1":
				a.Street = v
			case "address_2":
				a.Unit = v
			case "suburb", "city":
				a.City = v
			case "postcode":
				a.Postcode = v
			case "state":
				a.State = v
			case "date_of_birth", "dob":
				r.BirthDate = v
			case "phone_number":
				r.Phones = []string{v}
			case "email":
				r.Emails = []string{v}
			case "soc_sec_id":
				r.StrongIDs = []match.StrongID{{Type: match.ExternalID, Space: "file", Value: v}}
			case "cluster":
				cluster = v
			}
		}
		r.Addresses = []match.Address{a}
		records = append(records, r)
		truth = append(truth, cluster)
	}
	return records, truth
}

// TestGoldSetsReachTheirTargets is the gate of every change: one configuration,
// no set below its figure.
func TestGoldSetsReachTheirTargets(t *testing.T) {
	tests := []struct {
		name          string
		f1, precision float64
	}{
		{"febrl1", 0.998, 0.999},
		{"febrl2", 0.998, 0.999},
		{"dsgen_a_5000", 1, 1},
		{"dsgen_c_5000", 0.985, 0.999},
		{"fake_1000", 0.945, 0.995},
		{"clkhash_dirty", 0.995, 0.999},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			records, truth := readGold(t, tc.name)
			nodes := match.NormaliseAll(records, 2)
			model := match.CalibrateRecords(nodes)
			found, err := match.ClusterNodes(model, match.Options{Workers: 2}, nodes)
			if err != nil {
				t.Fatal(err)
			}
			q := match.Evaluate(found, truth)
			t.Logf("P %.4f R %.4f F1 %.4f B3 %.4f prior %s", q.Precision, q.Recall, q.F1, q.B3F1, model.Prior())
			if math.Round(q.F1*1000)/1000 < tc.f1 || q.Precision < tc.precision {
				t.Errorf("F1 %.4f, want %.4f; precision %.4f, want %.4f", q.F1, tc.f1, q.Precision, tc.precision)
			}
		})
	}
}
