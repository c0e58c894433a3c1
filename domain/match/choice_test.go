package match_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

// blocking makes a choice of "category=value" pairs.
func blocking(t testing.TB, values ...[2]string) match.Choice {
	t.Helper()
	var c match.Choice
	for _, v := range values {
		k, err := match.Block(v[0], v[1])
		if err != nil {
			t.Fatal(err)
		}
		c.Blocked = append(c.Blocked, k)
	}
	slices.Sort(c.Blocked)
	return c
}

func withID(typ match.IDType, value string) match.Record {
	return match.Record{Given: "Ada", StrongIDs: []match.StrongID{{Type: typ, Space: "app", Value: value}}}
}

// Defends: a blocked value is as good as missing however it is spelled, and
// nothing else goes with it.
func TestBlockedIsMissing(t *testing.T) {
	office := match.Record{Given: "Ada", Emails: []string{"office@rarehost.net", "ada@rarehost.net"}, Phones: []string{"+19195550190", "9195550123"}}
	tests := map[string]struct {
		category, value string
		record, want    match.Record
	}{
		"an e-mail":        {"email", " Office+news@RareHost.net ", office, match.Record{Given: "Ada", Emails: []string{"ada@rarehost.net"}, Phones: office.Phones}},
		"a phone":          {"phone", "(919) 555-0190", office, match.Record{Given: "Ada", Emails: office.Emails, Phones: []string{"9195550123"}}},
		"an external id":   {"external_id", "AB 12", withID(match.ExternalID, "ab  12"), match.Record{Given: "Ada"}},
		"a cookie":         {"anonymous_id", "c-1", withID(match.Cookie, "c-1"), match.Record{Given: "Ada"}},
		"a user id":        {"user_id", "U7", withID(match.UserID, "u7"), match.Record{Given: "Ada"}},
		"another's":        {"voter_id", "u7", withID(match.UserID, "u7"), withID(match.UserID, "u7")},
		"a value not held": {"email", "desk@rarehost.net", office, office},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := blocking(t, [2]string{tt.category, tt.value}).Strip(match.Normalise(tt.record))
			if want := match.Normalise(tt.want); got.Key() != want.Key() {
				t.Errorf("content %s, want that of %+v", got.Key(), tt.want)
			}
		})
	}
}

func TestBlockRefuses(t *testing.T) {
	for name, v := range map[string][2]string{
		"another category": {"last_name", "Smith"}, "no e-mail": {"email", "office"}, "no phone": {"phone", "12"},
		"blocked for all": {"external_id", "null"}, "nothing": {"user_id", "  "},
	} {
		if _, err := match.Block(v[0], v[1]); !errors.Is(err, match.ErrNotBlockable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Defends: what an account chose is part of its model's version.
func TestChoiceNamesTheModel(t *testing.T) {
	records, _ := matchtest.Split(matchtest.Households(2, 200))
	nodes := match.NormaliseAll(records, 2)
	seen := map[string]string{}
	for name, c := range map[string]match.Choice{
		"balanced": {}, "strict": {Strict: true},
		"one": blocking(t, [2]string{"external_id", "999"}), "another": blocking(t, [2]string{"external_id", "998"}),
	} {
		hash := c.CalibrateRecords(nodes).Hash()
		if other, taken := seen[hash]; taken {
			t.Errorf("%s and %s are one version", name, other)
		}
		seen[hash] = name
	}
}

// Defends: strict leaves apart what is only likely, also the equal records of a
// node, and joins what is sure.
func TestStrictAsksForMore(t *testing.T) {
	records, _ := matchtest.Split(matchtest.Households(2, 1000))
	nodes := match.NormaliseAll(records, 2)
	balanced, strict := match.CalibrateRecords(nodes), match.Choice{Strict: true}.CalibrateRecords(nodes)
	likely := 0
	tried := []match.Record{rec("Edith", "Hargrove", born("1980-03-14"), elm), rec("Edith", "Hargrove"), rec("Edith", "Hargrove", func(r *match.Record) { r.Middle = "Ann" })}
	for _, name := range [][2]string{{"James", "Smith"}, {"Mary", "Jones"}, {"Edith", "Hargrove"}, {"Zoltan", "Lee"}, {"Ida", ""}} {
		for _, with := range []func(*match.Record){phone("9195550190"), mail("e@rarehost.net"), born("1980"), born("1980-03"), born("1980-03-14")} {
			tried = append(tried, rec(name[0], name[1], with))
		}
	}
	for _, r := range tried {
		n := match.Normalise(r)
		bits, _ := strict.Score(&n, &n)
		for model, want := range map[*match.Model]bool{balanced: bits >= match.BalancedAuto, strict: bits >= match.StrictAuto} {
			labels, err := match.Cluster(model, match.Options{}, []match.Record{r, r})
			if err != nil {
				t.Fatal(err)
			}
			if got := labels[0] == labels[1]; got != want {
				t.Errorf("%s %s at %s bits of %s: joined %v", r.Given, r.Surname, bits, model.Auto(), got)
			}
		}
		if bits >= match.BalancedAuto && bits < match.StrictAuto {
			likely++
		}
	}
	if likely == 0 {
		t.Error("nothing here is likely and not sure")
	}
}
