package mapping_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
)

// BenchmarkFacts reads rows of 20 columns of an ordinary list, cleaning
// included.
func BenchmarkFacts(b *testing.B) {
	tb := table{
		header: []string{
			"Member ID", "Title", "First Name", "Middle Name", "Last Name", "Suffix", "Date of Birth", "Gender", "Email", "Email Opt In",
			"Mobile", "Home Phone", "Address 1", "Address 2", "City", "State", "Zip", "Party", "Tags", "Notes",
		},
	}
	for i := range 64 {
		tb.rows = append(tb.rows, []string{
			"77" + string(rune('0'+i%10)) + string(rune('0'+i/10)) + "1", "Ms.", "ADA", "Q", "O'FAKERTON", "Jr", "02/03/1985", "F", "Ada.Fake@Example.org", "yes",
			"(919) 555-0101", "919-555-0102", "1200 EXAMPLE ST", "Apt 4", "CHAPEL HILL", "NC", "27514", "DEM", "volunteer, donor", "met at the fair",
		})
	}
	p := guess(b, tb, mapping.Options{})
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		got, _ := p.Facts(tb.rows[n%len(tb.rows)])
		if len(got.Facts) < 20 {
			b.Fatal("facts are missing")
		}
		n++
	}
}

// BenchmarkVoterFacts reads rows of a voter file of 67 columns.
func BenchmarkVoterFacts(b *testing.B) {
	tb := load(b, "samples/voter/nc_ncvoter_67col_fake.txt")
	p := guess(b, tb, mapping.Options{})
	b.ReportAllocs()
	for b.Loop() {
		if got, _ := p.Facts(tb.rows[0]); len(got.Facts) < 20 {
			b.Fatal("facts are missing")
		}
	}
}

// BenchmarkGuess plans a file of 217 columns.
func BenchmarkGuess(b *testing.B) {
	tb := load(b, "samples/crm/nationbuilder_people_export.csv")
	for b.Loop() {
		guess(b, tb, mapping.Options{})
	}
}
