package match_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Defends invariant 1 where nothing but the rank tells two records apart: equal
// records that a person keeps apart, and a third that belongs to either. Which
// of them it joins must not hang on handles, which are used again.
func TestEqualsKeptApartAreToldByRank(t *testing.T) {
	home := []match.Address{{Street: "4 Elm St", City: "Durham", State: "NC", Postcode: "27701"}}
	id := func(v string) []match.StrongID { return []match.StrongID{{Type: match.UserID, Space: "app", Value: v}} }
	twin := match.Normalise(match.Record{Given: "John", Surname: "Zimmermann", Addresses: home, StrongIDs: id("u1")})
	third := match.Normalise(match.Record{Surname: "Abernathy", Addresses: home, StrongIDs: id("u1")})
	other := match.Normalise(match.Record{Given: "Peter", Surname: "Quist", StrongIDs: id("u2")})

	// joins answers which twin the third is one with, after a life in which so
	// many others came and went first.
	joins := func(gone int, order ...int) int {
		x, err := match.NewMatcher(match.DefaultModel(), match.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var before []match.Handle
		for range gone {
			before = append(before, x.AddRanked(other, 100))
		}
		hs := map[int]match.Handle{}
		for _, i := range order {
			if len(before) > 0 {
				x.Remove(before[0])
				before = before[1:]
			}
			hs[i] = x.AddRanked([]match.Node{twin, twin, third}[i], match.Rank(i))
		}
		x.Divide([]match.Handle{hs[0]}, []match.Handle{hs[1]})
		x.Settle(nil)
		switch x.Label(hs[2]) {
		case x.Label(hs[0]):
			return 0
		case x.Label(hs[1]):
			return 1
		}
		return -1
	}
	want := joins(0, 0, 1, 2)
	if want < 0 {
		t.Fatal("the third joins neither")
	}
	for gone := range 4 {
		for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			if got := joins(gone, order...); got != want {
				t.Errorf("after %d others, in the order %v: joins twin %d, want %d", gone, order, got, want)
			}
		}
	}
}

// Defends the same where decisions tell equals apart: the twin that a person
// keeps apart from somebody does not change places with the other one, whatever
// their ranks.
func TestEqualsAreToldByDecisions(t *testing.T) {
	home := []match.Address{{Street: "4 Elm St", City: "Durham", State: "NC", Postcode: "27701"}}
	id := func(v string) []match.StrongID { return []match.StrongID{{Type: match.UserID, Space: "app", Value: v}} }
	twin := match.Normalise(match.Record{Given: "John", Surname: "Zimmermann", Addresses: home, StrongIDs: id("u1")})
	third := match.Normalise(match.Record{Surname: "Abernathy", Addresses: home, StrongIDs: id("u1")})
	other := match.Normalise(match.Record{Given: "Peter", Surname: "Quist", StrongIDs: id("u2")})
	joins := func(ranks [2]match.Rank) int {
		x, err := match.NewMatcher(match.DefaultModel(), match.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a, b := x.AddRanked(twin, ranks[0]), x.AddRanked(twin, ranks[1])
		c, d := x.AddRanked(third, 7), x.AddRanked(other, 8)
		x.Divide([]match.Handle{a}, []match.Handle{b})
		x.Divide([]match.Handle{b}, []match.Handle{d})
		x.Settle(nil)
		switch x.Label(c) {
		case x.Label(a):
			return 0
		case x.Label(b):
			return 1
		}
		return -1
	}
	if one, two := joins([2]match.Rank{1, 2}), joins([2]match.Rank{2, 1}); one != two || one < 0 {
		t.Errorf("joins twin %d, with the ranks exchanged twin %d", one, two)
	}
}
