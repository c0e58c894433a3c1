package identity_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// shuffles is how often each set is told in another way, and of how many records
// it is: CEREBRO_SHUFFLES=20 tells every set whole.
func shuffles(t *testing.T) (rounds, records int) {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("CEREBRO_SHUFFLES")); err == nil {
		return n, 1 << 30
	}
	if testing.Short() {
		return 3, 200
	}
	return 20, 250
}

// households are invented people as observations.
func households(n int) []event.RecordObserved {
	records, _ := matchtest.Split(matchtest.Households(11, n))
	var out []event.RecordObserved
	for i, r := range records {
		facts := []string{"first_name=" + r.Given, "last_name=" + r.Surname}
		for _, v := range r.Emails {
			facts = append(facts, "email="+v)
		}
		for _, v := range r.Phones {
			facts = append(facts, "phone="+v)
		}
		if r.BirthDate != "" {
			facts = append(facts, "birth_date="+r.BirthDate)
		}
		if len(r.Addresses) > 0 {
			a := r.Addresses[0]
			facts = append(facts, fmt.Sprintf("home=%s %s|%s|%s|%s", a.Number, a.Street, a.City, a.State, a.Postcode))
		}
		for _, id := range r.StrongIDs {
			facts = append(facts, string(id.Type)+"="+id.Value)
		}
		facts = slices.DeleteFunc(facts, func(f string) bool { return f[len(f)-1] == '=' })
		out = append(out, observation(fmt.Sprint(i), facts...))
	}
	return out
}

// verdict is a person's decision on the records of two keys.
type verdict struct {
	a, b  string
	apart bool
}

// verdicts are decisions on random pairs, and on pairs that are alike.
func verdicts(all []event.RecordObserved) (out []verdict) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 12 {
		a := r.IntN(len(all))
		b := (a + 1 + r.IntN(len(all)-1)) % len(all)
		if i%2 == 0 {
			b = (a + 1) % len(all)
		}
		out = append(out, verdict{all[a].Key, all[b].Key, i%3 != 0})
	}
	return out
}

// telling is one way to tell a world of records and decisions.
type telling struct {
	*world
	r       *rand.Rand
	known   map[string]bool
	waiting []verdict
}

// tell observes all in a random order, in portions of up to so many, and decides
// at any moment after both sides are known; now and then a model is made, an
// import ends or the matcher starts again.
func (tl *telling) tell(all []event.RecordObserved, decisions []verdict, portion int) {
	tl.t.Helper()
	tl.known, tl.waiting = map[string]bool{}, slices.Clone(decisions)
	order := tl.r.Perm(len(all))
	imp := uuid.New()
	for len(order) > 0 {
		n := min(1+tl.r.IntN(portion), len(order))
		var writes []journal.Write
		for _, i := range order[:n] {
			tl.known[all[i].Key] = true
			writes = append(writes, tl.entries(event.RecordStream(tl.account, tl.records(all[i].Key)[0]), imp, all[i]))
		}
		tl.write(writes...)
		order = order[n:]
		tl.decide(tl.r.IntN(3) == 0)
		switch tl.r.IntN(60) {
		case 0:
			tl.append(event.ImportStream(tl.account, imp), event.ImportFinished{Source: tl.crm, Saved: 1})
			imp = uuid.New()
		case 1:
			tl.ask(false)
		case 2:
			tl.stop()
			tl.start("/identity")
		case 3:
			tl.wait(tl.matcher)
		}
	}
	tl.decide(true)
	tl.append(event.ImportStream(tl.account, imp), event.ImportFinished{Source: tl.crm, Saved: 1})
}

// decide appends the decisions whose records are known.
func (tl *telling) decide(now bool) {
	if !now {
		return
	}
	tl.r.Shuffle(len(tl.waiting), func(i, j int) { tl.waiting[i], tl.waiting[j] = tl.waiting[j], tl.waiting[i] })
	tl.waiting = slices.DeleteFunc(tl.waiting, func(v verdict) bool {
		if !tl.known[v.a] || !tl.known[v.b] {
			return false
		}
		a, b := tl.records(v.a), tl.records(v.b)
		if v.apart {
			tl.append(event.IdentityStream(tl.account), event.ProfilesKeptApart{RecordA: a, RecordB: b})
		} else {
			tl.append(event.IdentityStream(tl.account), event.MergeForced{RecordA: a, RecordB: b})
		}
		return true
	})
}

// Defends invariant 1 of the design's identity: the same records, decisions and
// model, told in any order, in any portions, one by one or at once, with the
// matcher starting again in between, live or folded anew in a fresh folder, are
// the same partition, and the model made of them is the same version.
func TestAnyTellingIsOnePartition(t *testing.T) {
	rounds, records := shuffles(t)
	sets := map[string]func(t *testing.T) []event.RecordObserved{
		"febrl1":     func(t *testing.T) []event.RecordObserved { return febrl(t, "febrl1") },
		"fake_1000":  func(t *testing.T) []event.RecordObserved { return febrl(t, "fake_1000") },
		"households": func(*testing.T) []event.RecordObserved { return households(min(records, 2000)) },
	}
	for name, read := range sets {
		t.Run(name, func(t *testing.T) {
			all := read(t)
			all = all[:min(records, len(all))]
			decisions := verdicts(all)
			var first identity.Partition
			for seed := range rounds {
				w := newWorld(t)
				tl := &telling{world: w, r: rand.New(rand.NewPCG(uint64(seed), 9))}
				tl.tell(all, decisions, []int{1, 7, 60, len(all)}[seed%4])
				version := tl.ask(false)
				tl.activate(version)
				live := tl.partition()
				if seed == 0 {
					first = live
				}
				if live != first {
					t.Fatalf("telling %d: %+v, the first was %+v", seed, live, first)
				}
				tl.stop()
				tl.start("/fresh")
				tl.wait(tl.matcher)
				if replayed := tl.partition(); replayed != first {
					t.Fatalf("telling %d, folded anew: %+v, the first was %+v", seed, replayed, first)
				}
				if seed == 0 {
					tl.plain(all, first)
				}
				tl.stop()
			}
		})
	}
}

// plain holds a partition against the plainest matching of all at once.
func (tl *telling) plain(all []event.RecordObserved, got identity.Partition) {
	tl.t.Helper()
	o := tl.oracle()
	keys := map[uuid.UUID]match.ContentKey{}
	reader := identity.NewReader()
	acc, _ := o.directory.Account(tl.account)
	for _, id := range o.order {
		n := match.Normalise(reader.Record(o.records[id].Current(acc.Filter())))
		keys[id] = n.Key()
	}
	var labels []int
	var content []match.ContentKey
	for i, cluster := range o.wanted(tl.world) {
		for _, id := range cluster {
			labels, content = append(labels, i), append(content, keys[id])
		}
	}
	if want := match.PartitionHash(labels, content); want != got.Hash || got.Records != len(all) {
		tl.t.Errorf("partition %s of %d records, matched at once %s of %d", got.Hash[:12], got.Records, want[:12], len(all))
	}
}
