package clean_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func TestEnums(t *testing.T) {
	runFacts(t, clean.Options{}, []factCase{
		{"party", "D", "DEM"}, {"party", "Democratic Party", "DEM"}, {"party", "REP", "REP"}, {"party", "NOPTY", "UNA"},
		{"party", "NPA", "UNA"}, {"party", "BLK", "UNA"}, {"party", "UAF", "UNA"}, {"party", "LPF", "LIB"}, {"party", "none", "UNA"},
		{"party", "eco", "ECO"}, {"party", "Pirate Party", "Pirate Party"}, {"party", "3", "nothing ! a code without its list"}, {"party", "unknown", "missing"},
		{"gender", "F", "female"}, {"gender", "MALE", "male"}, {"gender", "X", "nonbinary"}, {"gender", "U", "missing"}, {"gender", "dog", "nothing ! not in the list of gender"},
		{"voter_status", "A", "active"}, {"voter_status", "ACT", "active"}, {"voter_status", "AM", "active"}, {"voter_status", "INA", "inactive"},
		{"voter_status", "CONFIRMATION", "inactive"}, {"voter_status", "R ", "removed"}, {"voter_status", "D", "denied"}, {"voter_status", "S", "temporary"}, {"voter_status", "17", "temporary"},
		{"race", "W", "white"}, {"race", "B", "black"}, {"race", "TWO or MORE RACES", "multiracial"}, {"race", "U", "missing"},
		{"race", "5", "nothing ! a code without its list"}, {"race", "White; Asian", "white | asian"},
		{"ethnicity", "NL", "not hispanic"}, {"ethnicity", "NOT HISPANIC or NOT LATINO", "not hispanic"}, {"ethnicity", "UN", "missing"},
		{"marital_status", "M", "married"}, {"education", "Bachelor's Degree", "bachelor"}, {"religion", "Quaker", "Quaker"},
		{"voting_method", "ABSENTEE ONESTOP", "early"}, {"voting_method", "ABSENTEE BY MAIL", "mail"}, {"voting_method", "IN-PERSON", "in person"},
		{"voted_in", "GENERAL-11/05/2024", "2024-11-05 general"}, {"voted_in", "11/05/2024 GENERAL", "2024-11-05 general"},
		{"voted_in", "General Election, 2024;20201103 GE(E)", "2024 general | 2020-11-03 general"},
		{"email_opt_in", "Unsubscribed", "unsubscribed"}, {"email_opt_in", "1", "subscribed"}, {"email_opt_in", "cleaned", "bounced"}, {"email_opt_in", "Spam complaint", "complained"},
		{"phone_type", "Cell", "mobile"}, {"preferred_channel", "Text", "sms"}, {"preferred_language", "Spanish", "es"},
		{"preferred_language", "en_US.UTF-8", "en-US"}, {"preferred_language", "zh-hant", "zh-Hant"}, {"preferred_language", "klingon!", "nothing ! not a language"},
		{"donation_method", "Check", "cheque"}, {"urbanicity", "R", "rural"}, {"device_type", "iPhone", "mobile"}, {"timezone", "Eastern", "America/New_York"},
	})
	runFacts(t, clean.Options{Dialect: "us-fl"}, []factCase{{"race", "5", "white"}, {"race", "9", "missing"}, {"race", "W", "white"}})
	runFacts(t, clean.Options{Dialect: "us-ny"}, []factCase{{"voter_status", "P", "removed"}})
}

func TestPlaces(t *testing.T) {
	runFacts(t, clean.Options{}, []factCase{
		{"state", "nc", "NC"}, {"state", "N.C.", "NC"}, {"state", "North Carolina", "NC"}, {"state", "D.C.", "DC"}, {"state", "WA", "WA"},
		{"state", "Ontario", "CA-ON"}, {"state", "qld", "AU-QLD"}, {"state", "Bayern", "DE-BY"}, {"state", "vicl", "Vicl ! not a known state"}, {"state", "37", "nothing ! not a known state"},
		{"country", "United States", "US"}, {"country", "U.S.A.", "US"}, {"country", "deu", "DE"}, {"country", "Côte d'Ivoire", "CI"}, {"country", "Atlantis", "nothing ! not a known country"},
		{"county", "ALAMANCE", "Alamance"}, {"county", "Wake County", "Wake"}, {"city", "WINSTON-SALEM", "Winston-Salem"}, {"city", "12345", "nothing ! not a city"},
		{"congressional_district", "04", "4"}, {"congressional_district", "NC-04", "4"}, {"congressional_district", "Congressional 6", "6"}, {"state_house_district", "064", "64"}, {"judicial_district", "15A", "15A"},
		{"precinct", "08N", "08N"},
		{"postcode", "2601", "02601"}, {"postcode", "501", "00501"}, {"postcode", "26011234", "02601 {postcode4=1234}"}, {"postcode", "501-0001", "00501 {postcode4=0001}"},
		{"postcode", "2601.0", "02601"}, {"postcode", "27601-", "27601"}, {"postcode", "K1A 0B1", "K1A 0B1"}, {"postcode", "sw1a2aa", "SW1A 2AA"}, {"postcode", "272530012", "27253 {postcode4=0012}"},
		{"postcode", "00000", "missing"}, {"postcode", "12", "nothing ! not a postal code"}, {"postcode4", "12", "0012"}, {"postcode4", "0000", "missing"},
		{"location", "35.7796000,-78.6382000", "35.7796,-78.6382"}, {"location", "POINT(-78.64 35.78)", "35.78,-78.64"}, {"location", "0,0", "missing"}, {"location", "95,10", "nothing ! not a latitude and longitude"},
	})
	runFacts(t, clean.Options{Region: "AU"}, []factCase{{"state", "WA", "AU-WA"}, {"state", "nt", "AU-NT"}, {"postcode", "800", "0800"}})
	for _, c := range []struct {
		want    string
		samples []string
	}{{"AU", []string{"nsw", "vic", "qld", "wa", ""}}, {"", []string{"NC", "VA", "WA"}}, {"", nil}, {"CA", []string{"ON", "QC", "Ontario"}}} {
		if got := clean.DetectRegion(c.samples); got != c.want {
			t.Errorf("DetectRegion(%v) = %q, want %q", c.samples, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for raw, want := range map[string]string{
		"42": "42", "007": "7", "0": "0", "-0": "0", "-3.50": "-3.5", "+5": "5", "$1,234.50": "1234.5", "-$5": "-5", "$-5": "-5", "(12.50)": "-12.5",
		"1.234,50": "1234.5", "1234,56": "1234.56", "12,00": "12", "1,234": "1234", "1.234": "1.234", "1,234,567": "1234567", "1.234.567": "1234567",
		"1 234,5": "1234.5", "12%": "12", "50k": "50000", "1.2M": "1200000", "1e3": "1000", "1.5E-2": "0.015", ".5": "0.5", "5.": "5", "€ 10": "10",
		"": "", "abc": "", "1.2.3": "", "1,23,4": "", "--5": "", "1e999": "", "12 apples": "", "1-2": "",
	} {
		got, ok := clean.Number(raw)
		if got != want || ok != (want != "") {
			t.Errorf("Number(%q) = %q, %v; want %q", raw, got, ok, want)
		}
	}
}
