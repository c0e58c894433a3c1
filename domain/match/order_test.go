package match_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"pgregory.net/rapid"
)

// partitionOf settles a matcher and hashes its partition.
func partitionOf(t testing.TB, x *match.Matcher, hs []match.Handle) string {
	t.Helper()
	x.Settle(nil)
	labels := make([]int, len(hs))
	keys := make([]match.ContentKey, len(hs))
	for i, h := range hs {
		n, ok := x.Node(h)
		if !ok {
			t.Fatalf("record %d is gone", i)
		}
		labels[i], keys[i] = x.Label(h), n.Key()
	}
	return match.PartitionHash(labels, keys)
}

func newMatcher(t testing.TB, m *match.Model) *match.Matcher {
	t.Helper()
	x, err := match.NewMatcher(m, match.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// people are the sets on which order must not matter.
func people(t *testing.T) map[string][]match.Node {
	households, _ := matchtest.Split(matchtest.Households(5, 1500))
	out := map[string][]match.Node{"households": match.NormaliseAll(households, 2)}
	for _, name := range []string{"febrl1", "fake_1000", "dsgen_c_5000"} {
		records, _ := readGold(t, name)
		out[name] = match.NormaliseAll(records, 2)
	}
	return out
}

func TestOrderAndBatchesDoNotShow(t *testing.T) {
	for name, nodes := range people(t) {
		t.Run(name, func(t *testing.T) {
			model := match.CalibrateRecords(nodes)
			batch := newMatcher(t, model)
			want := partitionOf(t, batch, batch.Load(nodes))
			rounds := 20
			if testing.Short() {
				rounds = 3
			}
			for seed := range rounds {
				r := rand.New(rand.NewPCG(uint64(seed), 7))
				mixed := make([]match.Node, len(nodes))
				for to, from := range r.Perm(len(nodes)) {
					mixed[to] = nodes[from]
				}
				if other := match.CalibrateRecords(mixed); other.Hash() != model.Hash() {
					t.Fatalf("seed %d: the model depends on the order", seed)
				}
				x := newMatcher(t, model)
				hs := make([]match.Handle, 0, len(mixed))
				for _, n := range mixed {
					hs = append(hs, x.AddNode(n))
					if seed == 0 || r.IntN(50) == 0 {
						x.Settle(nil)
					}
				}
				if got := partitionOf(t, x, hs); got != want {
					t.Fatalf("seed %d: partition %s, want %s", seed, got[:12], want[:12])
				}
			}
		})
	}
}

func TestRemovedRecordsLeaveNoTrace(t *testing.T) {
	for name, nodes := range people(t) {
		t.Run(name, func(t *testing.T) {
			model := match.CalibrateRecords(nodes)
			batch := newMatcher(t, model)
			want := partitionOf(t, batch, batch.Load(nodes[:len(nodes)/2]))
			x := newMatcher(t, model)
			hs := x.Load(nodes)
			x.Settle(nil)
			r := rand.New(rand.NewPCG(3, 3))
			rest := hs[len(nodes)/2:]
			for _, i := range r.Perm(len(rest)) {
				x.Remove(rest[i])
				if r.IntN(20) == 0 {
					x.Settle(nil)
				}
			}
			if got := partitionOf(t, x, hs[:len(nodes)/2]); got != want {
				t.Fatalf("partition %s, want %s", got[:12], want[:12])
			}
		})
	}
}

// drawRecord makes records close enough to one another to meet, with few values
// so that nodes, groups, caps and conflicts all occur.
func drawRecord(t *rapid.T) match.Record {
	pick := func(label string, values ...string) string { return rapid.SampledFrom(values).Draw(t, label) }
	r := match.Record{
		Given:     pick("given", "", "James", "Jim", "Mary", "Marya", "Xenia"),
		Surname:   pick("surname", "", "Smith", "Zwingli", "Zwinglie"),
		Suffix:    pick("suffix", "", "", "", "Jr", "Sr"),
		BirthDate: pick("birth", "", "", "1980-03-04", "1980-04-03", "1955-12-30"),
	}
	if v := pick("mail", "", "", "xz@rarehost.net", "family@rarehost.net"); v != "" {
		r.Emails = []string{v}
	}
	if v := pick("phone", "", "", "7045551234", "9195554321"); v != "" {
		r.Phones = []string{v}
	}
	if v := pick("street", "", "", "12 Elm Street", "14 Elm Street"); v != "" {
		r.Addresses = []match.Address{{Street: v, City: "Concord", Postcode: "28025"}}
	}
	for range rapid.IntRange(0, 2).Draw(t, "ids") {
		r.StrongIDs = append(r.StrongIDs, match.StrongID{
			Type:  match.IDType(pick("type", "user_id", "cookie", "external_id", "voter_id")),
			Space: "s", Value: pick("id", "aa11", "bb22", "cc33"),
		})
	}
	return r
}

// TestLiveEqualsBatch plays random changes and decisions and compares with a
// matcher that sees only the end.
func TestLiveEqualsBatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		model := match.DefaultModel()
		opt := match.Options{KeyCap: 20}
		live, _ := match.NewMatcher(model, opt)
		present := map[match.Handle]match.Record{}
		var order []match.Handle
		forced, apart := map[[2]match.Handle]bool{}, map[[2]match.Handle]bool{}
		steps := rapid.IntRange(1, 60).Draw(t, "steps")
		for range steps {
			any := func() match.Handle { return order[rapid.IntRange(0, len(order)-1).Draw(t, "which")] }
			op := rapid.IntRange(0, 9).Draw(t, "op")
			switch {
			case op < 5 || len(order) < 2:
				r := drawRecord(t)
				h := live.Add(r)
				present[h] = r
				order = append(order, h)
			case op == 5:
				h := any()
				present[h] = drawRecord(t)
				live.Change(h, present[h])
			case op == 6:
				h := any()
				live.Remove(h)
				delete(present, h)
				order = without(order, h)
				forget(forced, h)
				forget(apart, h)
			case op == 7:
				a, b := any(), any()
				if a != b {
					live.Force(a, b)
					forced[[2]match.Handle{min(a, b), max(a, b)}] = true
				}
			case op == 8:
				a, b := any(), any()
				if a != b {
					live.KeepApart(a, b)
					apart[[2]match.Handle{min(a, b), max(a, b)}] = true
				}
			default:
				live.Settle(nil)
			}
		}
		batch, _ := match.NewMatcher(model, opt)
		nodes := make([]match.Node, len(order))
		for i, h := range order {
			nodes[i] = match.Normalise(present[h])
		}
		hs := batch.Load(nodes)
		at := map[match.Handle]match.Handle{}
		for i, h := range order {
			at[h] = hs[i]
		}
		for p := range forced {
			batch.Force(at[p[0]], at[p[1]])
		}
		for p := range apart {
			batch.KeepApart(at[p[0]], at[p[1]])
		}
		live.Settle(nil)
		batch.Settle(nil)
		for i := range order {
			for j := range i {
				got := live.Label(order[i]) == live.Label(order[j])
				want := batch.Label(hs[i]) == batch.Label(hs[j])
				if got != want {
					t.Fatalf("together live %v, batch %v:\n%+v\n%+v", got, want, present[order[i]], present[order[j]])
				}
			}
		}
	})
}

func without(list []match.Handle, h match.Handle) []match.Handle {
	var out []match.Handle
	for _, o := range list {
		if o != h {
			out = append(out, o)
		}
	}
	return out
}

func forget(m map[[2]match.Handle]bool, h match.Handle) {
	for p := range m {
		if p[0] == h || p[1] == h {
			delete(m, p)
		}
	}
}
