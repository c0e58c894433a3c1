package match_test

import (
	"fmt"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// largest answers the size of the largest cluster.
func largest(labels []int) int {
	size, most := map[int]int{}, 0
	for _, l := range labels {
		size[l]++
		most = max(most, size[l])
	}
	return most
}

// crowd makes n people without anything in common, and gives them something.
func crowd(n int, with func(*match.Record, int)) []match.Record {
	given, surnames := match.BuiltinNames()
	out := make([]match.Record, n)
	for i := range out {
		out[i] = match.Record{
			Given: given[i%len(given)], Surname: surnames[(i*7)%len(surnames)],
			BirthDate: fmt.Sprintf("%d-%02d-%02d", 1930+i*13%70, 1+i*5%12, 1+i*11%28),
		}
		with(&out[i], i)
	}
	return out
}

func TestBlackHoles(t *testing.T) {
	tests := map[string]func(*match.Record, int){
		"one phone": func(r *match.Record, _ int) { r.Phones = []string{"7045550191"} },
		"info@":     func(r *match.Record, _ int) { r.Emails = []string{"info@rarehost.net"} },
		"one mail":  func(r *match.Record, _ int) { r.Emails = []string{"frontdesk7@rarehost.net"} },
		"one address": func(r *match.Record, _ int) {
			r.Addresses = []match.Address{{Street: "1 Main Street", City: "Boone", Postcode: "28607"}}
		},
		"test test":  func(r *match.Record, _ int) { r.Given, r.Surname, r.BirthDate = "test", "test", "" },
		"bare phone": func(r *match.Record, _ int) { *r = match.Record{Phones: []string{"7045550191"}} },
		"one device": func(r *match.Record, _ int) {
			r.StrongIDs = []match.StrongID{{Type: match.Cookie, Space: "app", Value: "tablet"}}
		},
	}
	for name, with := range tests {
		t.Run(name, func(t *testing.T) {
			records := crowd(10_000, with)
			nodes := match.NormaliseAll(records, 2)
			labels, err := match.ClusterNodes(match.CalibrateRecords(nodes), match.Options{Workers: 2}, nodes)
			if err != nil {
				t.Fatal(err)
			}
			if got := largest(labels); got > 2 {
				t.Errorf("a cluster of %d", got)
			}
		})
	}
}

// TestCanvassersTablet: 300 sign-ups on one device, live.
func TestCanvassersTablet(t *testing.T) {
	x := newMatcher(t, match.DefaultModel())
	records := crowd(300, func(r *match.Record, _ int) {
		r.StrongIDs = []match.StrongID{{Type: match.Cookie, Space: "app", Value: "tablet"}}
	})
	var labels []int
	var hs []match.Handle
	for _, r := range records {
		hs = append(hs, x.Add(r))
		x.Settle(nil)
	}
	for _, h := range hs {
		labels = append(labels, x.Label(h))
	}
	if got := largest(labels); got > 2 {
		t.Errorf("a cluster of %d", got)
	}
}

// TestChainAttack: neighbours look alike, ends do not; the cluster check stops
// the chain.
func TestChainAttack(t *testing.T) {
	var records []match.Record
	_, words := match.BuiltinNames()
	for i := range 60 {
		records = append(records, match.Record{
			Given: "Edith", Surname: "Hargrove",
			BirthDate: fmt.Sprintf("19%02d-%02d-%02d", 20+i, 1+i%12, 1+i%28),
			Emails:    []string{words[i*31] + words[i*17] + "@rarehost.net", words[i*31+31] + words[i*17+17] + "@rarehost.net"},
		})
	}
	labels, err := match.Cluster(match.DefaultModel(), match.Options{}, records)
	if err != nil {
		t.Fatal(err)
	}
	if got := largest(labels); got > 4 {
		t.Errorf("a cluster of %d out of a chain of 60", got)
	}
}

// TestManyImportsOfOnePerson: 500 imports in 20 spellings are one person and
// count as 20 nodes.
func TestManyImportsOfOnePerson(t *testing.T) {
	var records []match.Record
	for i := range 500 {
		r := rec("Edith", "Hargrove", born("1980-03-14"), elm, mail("edith.h@rarehost.net"), id(match.ExternalID, fmt.Sprint("import-", i), fmt.Sprint(1000+i)))
		r.Middle = string(rune('a' + i%20))
		r.Middle = "edna"[:1+i%4]
		r.Phones = []string{fmt.Sprintf("70455501%02d", i%5)}
		records = append(records, r)
	}
	labels, err := match.Cluster(match.DefaultModel(), match.Options{}, records)
	if err != nil {
		t.Fatal(err)
	}
	if got := largest(labels); got != 500 {
		t.Errorf("the largest cluster has %d of 500", got)
	}
}

func TestDecisionsOutrankScores(t *testing.T) {
	x := newMatcher(t, match.DefaultModel())
	same := rec("Edith", "Hargrove", born("1980-03-14"), elm, mail("e@rarehost.net"))
	near := same
	near.Phones = []string{"7045550191"}
	a, b, c := x.Add(same), x.Add(near), x.Add(rec("Walter", "Zwingli"))
	together := func(p, q match.Handle) bool { x.Settle(nil); return x.Label(p) == x.Label(q) }
	if !together(a, b) {
		t.Fatal("equal people are apart")
	}
	x.KeepApart(a, b)
	if together(a, b) {
		t.Error("kept apart, yet together")
	}
	x.Force(a, b)
	if together(a, b) {
		t.Error("a forced join overran a keep-apart")
	}
	x.Force(a, c)
	if !together(a, c) || together(a, b) {
		t.Error("forced, yet apart")
	}
	x.LiftApart(a, b)
	x.Unforce(a, b)
	x.Unforce(a, c)
	if !together(a, b) || together(a, c) {
		t.Error("decisions taken back still hold")
	}
	x.KeepApart(a, b)
	twin := x.Add(same)
	x.Settle(nil)
	if x.Label(a) == x.Label(b) {
		t.Error("a later record joined what was kept apart")
	}
	x.KeepApart(a, twin)
	if together(a, twin) {
		t.Error("identical records cannot be kept apart")
	}
}
