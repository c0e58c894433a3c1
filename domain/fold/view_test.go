package fold_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

func viewer(sources ...int) fold.Viewer {
	var order []uuid.UUID
	for _, n := range sources {
		order = append(order, id('s', n))
	}
	return fold.Viewer{
		Account: account, Trust: fold.NewTrust(order...), Catalogue: category.BuiltIn(),
		Zone: time.UTC, Today: fold.DayOf(day0, time.UTC),
	}
}

// known is a record of a source, told one observation at a minute.
func known(source, minute int, facts ...event.Fact) fold.RecordFacts {
	r := fold.NewRecord(id('r', source*100+minute), account, id('s', source))
	r.Apply(at(observed(source*100+minute, facts...), minute, minute))
	return fold.RecordFacts{Record: r.ID, Source: r.Source, InForce: true, Facts: r.Current(fold.Filter{})}
}

func address(group uint16, kind string, parts ...string) []event.Fact {
	out := []event.Fact{fact(event.Set, "address", kind)}
	for i := 0; i < len(parts); i += 2 {
		out = append(out, fact(event.Set, parts[i], parts[i+1]))
	}
	return grouped(group, out...)
}

func shown(v fold.View) map[string][]string {
	out := map[string][]string{}
	for _, e := range v.Entries {
		for _, s := range e.Values {
			name := category.BuiltIn().Name(e.Category)
			out[name] = append(out[name], s.Value)
		}
	}
	return out
}

func set(name, value string) event.Fact { return fact(event.Set, name, value) }
func add(name, value string) event.Fact { return fact(event.Add, name, value) }

// What a page shows, one rule a case. Only the named categories are compared.
func TestView(t *testing.T) {
	cases := map[string]struct {
		viewer  fold.Viewer
		records []fold.RecordFacts
		want    map[string][]string
	}{
		"the most trusted source wins":  {viewer(2, 1), []fold.RecordFacts{known(1, 9, set("party", "REP")), known(2, 1, set("party", "DEM"))}, map[string][]string{"party": {"DEM"}}},
		"inside a source the newest":    {viewer(1), []fold.RecordFacts{known(1, 9, set("party", "REP")), known(1, 1, set("party", "DEM"))}, map[string][]string{"party": {"REP"}}},
		"a source not seen":             {viewer(1), []fold.RecordFacts{known(1, 1, set("party", "REP")), known(2, 1, set("city", "X"), set("party", "DEM"))}, map[string][]string{"party": {"REP"}, "city": nil, "record_count": {"1"}}},
		"all of a many-valued category": {viewer(2, 1), []fold.RecordFacts{known(1, 9, set("tag", "a"), add("tag", "b")), known(2, 1, set("tag", "b"))}, map[string][]string{"tag": {"b", "a"}}},
		"parts of the home address":     {viewer(1, 2), []fold.RecordFacts{known(1, 1, address(1, "mail", "city", "Cary")...), known(2, 1, address(1, "home", "city", "Apex")...)}, map[string][]string{"city": {"Apex"}, "address": {"mail", "home"}}},
		"else of the mailing one":       {viewer(1), []fold.RecordFacts{known(1, 1, append(address(1, "work", "city", "Apex"), address(2, "mail", "city", "Cary")...)...)}, map[string][]string{"city": {"Cary"}}},
		"a part stated alone":           {viewer(1), []fold.RecordFacts{known(1, 1, append(address(1, "home", "city", "Cary"), set("county", "Wake"))...)}, map[string][]string{"city": {"Cary"}, "county": {"Wake"}}},
		"age from the birth date":       {viewer(1), []fold.RecordFacts{known(1, 1, set("birth_date", "2000-05-18"), set("age", "99"), set("birth_year", "1950"))}, map[string][]string{"age": {"23"}}},
		"age from the year":             {viewer(1), []fold.RecordFacts{known(1, 1, set("age", "99"), set("birth_year", "2000"))}, map[string][]string{"age": {"23"}}},
		"a stated age gets older":       {viewer(1), []fold.RecordFacts{known(1, -3*365*24*60, set("age", "40"))}, map[string][]string{"age": {"43"}}},
		"derived from values":           {viewer(1), []fold.RecordFacts{known(1, 1, set("email", "a@x.org"), add("email", "b@x.org"), set("income", "62000"))}, map[string][]string{"email_domain": {"x.org"}, "income_band": {"50k-75k"}, "can_email": {"true"}, "can_text": nil}},
		"opted out elsewhere":           {viewer(2, 1), []fold.RecordFacts{known(1, 9, grouped(1, set("email", "a@x.org"), set("email_opt_in", "bounced"))...), known(2, 1, grouped(1, set("email", "a@x.org"), set("email_opt_in", "subscribed"))...)}, map[string][]string{"can_email": {"false"}}},
		"do not call":                   {viewer(1), []fold.RecordFacts{known(1, 1, set("phone", "+1"), set("do_not_call", "true"))}, map[string][]string{"can_call": {"false"}, "can_text": {"false"}}},
		"texts to mobiles":              {viewer(1), []fold.RecordFacts{known(1, 1, grouped(1, set("phone", "+1"), set("phone_type", "mobile"))...)}, map[string][]string{"can_text": {"true"}, "phone_type": {"mobile"}}},
		"not in force":                  {viewer(1), []fold.RecordFacts{{Record: id('r', 1), Source: id('s', 1)}}, map[string][]string{"record_count": nil, "source": nil}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := shown(c.viewer.View(c.records))
			for cat, want := range c.want {
				if d := cmp.Diff(want, got[cat]); d != "" {
					t.Errorf("%s: %s", cat, d)
				}
			}
		})
	}
}

// Totals of all records together, elections counted once.
func TestViewOfActivities(t *testing.T) {
	a, b := known(1, 1, set("voted_in", "2020-11-03 general")), known(2, 1)
	s := fold.Summarise([]fold.Contribution{
		contribution(t, activity(1, "vote", 1, "election", "2020-11-03 general")), contribution(t, activity(2, "vote", 1, "election", "2022-11-08 general")),
		contribution(t, activity(3, "page_view", 1, "path", "/a", "device_type", "mobile")), contribution(t, activity(4, "page_view", 3*60, "path", "/b")),
	})
	u := fold.Summarise([]fold.Contribution{contribution(t, activity(5, "donation", 24*60, "amount", "12.50"))})
	a.Summary, b.Summary = &s, &u
	got := shown(viewer(1, 2).View([]fold.RecordFacts{a, b}))
	want := map[string][]string{
		"turnout_count": {"2"}, "visits": {"2"}, "landing_page": {"/a", "/b"}, "device_type": {"mobile"},
		"first_seen": {"2024-05-17"}, "last_seen": {"2024-05-18"}, "donor": {"true"}, "donation_total": {"12.5"},
		"donation_count": {"1"}, "donation_last": {"2024-05-18"}, "donation_max": {"12.5"}, "record_count": {"2"},
	}
	for cat, w := range want {
		if d := cmp.Diff(w, got[cat]); d != "" {
			t.Errorf("%s: %s", cat, d)
		}
	}
}

func TestOthersKeepTheLosers(t *testing.T) {
	v := viewer(1, 2).View([]fold.RecordFacts{known(1, 1, set("party", "REP")), known(2, 1, set("party", "DEM"))})
	e, ok := v.Of(cat("party"))
	if !ok || len(e.Others) != 1 || e.Others[0].Value != "DEM" || e.Others[0].Source != id('s', 2) || e.Values[0].Event != id('e', 101) {
		t.Errorf("%+v", e)
	}
	if _, ok := v.Of(cat("city")); ok || v.Value(cat("city")) != "" || v.Value(cat("party")) != "REP" {
		t.Error("a category that nobody knows is shown")
	}
}

// Ages by birth day agree with the limits that segments compare with.
func TestLatestBirth(t *testing.T) {
	leap := fold.DayOf(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), time.UTC)
	for _, today := range []fold.Day{leap, leap + 1, leap + 365, leap - 1, leap + 100} {
		for _, age := range []int{0, 1, 17, 18, 64, 100} {
			limit := fold.LatestBirth(age, today)
			for d := limit - 800; d <= limit+800; d++ {
				got, born := fold.AgeOn(d, today)
				if want := d <= limit; want != (born && got >= age) {
					t.Fatalf("born %s, on %s: age %d, but the limit for %d is %s", d, today, got, age, limit)
				}
			}
		}
	}
}

func TestParseDay(t *testing.T) {
	for date, want := range map[string]string{"2000-02-29": "2000-02-29", "1980-05": "1980-05-01", "1980": "1980-07-01", "1901-02-30": "", "x": "", "": "", "0000": ""} {
		d, ok := fold.ParseDay(date)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%q: %s, %v", date, d, ok)
		}
	}
}

// The numbers that the rules know are those of the catalogue.
func TestNumbersAreTheCatalogues(t *testing.T) {
	if fold.AddressCategory != cat("address") {
		t.Error("address")
	}
	e := activity(1, "page_view", 1)
	p := e.Payload.(*event.ActivityRecorded)
	var want []string
	for _, c := range category.BuiltIn().All() {
		if c.FromActivity && c.Name != "landing_page" {
			want = append(want, c.Name)
			p.Properties = append(p.Properties, event.Property{Name: c.Name, Value: c.Name})
		}
	}
	var got []string
	for _, v := range contribution(t, e).Values {
		got = append(got, v.Value)
		if n := category.BuiltIn().Name(v.Category); n != v.Value {
			t.Errorf("property %s states %s", v.Value, n)
		}
		if n, ok := fold.PropertyCategory(v.Value); !ok || n != v.Category {
			t.Errorf("category of %s: %d", v.Value, n)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestIncomeBand(t *testing.T) {
	for income, want := range map[string]string{"0": "under 25k", "25000": "25k-50k", "1e9": "250k and more", "-1": "", "x": "", "NaN": ""} {
		if got, ok := fold.IncomeBand(income); got != want || ok != (want != "") {
			t.Errorf("%s: %q", income, got)
		}
	}
}

func BenchmarkFacets(b *testing.B) {
	r := known(1, 1, voterFacts()...)
	v := viewer(1)
	for b.Loop() {
		v.Facets([]fold.RecordFacts{r})
	}
}

func BenchmarkView(b *testing.B) {
	r := known(1, 1, voterFacts()...)
	v := viewer(1)
	for b.Loop() {
		v.View([]fold.RecordFacts{r})
	}
}

func BenchmarkRecord(b *testing.B) {
	r := newRecord(observed(1, voterFacts()...))
	stored := r.AppendBinary(nil)
	b.Logf("%d facts, %d bytes", len(voterFacts()), len(stored))
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := fold.DecodeRecord(r.ID, r.Account, r.Source, stored); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			stored = r.AppendBinary(stored[:0])
		}
	})
	b.Run("current", func(b *testing.B) {
		for b.Loop() {
			r.Current(fold.Filter{})
		}
	})
}

// voterFacts is a row of a voter file.
func voterFacts() []event.Fact {
	out := []event.Fact{
		set("first_name", "Margaret"), set("middle_name", "Ann"), set("last_name", "Okafor"), set("birth_date", "1961-04-02"),
		set("gender", "female"), set("voter_id", "AA104512"), set("voter_status", "active"), set("party", "UNA"),
		set("registration_date", "1994-10-03"), set("precinct", "01-23"), set("congressional_district", "NC-02"),
		set("state_senate_district", "14"), set("state_house_district", "33"), set("race", "black"), set("ethnicity", "not hispanic"),
	}
	out = append(out, address(1, "home", "street", "412 Elm Street", "unit", "3", "city", "Raleigh", "state", "NC", "postcode", "27601", "county", "Wake")...)
	out = append(out, address(2, "mail", "street", "PO Box 12", "city", "Raleigh", "state", "NC", "postcode", "27602")...)
	out = append(out, grouped(3, set("phone", "+19195550123"), set("phone_type", "mobile"))...)
	for i := range 12 {
		out = append(out, add("voted_in", strconv.Itoa(2000+2*i)+"-11-05 general"))
	}
	return out
}
