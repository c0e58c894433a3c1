package clean_test

import (
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// voterRow is a row as a state's voter file has it: capitals, padding, codes.
var voterRow = []struct{ category, typ, raw string }{
	{"voter_id", "text", "AB123456"},
	{"last_name", "text", "O'SAMPLE            "},
	{"first_name", "text", "MARGUERITE"},
	{"middle_name", "text", "Q"},
	{"suffix", "enum", "JR"},
	{"voter_status", "enum", "ACTIVE"},
	{"county", "enum", "ALAMANCE"},
	{"registration_date", "date", "10/01/1984"},
	{"race", "enum", "W"},
	{"ethnicity", "enum", "NL"},
	{"party", "enum", "UNA"},
	{"gender", "enum", "F"},
	{"birth_year", "number", "1951"},
	{"phone", "text", "3365550143"},
	{"email", "text", "MARGUERITE.SAMPLE@EXAMPLE.ORG"},
	{"precinct", "enum", "08N"},
	{"congressional_district", "enum", "04"},
	{"state_house_district", "enum", "064"},
	{"birth_date", "date", "1951-07-23"},
	{"permanent_absentee", "bool", "N"},
}

var now = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// BenchmarkVoterRow cleans the 20 cells of a voter row.
func BenchmarkVoterRow(b *testing.B) {
	o := clean.Options{Now: now, OrderKnown: true, Dialect: "us-nc"}
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range voterRow {
			if r := clean.Fact(c.category, c.typ, c.raw, o); len(r.Values) != 1 {
				b.Fatalf("%s %q: %+v", c.category, c.raw, r)
			}
		}
	}
}

// BenchmarkVoterAddress cleans the address of a voter row from its parts.
func BenchmarkVoterAddress(b *testing.B) {
	in := clean.AddressInput{
		Line1: "1200  EXAMPLE ST  APT 4 ", City: "BURLINGTON", State: "NC",
		Postcode: "272151234", County: "ALAMANCE",
	}
	b.ReportAllocs()
	for b.Loop() {
		if v, ok := clean.Address(in, clean.Options{}); !ok || len(v.Parts) != 7 {
			b.Fatalf("%+v", v)
		}
	}
}

// BenchmarkOne times each cleaner that has a slow path.
func BenchmarkOne(b *testing.B) {
	for _, c := range []struct{ name, category, raw string }{
		{"phone fast", "phone", "(336) 555-0143"},
		{"phone library", "phone", "+44 20 7946 0958"},
		{"date words", "registration_date", "Sep 26, 2026 7:05 PM"},
		{"address line", "address", "12 Main St Apt 4, Raleigh, NC 27601"},
		{"text accents", "notes", "Crème brûlée à la carte"},
		{"tags", "tag", `"VIP","Blog, weekly"`},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				clean.Fact(c.category, "text", c.raw, clean.Options{Now: now})
			}
		})
	}
	b.Run("full name", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			clean.FullName("Dr. José van der Berg Jr.")
		}
	})
	b.Run("user agent", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			clean.UserAgent("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36")
		}
	})
}
