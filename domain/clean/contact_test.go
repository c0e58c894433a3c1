package clean_test

import (
	"fmt"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func TestEmail(t *testing.T) {
	const none = "nothing ! not an e-mail address"
	cases := []factCase{}
	for raw, want := range map[string]string{
		"Nea Nord <NEA.NORD@EXAMPLE.ORG>":       "nea.nord@example.org",
		"mailto:olle@example.org?subject=Hello": "olle@example.org",
		"a@example.org; b@example.org":          "a@example.org | b@example.org",
		"a@example.org, A@EXAMPLE.ORG":          "a@example.org",
		"p@example.com ::: q@example.com":       "p@example.com | q@example.com",
		"Ann <a@b.org>, Bo <b@b.org>":           "a@b.org | b@b.org",
		"a@example.org b@example.org":           "a@example.org | b@example.org",
		"Home: a@example.org":                   "a@example.org",
		"not-an-email":                          none,
		`"quoted"user"@example.org`:             none,
		"user@m\u00fcnchen.example":             "user@xn--mnchen-3ya.example",
		"a@example.org.":                        "a@example.org",
		"a @example.org":                        "a@example.org",
		"a+tag@example.org":                     "a+tag@example.org",
		"john smith@example.org":                none,
		"a@localhost":                           none,
		"a..b@example.org":                      none,
		"a@-example.org":                        none,
		"@example.org":                          none,
		"a@example.org; rubbish@":               "a@example.org ! not an e-mail address",
		"test@test.com":                         "missing",
		"test@fb.com":                           "missing",
		"none@none.com":                         "missing",
		"NoEmail@anything.org":                  "missing",
		"anonymous@test.com":                    "missing",
		"no email":                              "missing",
		"N/A":                                   "missing",
		"acme@acme.org":                         "acme@acme.org",
		"testa@example.org":                     "testa@example.org",
	} {
		cases = append(cases, factCase{"email", raw, want})
	}
	runFacts(t, clean.Options{}, cases)
}

func TestPhone(t *testing.T) {
	cases := []factCase{}
	for raw, want := range map[string]string{
		"9.19555E+09":                    "nothing ! digits lost in scientific notation",
		"9.195550143E+09":                "+19195550143",
		"9195550143.0":                   "+19195550143",
		"(919) 555-0143 x22":             "+19195550143",
		"(919) 555-0143 ext. 22":         "+19195550143",
		"+44 20 7946 0958":               "+442079460958",
		"5550143":                        "nothing ! no area code",
		"555-0143":                       "nothing ! no area code",
		"919.555.0143 / 984.555.0142":    "+19195550143 | +19845550142",
		"919/555-0143":                   "+19195550143",
		"+1 919-555-0143 ::: 9845550142": "+19195550143 | +19845550142",
		"p:+5511999999991":               "+5511999999991",
		"'+1 919 555 0143":               "+19195550143",
		"1-(480)891-5510":                "+14808915510",
		"919-555-0143 (cell)":            "+19195550143 {phone_type=mobile}",
		"call me":                        "nothing ! not a phone number",
		"(537)5707208":                   "+15375707208 ! a number range that is not in use",
		"9191550143":                     "nothing ! no such area code or exchange",
		"0000000":                        "missing",
		"000-000-0000":                   "missing",
		"555-555-5555":                   "missing",
		"(123) 456-7890":                 "missing",
		"9999999999":                     "missing",
		"919-000-0000":                   "missing",
		"-":                              "missing",
		"N/A":                            "missing",
		"<test lead: dummy data for phone_number>": "missing",
	} {
		cases = append(cases, factCase{"phone", raw, want})
	}
	runFacts(t, clean.Options{}, cases)
	runFacts(t, clean.Options{Region: "AU"}, []factCase{
		{"phone", "03 9818 2862", "+61398182862"},
	})
	runFacts(t, clean.Options{Region: "DE"}, []factCase{{"phone", "030 901820", "+4930901820"}})
}

// TestPhoneAgreesWithLibrary defends the fast path for plain American numbers:
// whatever it accepts the library calls valid, and nothing valid is lost.
func TestPhoneAgreesWithLibrary(t *testing.T) {
	forms := []string{"%s%s%s", "(%s) %s-%s", "%s-%s-%s", "1%s%s%s", "+1 %s %s %s", "%s.%s.%s"}
	check := func(t failer, form, area, exchange, line string) {
		raw := fmt.Sprintf(form, area, exchange, line)
		got := clean.Phone(raw, clean.Options{})
		n, err := phonenumbers.Parse(raw, "US")
		valid := err == nil && phonenumbers.IsValidNumber(n)
		accepted := len(got.Values) == 1 && got.Problem == ""
		if got.Missing {
			return // a placeholder
		}
		if accepted != valid {
			t.Fatalf("%q: library %v, here %s", raw, valid, show(got))
		}
		if want := phonenumbers.Format(n, phonenumbers.E164); valid && got.Values[0].Text != want {
			t.Fatalf("%q: library %s, here %s", raw, want, show(got))
		}
	}
	for area := 200; area < 1000; area++ {
		check(t, forms[area%len(forms)], fmt.Sprint(area), "286", "0143")
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.SampledFrom(forms).Draw(t, "form"),
			rapid.StringMatching("[0-9]{3}").Draw(t, "area"),
			rapid.StringMatching("[0-9]{3}").Draw(t, "exchange"),
			rapid.StringMatching("[0-9]{4}").Draw(t, "line"))
	})
}
