package clean_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func TestStreets(t *testing.T) {
	cases := []factCase{}
	for raw, want := range map[string]string{
		"1200  EXAMPLE ST   ":              "1200 Example St",
		"1200 Example Street":              "1200 Example St",
		"77  SAMPLE RD  #B2 ":              "77 Sample Rd {unit=Unit B2}",
		"77 Sample Rd Apt #4":              "77 Sample Rd {unit=Apt 4}",
		"795 JOHNSON MEWS APT. 394":        "795 Johnson Mews {unit=Apt 394}",
		"7292 Juan Path Suite 970":         "7292 Juan Path {unit=Ste 970}",
		"12 Main St Bldg 3 Apt 4":          "12 Main St {unit=Bldg 3 Apt 4}",
		"9 SAMPLE, REAR":                   "9 Sample {unit=Rear}",
		"120 North Main Street":            "120 N Main St",
		"120 N. Main St. NE":               "120 N Main St NE",
		"12 North St":                      "12 North St",
		"12 1/2 SAMPLE AVE":                "12 1/2 Sample Ave",
		"33-12B QUEENS BOULEVARD":          "33-12B Queens Blvd",
		"5TH AVENUE":                       "5th Ave",
		"100 5TH AVENUE":                   "100 5th Ave",
		"100 US HWY 70 W":                  "100 US Hwy 70 W",
		"12 AVENUE B":                      "12 Ave B",
		"12 ST JAMES STREET":               "12 St James St",
		"12 McDonald Way":                  "12 McDonald Way",
		"12 MCDONALD WAY":                  "12 McDonald Way",
		"N6W23001 BLUEMOUND RD":            "N6W23001 Bluemound Rd",
		"P.O. BOX 12":                      "PO Box 12",
		"Post Office Box 12A":              "PO Box 12A",
		"PSC 1 BOX 2":                      "PSC 1 Box 2",
		"RR 2 Box 15":                      "RR 2 Box 15",
		"GENERAL DELIVERY":                 "General Delivery",
		"REMOVED":                          "missing",
		"Address Confidential":             "missing",
		"Flat 2, 10 High Street":           "10 High St {unit=Flat 2}",
		"Hauptstra\u00dfe 5":               "Hauptstra\u00dfe 5",
		"bendigo street":                   "Bendigo St",
		"5 central coast van park circuit": "5 Central Coast Van Park Cct",
		"N/A":                              "missing",
	} {
		cases = append(cases, factCase{"street", raw, want})
	}
	runFacts(t, clean.Options{}, cases)
	runFacts(t, clean.Options{Region: "AU"}, []factCase{{"street", "2/10 Smith St", "10 Smith St {unit=Unit 2}"}})
	runFacts(t, clean.Options{Region: "CA"}, []factCase{{"street", "4-123 Main St", "123 Main St {unit=Unit 4}"}})
}

func TestSplitStreet(t *testing.T) {
	for street, want := range map[string][2]string{
		"120 N Main St":       {"120", "N Main St"},
		"12 1/2 Sample Ave":   {"12 1/2", "Sample Ave"},
		"PO Box 12":           {"12", "PO Box"},
		"Hauptstra\u00dfe 5a": {"5a", "Hauptstra\u00dfe"},
		"5th Ave":             {"", "5th Ave"},
		"Bendigo St":          {"", "Bendigo St"},
		"Hwy 70":              {"", "Hwy 70"},
		"":                    {"", ""},
	} {
		number, name := clean.SplitStreet(street)
		if diff := cmp.Diff(want, [2]string{number, name}); diff != "" {
			t.Errorf("SplitStreet(%q):\n%s", street, diff)
		}
	}
	for unit, want := range map[string]string{"Apt 4B": "4B", "Unit 04": "4", "Rear": "Rear", "": ""} {
		if got := clean.UnitNumber(unit); got != want {
			t.Errorf("UnitNumber(%q) = %q, want %q", unit, got, want)
		}
	}
}

func TestOneLineAddresses(t *testing.T) {
	cases := []factCase{}
	for raw, want := range map[string]string{
		"12 Main St Apt 4, Raleigh, NC 27601":         "home {street=12 Main St} {unit=Apt 4} {city=Raleigh} {state=NC} {postcode=27601}",
		"12 Main St, Apt 4, Raleigh, North Carolina":  "home {street=12 Main St} {unit=Apt 4} {city=Raleigh} {state=NC}",
		"12 MAIN ST RALEIGH NC 27601-1234":            "home {street=12 Main St} {city=Raleigh} {state=NC} {postcode=27601} {postcode4=1234}",
		"1 Test St\nHyannis, MA 02601\nUS":            "home {country=US} {street=1 Test St} {city=Hyannis} {state=MA} {postcode=02601}",
		"1 Test St, San Francisco, CA, 94110":         "home {street=1 Test St} {city=San Francisco} {state=CA} {postcode=94110}",
		"Raleigh, NC":                                 "home {city=Raleigh} {state=NC}",
		"10 Downing Street, London SW1A 2AA, UK":      "home {country=GB} {street=10 Downing St} {city=London} {postcode=SW1A 2AA}",
		"Flat 2, 10 High Street, Leeds, LS1 4DY, UK":  "home {country=GB} {street=10 High St} {unit=Flat 2} {city=Leeds} {postcode=LS1 4DY}",
		"Hauptstra\u00dfe 5, 10115 Berlin, Germany":   "home {country=DE} {street=Hauptstra\u00dfe 5} {city=Berlin} {postcode=10115}",
		"123 Main St, Toronto, ON M5V 2T6":            "home {street=123 Main St} {city=Toronto} {state=CA-ON} {postcode=M5V 2T6}",
		"12 Smith Street, Sydney NSW 2000, Australia": "home {country=AU} {street=12 Smith St} {city=Sydney} {state=AU-NSW} {postcode=2000}",
		"REMOVED": "missing",
		"Home":    "nothing ! not an address",
	} {
		cases = append(cases, factCase{"address", raw, want})
	}
	runFacts(t, clean.Options{}, cases)
}

func TestAddressParts(t *testing.T) {
	for _, c := range []struct {
		name string
		in   clean.AddressInput
		want string
	}{
		{"columns of a register", clean.AddressInput{
			HouseNumber: "961", HouseFraction: "1/2", StreetPrefix: "N", StreetName: "SAMPLE", StreetType: "RD", UnitType: "APT", Unit: "4",
			City: "CHOCOWINITY", State: "NC", Postcode: "278171234", County: "BEAUFORT COUNTY",
		}, "home | street=961 1/2 N Sample Rd | unit=Apt 4 | city=Chocowinity | state=NC | postcode=27817 | postcode4=1234 | county=Beaufort"},
		{"unit in line 2", clean.AddressInput{Kind: "Mailing", Line1: "12 Main St", Line2: "Apt. 152", City: "Graham", State: "N.C."}, "mail | street=12 Main St | unit=Apt 152 | city=Graham | state=NC"},
		{"street in line 2", clean.AddressInput{Line1: "c/o Example House", Line2: "12 Main St"}, "home | street=12 Main St"},
		{"designator without number", clean.AddressInput{Line1: "12 Main St", UnitType: "#", Unit: "APT"}, "home | street=12 Main St"},
		{"city and postcode exchanged", clean.AddressInput{Line1: "1 Test St", City: "27601", Postcode: "Raleigh", State: "NC"}, "home | street=1 Test St | city=Raleigh | state=NC | postcode=27601"},
		{"lost zero", clean.AddressInput{Kind: "work", City: "Hyannis", State: "MA", Postcode: "2601"}, "work | city=Hyannis | state=MA | postcode=02601"},
		{"house number apart", clean.AddressInput{HouseNumber: "5", Line1: "bendigo street", City: "avalon", State: "tas", Postcode: "4680", Country: "Australia"}, "home | country=AU | street=5 Bendigo St | city=Avalon | state=AU-TAS | postcode=4680"},
		{"province tells the country", clean.AddressInput{State: "Ontario", Postcode: "m5v2t6"}, "home | state=CA-ON | postcode=M5V 2T6"},
		{"removed voter", clean.AddressInput{Line1: "REMOVED", City: " ", County: "WAKE"}, ""},
		{"nothing", clean.AddressInput{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, ok := clean.Address(c.in, clean.Options{})
			if ok != (c.want != "") || texts(v) != c.want {
				t.Errorf("got %v %q\nwant %q", ok, texts(v), c.want)
			}
		})
	}
}
