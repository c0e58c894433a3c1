package fold_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

func merged(into, from uuid.UUID, records ...uuid.UUID) event.Event {
	return event.Event{
		Envelope: event.Envelope{Type: event.TypeProfilesMerged, Account: account},
		Payload:  &event.ProfilesMerged{Into: into, From: from, Records: records, Change: event.Change{ID: uuid.Max, Part: 1, Of: 1}},
	}
}

func split(profile uuid.UUID, parts ...[]uuid.UUID) event.Event {
	return event.Event{
		Envelope: event.Envelope{Type: event.TypeProfilesSplit, Account: account},
		Payload:  &event.ProfilesSplit{Profile: profile, Parts: parts, Change: event.Change{ID: uuid.Max, Part: 1, Of: 1}},
	}
}

// people is a partition of n records, each alone.
func people(n int) *fold.Partition {
	p := fold.NewPartition(account)
	for i := range n {
		p.Apply(event.Event{Envelope: event.Envelope{Record: id('r', i), Account: account}, Payload: &event.RecordObserved{}})
	}
	return p
}

// profiles lists the members of each profile by its id.
func profiles(t fataler, p *fold.Partition) map[uuid.UUID][]uuid.UUID {
	out := map[uuid.UUID][]uuid.UUID{}
	for _, n := range p.Profiles() {
		for _, r := range must(p.Members(n)) {
			if profile, ok := p.ProfileOf(p.RecordID(r)); !ok || profile != n {
				t.Fatalf("record %d is a member of %d and says %d", r, n, profile)
			}
			out[p.ProfileID(n)] = append(out[p.ProfileID(n)], p.RecordID(r))
		}
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Merges join, in whatever direction they are written, splits part, ids follow
// the oldest record, and every own id resolves for ever. The check is a plain
// list of sets.
func TestPartitionAgainstSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "records")
		p := people(n)
		sets := make([][]uuid.UUID, n)
		for i := range sets {
			sets[i] = []uuid.UUID{id('r', i)}
		}
		for range rapid.IntRange(0, 12).Draw(t, "changes") {
			i := rapid.IntRange(0, len(sets)-1).Draw(t, "one")
			j := rapid.IntRange(0, len(sets)-1).Draw(t, "other")
			if i != j {
				p.Apply(merged(anyOwn(t, sets[i]), anyOwn(t, sets[j]), sets[j]...))
				sets[i] = slices.Concat(sets[i], sets[j])
				sets = slices.Delete(sets, j, j+1)
				continue
			}
			perm := rapid.Permutation(sets[i]).Draw(t, "split")
			cut := rapid.IntRange(0, len(perm)-1).Draw(t, "cut")
			if cut == 0 {
				continue
			}
			p.Apply(split(anyOwn(t, sets[i]), perm[:cut]))
			sets[i] = perm[cut:]
			sets = append(sets, perm[:cut])
		}
		want := map[uuid.UUID][]uuid.UUID{}
		for _, s := range sets {
			s = slices.SortedFunc(slices.Values(s), func(a, b uuid.UUID) int { return cmpText(a.String(), b.String()) })
			want[fold.OwnID(account, s[0])] = s
		}
		if d := cmp.Diff(want, profiles(t, p)); d != "" {
			t.Fatal(d)
		}
		for i := range n {
			r, ok, _ := p.Resolve(fold.OwnID(account, id('r', i)))
			if !ok || p.RecordID(r) != id('r', i) {
				t.Fatalf("the own id of record %d resolves to %d", i, r)
			}
		}
	})
}

// anyOwn is the own id of any of some records: all name the same profile.
func anyOwn(t *rapid.T, records []uuid.UUID) uuid.UUID {
	return fold.OwnID(account, rapid.SampledFrom(records).Draw(t, "name"))
}

func TestSplitGivesTheIDsOfBefore(t *testing.T) {
	p := people(5)
	p.Apply(merged(fold.OwnID(account, id('r', 1)), uuid.Nil, id('r', 3)))
	before := profiles(t, p)
	for _, into := range []int{0, 1} { // either side may be the larger
		records := [][]uuid.UUID{{id('r', 1), id('r', 3)}, {id('r', 0)}}[into]
		p.Apply(merged(fold.OwnID(account, id('r', into)), uuid.Nil, records...))
		if len(profiles(t, p)) != len(before)-1 {
			t.Fatal("nothing was merged")
		}
		p.Apply(split(fold.OwnID(account, id('r', 0)), records))
		if d := cmp.Diff(before, profiles(t, p)); d != "" {
			t.Fatal(d)
		}
	}
}

// A change in parts is seen at its last part, and not at all if it never ends.
func TestChanges(t *testing.T) {
	part := func(change byte, n, of int) event.Event {
		e := merged(uuid.Nil, uuid.Nil)
		e.ID = id(change, n)
		e.Payload.(*event.ProfilesMerged).Change = event.Change{ID: uuid.UUID{change}, Part: n, Of: of}
		return e
	}
	cases := map[string]struct {
		in   []event.Event
		want []uuid.UUID
	}{
		"one":                          {[]event.Event{part(1, 1, 1)}, []uuid.UUID{id(1, 1)}},
		"several of one part":          {[]event.Event{part(1, 1, 1), part(1, 1, 1)}, []uuid.UUID{id(1, 1), id(1, 1)}},
		"three":                        {[]event.Event{part(1, 1, 3), part(1, 2, 3), part(1, 3, 3)}, []uuid.UUID{id(1, 1), id(1, 2), id(1, 3)}},
		"unfinished":                   {[]event.Event{part(1, 1, 3), part(1, 2, 3)}, nil},
		"dropped when the next begins": {[]event.Event{part(1, 1, 3), part(2, 1, 2), part(2, 2, 2)}, []uuid.UUID{id(2, 1), id(2, 2)}},
		"an end without its beginning": {[]event.Event{part(1, 1, 3), part(2, 1, 1), part(1, 3, 3)}, []uuid.UUID{id(2, 1)}},
		"other events are not held up": {[]event.Event{part(1, 1, 2), {Payload: &event.RecordObserved{}}, part(1, 2, 2)}, []uuid.UUID{id(1, 1), id(1, 2)}},
		"more events of the last part": {[]event.Event{part(1, 1, 2), part(1, 2, 2), part(1, 2, 2)}, []uuid.UUID{id(1, 1), id(1, 2), id(1, 2)}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var changes fold.Changes
			var got []uuid.UUID
			for _, e := range c.in {
				for _, ready := range changes.Add(e) {
					got = append(got, ready.ID)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Lesser is the size of the smaller of two profiles, whichever is named first.
func TestLesser(t *testing.T) {
	p := people(6)
	own := func(n int) uuid.UUID { return fold.OwnID(account, id('r', n)) }
	p.Apply(merged(own(0), own(1), id('r', 1)))
	p.Apply(merged(own(0), own(4), id('r', 4)))
	p.Apply(merged(own(2), own(3), id('r', 3)))
	for _, tt := range []struct {
		a, b fold.Ordinal
		want int
	}{{0, 2, 2}, {2, 0, 2}, {0, 5, 1}, {5, 0, 1}, {5, 5, 1}, {0, 0, 3}} {
		if got := p.Lesser(tt.a, tt.b); got != tt.want {
			t.Errorf("of %d and %d: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
