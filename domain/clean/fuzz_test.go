package clean_test

import (
	"testing"
	"unicode/utf8"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// categories are those with a rule of their own, and the types of custom ones.
var categories = []struct{ name, typ string }{
	{"title_prefix", "enum"}, {"first_name", "text"}, {"middle_name", "text"}, {"last_name", "text"},
	{"suffix", "enum"}, {"nickname", "text"}, {"birth_date", "date"}, {"birth_year", "number"}, {"age", "number"},
	{"gender", "enum"}, {"deceased", "bool"}, {"email", "text"}, {"phone", "text"}, {"phone_type", "enum"},
	{"email_opt_in", "enum"}, {"preferred_channel", "enum"}, {"preferred_language", "enum"},
	{"address", "address"}, {"street", "text"}, {"unit", "text"}, {"city", "text"}, {"state", "enum"},
	{"postcode", "text"}, {"postcode4", "text"}, {"country", "enum"}, {"location", "geo"}, {"timezone", "enum"},
	{"county", "enum"}, {"municipality", "enum"}, {"congressional_district", "enum"}, {"voter_id", "text"},
	{"voter_status", "enum"}, {"party", "enum"}, {"registration_date", "date"}, {"voted_in", "enum"},
	{"voting_method", "enum"}, {"race", "enum"}, {"ethnicity", "enum"}, {"education", "enum"},
	{"employer", "text"}, {"tag", "enum"}, {"referrer_domain", "enum"}, {"user_id", "text"}, {"twitter", "text"},
	{"website", "text"}, {"notes", "text"},
	{"custom", "text"}, {"custom", "enum"}, {"custom", "bool"}, {"custom", "number"}, {"custom", "date"}, {"custom", "geo"}, {"custom", "nonsense"},
}

// FuzzFact holds for every category: valid UTF-8 out, bounded, no blank value,
// missing means nothing else, and cleaning a clean value changes nothing.
func FuzzFact(f *testing.F) {
	for i, raw := range ugly { // every pair is TestEveryPairOfPieces's work
		f.Add(uint8(i%len(categories)), raw, "")
	}
	f.Add(uint8(0), "WA", "AU")
	f.Fuzz(func(t *testing.T, i uint8, raw, region string) {
		c := categories[int(i)%len(categories)]
		checkFact(t, c.name, c.typ, raw, clean.Options{Region: region, Now: now})
	})
}

// failer is what testing.T and rapid.T share.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkFact(t failer, category, typ, raw string, o clean.Options) {
	t.Helper()
	r := clean.Fact(category, typ, raw, o)
	if r.Missing && (len(r.Values) > 0 || r.Problem != "") {
		t.Fatalf("%s %q: missing with %+v", category, raw, r)
	}
	if len(r.Values) > 200 {
		t.Fatalf("%s: %d values", category, len(r.Values))
	}
	again := o
	again.Single = true
	again.OrderKnown = true
	for _, v := range r.Values {
		checkText(t, category, raw, v.Text)
		for _, p := range v.Parts {
			checkText(t, p.Category, raw, p.Text)
		}
		if category == "address" {
			continue // its text is a kind, not an address; see TestStreetsStay
		}
		r2 := clean.Fact(category, typ, v.Text, again)
		if len(r2.Values) != 1 || r2.Values[0].Text != v.Text {
			t.Fatalf("%s: %q gives %q, which gives %+v", category, raw, v.Text, r2)
		}
	}
}

func checkText(t failer, category, raw, text string) {
	t.Helper()
	if text == "" || !utf8.ValidString(text) || len(text) > clean.MaxText {
		t.Fatalf("%s %q: value %q", category, raw, text)
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("12 Main St Apt 4", "Rear", "Raleigh", "NC", "27601", "US")
	f.Add("Flat 2, 10 High St", "", "London", "", "SW1A 2AA", "GB")
	f.Fuzz(func(t *testing.T, line1, line2, city, state, postcode, country string) {
		in := clean.AddressInput{Line1: line1, Line2: line2, City: city, State: state, Postcode: postcode, Country: country}
		for _, in := range []clean.AddressInput{in, {Full: line1 + "\n" + city}, {HouseNumber: line1, StreetName: line2, StreetType: city, Unit: state}} {
			v, ok := clean.Address(in, clean.Options{})
			if ok == (len(v.Parts) == 0) {
				t.Fatalf("%+v: %v %+v", in, ok, v)
			}
			for _, p := range v.Parts {
				checkText(t, p.Category, line1, p.Text)
				if !utf8.ValidString(p.Raw) {
					t.Fatalf("raw %q", p.Raw)
				}
			}
		}
	})
}

func FuzzStreet(f *testing.F) {
	for _, raw := range ugly {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		s := clean.Street(raw)
		if again := clean.Street(s); again != s {
			t.Fatalf("%q gives %q, which gives %q", raw, s, again)
		}
		number, name := clean.SplitStreet(s)
		if s != "" && number == "" && name == "" {
			t.Fatalf("%q lost", s)
		}
		u := clean.Unit(raw)
		if again := clean.Unit(u); again != u {
			t.Fatalf("unit %q gives %q, which gives %q", raw, u, again)
		}
	})
}

func FuzzFullName(f *testing.F) {
	for _, raw := range ugly {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, order := range []clean.NameOrder{clean.GivenFirst, clean.SurnameFirst} {
			n := clean.FullNameOrdered(raw, order)
			for _, s := range []string{n.Prefix, n.First, n.Middle, n.Last, n.Suffix, n.Nickname} {
				if !utf8.ValidString(s) || len(s) > 4*clean.MaxText {
					t.Fatalf("%q: %+v", raw, n)
				}
			}
		}
	})
}

func FuzzTimestamp(f *testing.F) {
	for _, raw := range ugly {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		ts, p, ok := clean.Timestamp(raw, clean.Options{Now: now})
		if ok != (p != clean.NoDate) || ok && (ts.Year() < 1599 || ts.Year() > 2201) {
			t.Fatalf("%q: %v %v %v", raw, ts, p, ok)
		}
		clean.DetectDayFirst([]string{raw, raw})
		clean.DayOrderKnown([]string{raw})
		clean.DetectRegion([]string{raw})
	})
}

func FuzzURL(f *testing.F) {
	f.Add("https://www.Example.org:8080/a?utm_source=x&utm_medium=%zz#f", "Mozilla/5.0")
	f.Add("//münchen.example/ü", "bot")
	f.Fuzz(func(t *testing.T, raw, ua string) {
		l, ok := clean.URL(raw)
		if ok && (l.Host == "" || l.Path == "" || !utf8.ValidString(l.Host) || !utf8.ValidString(l.Path)) {
			t.Fatalf("%q: %+v", raw, l)
		}
		clean.ReferrerDomain(raw, raw)
		clean.UserAgent(ua)
	})
}

func FuzzFold(f *testing.F) {
	for _, raw := range ugly {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		s := clean.Fold(raw)
		if !utf8.ValidString(s) && utf8.ValidString(raw) || clean.Fold(s) != s {
			t.Fatalf("%q gives %q, which gives %q", raw, s, clean.Fold(s))
		}
		if x := clean.Text(raw, clean.Options{}); clean.Text(x, clean.Options{}) != x {
			t.Fatalf("%q gives %q, which gives %q", raw, x, clean.Text(x, clean.Options{}))
		}
	})
}
