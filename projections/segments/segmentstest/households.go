package segmentstest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// village is a history in which everybody's home is known: a home of 13, which
// is no household, one of 12, a family of three surnames, two flats in one
// house, of which one is written in two ways, and somebody without an address.
func village() []projections.Event {
	m := &maker{
		Rand:   rand.New(rand.NewPCG(1, 7)), //nolint:gosec // a seed
		source: map[uuid.UUID]uuid.UUID{}, partition: fold.NewPartition(Account()),
	}
	m.begin()
	move := func(name, home string) {
		r := m.id()
		m.records, m.source[r] = append(m.records, r), m.sources[0]
		facts := []event.Fact{{Op: event.Set, Category: catalogue().Number("last_name"), Value: strings.Fields(name)[0]}}
		if home != "" {
			facts = append(facts, event.Fact{Op: event.Set, Group: 1, Category: catalogue().Number("address"), Value: "home"})
			for i, v := range strings.Split(home, "|") {
				facts = append(facts, event.Fact{Op: event.Set, Group: 1, Category: catalogue().Number([]string{"street", "unit", "city"}[i]), Value: v})
			}
		}
		m.tell(r, event.Envelope{Record: r, Source: m.sources[0]}, &event.RecordObserved{Key: "k", Facts: facts, Cleaner: 1})
	}
	for i := range fold.MaxHousehold + 1 {
		move(fmt.Sprintf("Lee %d", i), "1 Oak St||Raleigh")
	}
	for i := range fold.MaxHousehold {
		move(fmt.Sprintf("Kay %d", i), "2 Elm St||Cary")
	}
	for _, name := range []string{"Lee A", "Ott", "Fay"} {
		move(name, "3 Ash St||Raleigh")
	}
	move("Ott B", "4 Fir St|Apt 1|Raleigh")
	move("Ott C", "4 Fir St|Apt 2|Raleigh")
	move("Fay D", "4 FIR ST|Unit 2|raleigh")
	move("Lee E", "")
	return m.events
}

// testHouseholds: same residence and unit, whatever the surname; twelve people
// are a household and thirteen are not; what counts is who lives there, not who
// of them is in the segment.
func (s Suite) testHouseholds(t *testing.T) {
	events := village()
	w := s.worldOf(t, 1, events)
	defer func() { _ = w.Close() }()
	w.apply(len(events))
	ash, _ := fold.HouseholdID(Account(), fold.Value{Category: fold.AddressCategory, Parts: []fold.Part{
		{Category: catalogue().Number("street"), Value: "3 Ash St"}, {Category: catalogue().Number("city"), Value: "Raleigh"},
	}})
	tests := map[string]struct {
		tree   string
		people int64
		homes  segment.Homes
		cities map[string]int64
	}{
		"everybody":                        {`{"all":[]}`, 32, segment.Homes{Households: 4, Quarters: 13, Unknown: 1}, map[string]int64{"Raleigh": 3, "Cary": 1}},
		"a surname":                        {`{"category":"last_name","is":"lee"}`, 15, segment.Homes{Households: 1, Quarters: 13, Unknown: 1}, map[string]int64{"Raleigh": 1}},
		"two of a house, one of the other": {`{"category":"last_name","in":["Ott","Fay"]}`, 5, segment.Homes{Households: 3}, map[string]int64{"Raleigh": 3}},
		"a household":                      {fmt.Sprintf(`{"category":"household","is":%q}`, ash), 3, segment.Homes{Households: 1}, map[string]int64{"Raleigh": 1}},
		"nobody":                           {`{"category":"last_name","is":"none"}`, 0, segment.Homes{}, map[string]int64{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w.t = t
			w.question(w.reference(), tt.tree, `[{"by":"city","count":"households"},{"by":["city","last_name"],"count":"households"}]`, nil)
			node, err := segment.Parse([]byte(tt.tree))
			if err == nil {
				node, err = segment.Check(node, segment.SchemaOf(w.reference().Account))
			}
			if err != nil {
				t.Fatal(err)
			}
			charts, err := segment.CheckCharts([]segment.Chart{{By: []string{"city"}, Top: []int{9}, Households: true}}, segment.SchemaOf(w.reference().Account))
			if err != nil {
				t.Fatal(err)
			}
			got, err := w.Engine.Query(t.Context(), segments.Query{Account: Account(), Tree: node, Charts: charts, Now: Now(), Households: true})
			if err != nil || got.Count != tt.people {
				t.Fatalf("%d people, want %d; %v", got.Count, tt.people, err)
			}
			if diff := cmp.Diff(tt.homes, got.Homes); diff != "" {
				t.Errorf("homes (-want +got):\n%s", diff)
			}
			cities := map[string]int64{}
			for _, b := range got.Charts[0].Buckets {
				cities[b.Value] = b.Households
			}
			if diff := cmp.Diff(tt.cities, cities); diff != "" {
				t.Errorf("households by city (-want +got):\n%s", diff)
			}
		})
	}
}
