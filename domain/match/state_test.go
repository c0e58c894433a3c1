package match_test

import (
	"fmt"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Defends: the commonest name with one e-mail address is one person in a town
// and in a nation, and without the address it is nobody in particular.
func TestJamesSmithAtAnySize(t *testing.T) {
	joined := []match.Record{rec("James", "Smith", mail("jsmith@rarehost.net")), rec("James", "Smith", mail("jsmith@rarehost.net"), phone("7045550191"), at("", "", "Charlotte", ""))}
	apart := []match.Record{rec("James", "Smith", mail("jsmith@rarehost.net")), rec("James", "Smith", mail("js77@otherhost.net"), at("", "", "Charlotte", ""))}
	for _, people := range []uint64{10_000, 1_000_000, 8_000_000} {
		t.Run(fmt.Sprint(people), func(t *testing.T) {
			model := match.ModelCounting(people, map[string]uint64{"james": people * 15 / 1000}, map[string]uint64{"smith": people * 8 / 1000})
			if got := clustersOf(t, model, joined); got != "[[0 1]]" {
				t.Errorf("with one e-mail address %s", got)
			}
			if got := clustersOf(t, model, apart); got != "[[0] [1]]" {
				t.Errorf("with two e-mail addresses %s", got)
			}
		})
	}
}

// TestRemovedRecordWasNeverThere: after a record went, everything a matcher can
// be asked is as if it had never come: clusters with their joins and proposals,
// keys, what a calibration counts.
func TestRemovedRecordWasNeverThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		model, opt := match.DefaultModel(), match.Options{KeyCap: 20}
		never, _ := match.NewMatcher(model, opt)
		once, _ := match.NewMatcher(model, opt)
		n := rapid.IntRange(1, 40).Draw(t, "records")
		var hs []match.Handle
		for range n {
			r := drawRecord(t)
			hs = append(hs, never.Add(r))
			if h := once.Add(r); h != hs[len(hs)-1] {
				t.Fatalf("handles %d and %d", h, hs[len(hs)-1])
			}
		}
		settled := rapid.Bool().Draw(t, "settled before")
		if settled {
			once.Settle(nil)
		}
		gone := once.Add(drawRecord(t))
		other := hs[rapid.IntRange(0, n-1).Draw(t, "other")]
		switch rapid.IntRange(0, 2).Draw(t, "decision") {
		case 1:
			once.Force(gone, other)
		case 2:
			once.KeepApart(gone, other)
		}
		if rapid.Bool().Draw(t, "settled with it") {
			once.Settle(nil)
		}
		once.Remove(gone)
		once.Settle(nil)
		never.Settle(nil)
		if got, want := match.Calibrate(once.Nodes).Hash(), match.Calibrate(never.Nodes).Hash(); got != want {
			t.Fatalf("a calibration makes %s, want %s", got, want)
		}
		if got, want := once.KeyUse(), never.KeyUse(); got != want || once.Len() != never.Len() || once.Valued() != never.Valued() {
			t.Fatalf("keys %+v, want %+v; %d records, want %d", got, want, once.Len(), never.Len())
		}
		for _, h := range hs {
			if diff := cmp.Diff(never.Component(h), once.Component(h)); diff != "" {
				t.Fatalf("component of %d (-never +once):\n%s", h, diff)
			}
		}
	})
}

// Defends: outlines spare work and change nothing.
func TestOutlinesChangeNoPartition(t *testing.T) {
	for name, nodes := range people(t) {
		t.Run(name, func(t *testing.T) {
			model := match.CalibrateRecords(nodes)
			with, without := newMatcher(t, model), newMatcher(t, model.WithoutOutlines())
			got, want := partitionOf(t, with, with.Load(nodes)), partitionOf(t, without, without.Load(nodes))
			if got != want {
				t.Errorf("partition %s, want %s", got[:12], want[:12])
			}
			if a, b := with.Effort(), without.Effort(); a.Met != b.Met || b.Compared != b.Met || a.Compared >= b.Compared {
				t.Errorf("%d of %d pairs compared with outlines, %d of %d without", a.Compared, a.Met, b.Compared, b.Met)
			}
		})
	}
}

// Defends: what a record costs is bounded by its keys and their cap, whatever a
// crowd has in common.
func TestWorkIsBounded(t *testing.T) {
	const people, limit = 3_000, 50
	crowds := map[string][]match.Record{
		"one phone": crowd(people, func(r *match.Record, _ int) { r.Phones = []string{"7045550191"} }),
		"one name":  crowd(people, func(r *match.Record, _ int) { r.Given, r.Surname = "James", "Smith" }),
		"one house": crowd(people, func(r *match.Record, _ int) { elm(r) }),
		"one person": crowd(people, func(r *match.Record, i int) {
			*r = rec("James", "Smith", elm, mail(fmt.Sprintf("j%d@rarehost.net", i)))
		}),
		"voters": matchtest.Voters(3, people),
	}
	for name, records := range crowds {
		t.Run(name, func(t *testing.T) {
			x, err := match.NewMatcher(match.DefaultModel(), match.Options{KeyCap: limit})
			if err != nil {
				t.Fatal(err)
			}
			before := match.Effort{}
			for i, r := range records {
				n := match.Normalise(r)
				x.AddNode(n)
				now := x.Effort()
				if most := uint64(len(n.Keys(nil)) * limit); now.Met-before.Met > most {
					t.Fatalf("record %d met %d others, at most %d", i, now.Met-before.Met, most)
				}
				before = now
			}
		})
	}
}
