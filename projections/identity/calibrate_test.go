package identity_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// febrl reads a labelled set as observations by key.
func febrl(t *testing.T, name string) []event.RecordObserved {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "matching", name+".csv"))
	if err != nil {
		t.Skipf("reference data is not beside the checkout: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []event.RecordObserved
	for n, row := range rows[1:] {
		cell := map[string]string{}
		for i, v := range row {
			cell[rows[0][i]] = strings.TrimSpace(v)
		}
		facts := []string{"home=" + strings.Join([]string{
			strings.TrimSpace(cell["street_number"] + " " + cell["address_1"]), cell["suburb"] + cell["city"], cell["state"], cell["postcode"],
		}, "|")}
		for from, to := range map[string]string{
			"given_name": "first_name", "first_name": "first_name", "surname": "last_name", "soc_sec_id": "external_id",
			"email": "email", "dob": "birth_date",
		} {
			if cell[from] != "" {
				facts = append(facts, to+"="+cell[from])
			}
		}
		if d := cell["date_of_birth"]; len(d) == 8 {
			facts = append(facts, "birth_date="+d[:4]+"-"+d[4:6]+"-"+d[6:])
		}
		out = append(out, observation(fmt.Sprint(n), facts...))
	}
	return out
}

// load observes all, a few at a time as an import does, and ends the import.
func (w *world) load(r *rand.Rand, all []event.RecordObserved) {
	w.t.Helper()
	imp := uuid.New()
	for len(all) > 0 {
		n := min(1+r.IntN(50), len(all))
		var writes []journal.Write
		for _, o := range all[:n] {
			writes = append(writes, w.entries(event.RecordStream(w.account, w.records(o.Key)[0]), imp, o))
		}
		w.write(writes...)
		all = all[n:]
	}
	w.append(event.ImportStream(w.account, imp), event.ImportFinished{Source: w.crm, Saved: 1})
}

// hash is the partition hash of what a matcher answers.
func (w *world) hash(m *identity.Projector, nodes map[string]match.Node) string {
	w.t.Helper()
	var profiles []uuid.UUID
	var keys []match.ContentKey
	for key, n := range nodes {
		profile, _, ok, err := m.Members(context.Background(), w.account, w.records(key)[0])
		if err != nil || !ok {
			w.t.Fatalf("record %s: %v", key, err)
		}
		profiles, keys = append(profiles, profile), append(keys, n.Key())
	}
	return match.PartitionHash(profiles, keys)
}

// Defends: an import into a fresh account, in any order and any portions, ends
// with the profiles that matching the whole file at once gives, calibrated on
// it; and a matcher that folds that log anew agrees and adds nothing.
func TestImportReachesTheBatch(t *testing.T) {
	rounds := map[string]int{"febrl1": 4, "fake_1000": 1, "dsgen_a_5000": 1}
	for name, n := range rounds {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "febrl1" {
				t.Skip("long")
			}
			all := febrl(t, name)
			for seed := range n {
				importReachesTheBatch(t, rand.New(rand.NewPCG(uint64(seed), 5)), all)
			}
		})
	}
}

func importReachesTheBatch(t *testing.T, r *rand.Rand, all []event.RecordObserved) {
	t.Helper()
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	w := newWorld(t)
	w.load(r, all)
	w.wait(w.matcher)

	o := w.oracle()
	nodes := map[string]match.Node{}
	var list []match.Node
	var keys []match.ContentKey
	reader := identity.NewReader()
	acc, _ := o.directory.Account(w.account)
	for _, id := range o.order {
		n := match.Normalise(reader.Record(o.records[id].Current(acc.Filter())))
		nodes[o.records[id].Key] = n
		list, keys = append(list, n), append(keys, n.Key())
	}
	model := match.CalibrateRecords(list)
	if acc.Model != model.Hash() {
		t.Fatalf("model %s is in force, the calibration gives %s", acc.Model, model.Hash())
	}
	labels, err := match.ClusterNodes(model, match.Options{}, list)
	if err != nil {
		t.Fatal(err)
	}
	want := match.PartitionHash(labels, keys)
	if got := w.hash(w.matcher, nodes); got != want {
		t.Errorf("live %s, batch %s", got[:12], want[:12])
	}
	w.stop()
	w.start("/rebuilt")
	w.wait(w.matcher)
	if got := w.hash(w.matcher, nodes); got != want {
		t.Errorf("rebuilt %s, batch %s", got[:12], want[:12])
	}
	if diff := cmp.Diff(o.authored, w.oracle().authored); diff != "" {
		t.Errorf("the rebuilt matcher appended (-want +got):\n%s", diff)
	}
	w.stop()
}
