package clean_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// ugly are pieces of the cells that files really hold.
var ugly = []string{
	"", " ", "-", "N/A", "NULL", `\N`, "null", "0", "1", "00", "2601", "27601-1234", "K1A 0B1", "sw1a2aa", `="02601"`, "'+1 919 555 0101",
	"9.19555E+09", "9195550101.0", "(919) 555-0101 x22", "919.555.0101 / 984.555.0102", "+44 20 7946 0958", "+", "e+", "1e5",
	"Nea Nord <NEA@EXAMPLE.ORG>", "mailto:a@b.org?subject=x", "a@b.org;c@d.org", `"q"u"@b.org`, "user@münchen.example", "a @b.org", "@", "a@b.org.",
	"03/04/1985", "13.4.85", "4-Mar-85", "00/00/0000", "19960300", "2/29/1900", "22678", "45293.5", "1985-04-03T10:11:12.5+02:00", "Jan 2 2024 7:05 PM", "20240102T101112Z", "1712345678901", "30000-01-01", "Mon Jan 2 15:04:05 2006",
	"O'BRIEN", "MCDONALD", "VAN DER BERG", "Smith, John Q, Jr.", "Mr. & Mrs. John Smith", "JosÃ©", "NÚÑEZ", "ΣΑΣ", "İSTANBUL", "ǅ", "ß", "ŉ", "tj", "D'ANGELO-SMITH III", `Bob "Bo" Lee`,
	"12 Main St Apt 4, Raleigh, NC 27601", "1200  EXAMPLE ST  #B2", "PO BOX 12", "Flat 2, 10 High St", "Hauptstraße 5", "100 US HWY 70 W", "12 1/2 N NORTH ST NE", "PSC 1 BOX 2", "9 SAMPLE, REAR", "5TH AVE", "2/10 Smith St", "# 4", "APT", "Bldg 3 Apt 4",
	"$1,234.50", "1.234,50", "(12.5)", "12%", "50k", "1,234", "-0", ".5", "5.", "007", "35.78, -78.64", "POINT(-78.64 35.78)",
	`"VIP","Blog, weekly"`, "x, y;z|w", "a ::: b", `["a","b"]`, ",", ";;", "GENERAL-11/05/2024", "20201103 GE(E)", "NC-04", "District 15a",
	"\u202egnirts\u202c", "a\u200bb\ufeff", "e\u0301", "\x00", "\xff\xfe", "👩‍👩‍👧", "\u1e9b\u0323", "\u0345", "ﬁ", "Ⅷ", "٣", "１２", "https://www.Example.org/a?utm_source=x", "@handle", "en_US.UTF-8", "F", "Y", "W", "D", "America/New_York",
}

// cell draws a cell: pieces of real ones glued together, or any text.
func cell() *rapid.Generator[string] {
	piece := rapid.SampledFrom(ugly)
	return rapid.OneOf(
		piece,
		rapid.Custom(func(t *rapid.T) string {
			sep := rapid.SampledFrom([]string{"", " ", ", ", "; ", "-", "/", "."}).Draw(t, "sep")
			return strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "pieces"), sep)
		}),
		rapid.String(),
		rapid.StringMatching(`[ 0-9./,:'-]{0,20}`),
		rapid.StringMatching(`[A-Za-z0-9 .,'#-]{0,30}`),
	)
}

// TestCleanStaysClean defends the invariant of the package: whatever a cell
// came to is a fixed point of its rule.
func TestCleanStaysClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(categories).Draw(t, "category")
		o := clean.Options{
			Now:     now,
			Region:  rapid.SampledFrom([]string{"", "US", "CA", "AU", "GB", "DE", "FR", "XX"}).Draw(t, "region"),
			Dialect: rapid.SampledFrom([]string{"", "us-nc", "us-fl", "us-ny"}).Draw(t, "dialect"),
		}
		checkFact(t, c.name, c.typ, cell().Draw(t, "cell"), o)
	})
}

// TestEveryPairOfPieces runs the pieces through every category, alone and in
// pairs, so that nothing depends on what rapid happens to draw.
func TestEveryPairOfPieces(t *testing.T) {
	for _, c := range categories {
		t.Run(c.name+" "+c.typ, func(t *testing.T) {
			for _, a := range ugly {
				checkFact(t, c.name, c.typ, a, clean.Options{Now: now})
				if c.name != "phone" { // the library is slow
					for _, b := range ugly {
						checkFact(t, c.name, c.typ, a+" "+b, clean.Options{Now: now})
					}
				}
			}
		})
	}
}

// TestStreetsStay defends the same for the parts of an address.
func TestStreetsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		region := rapid.SampledFrom([]string{"", "CA", "AU", "GB", "DE"}).Draw(t, "region")
		o := clean.Options{Region: region}
		in := clean.AddressInput{Line1: cell().Draw(t, "line 1"), Line2: cell().Draw(t, "line 2"), City: cell().Draw(t, "city")}
		v, ok := clean.Address(in, o)
		if !ok {
			return
		}
		again := clean.AddressInput{Kind: v.Text}
		for _, p := range v.Parts {
			switch p.Category {
			case "street":
				again.Line1 = p.Text
			case "unit":
				again.Unit = p.Text
			case "city":
				again.City = p.Text
			}
		}
		w, _ := clean.Address(again, o)
		if texts(v) != texts(w) {
			t.Fatalf("%+v gives %q, which gives %q", in, texts(v), texts(w))
		}
	})
}

// texts is a value without its raw parts.
func texts(v clean.Value) string {
	var b strings.Builder
	b.WriteString(v.Text)
	for _, p := range v.Parts {
		b.WriteString(" | " + p.Category + "=" + p.Text)
	}
	return b.String()
}
