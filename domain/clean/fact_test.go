package clean_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// show writes a result on one line: "value {part=text} | value ! problem",
// "missing", or "nothing ! problem".
func show(r clean.Result) string {
	if r.Missing {
		return "missing"
	}
	var all []string
	for _, v := range r.Values {
		s := v.Text
		for _, p := range v.Parts {
			s += " {" + p.Category + "=" + p.Text + "}"
		}
		all = append(all, s)
	}
	s := strings.Join(all, " | ")
	if len(all) == 0 {
		s = "nothing"
	}
	if r.Problem != "" {
		s += " ! " + r.Problem
	}
	return s
}

// factCase is one cell and what it should come to.
type factCase struct{ category, raw, want string }

func runFacts(t *testing.T, o clean.Options, cases []factCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.category+" "+cut(c.raw), func(t *testing.T) {
			if diff := cmp.Diff(c.want, show(clean.Fact(c.category, "text", c.raw, o))); diff != "" {
				t.Errorf("Fact(%q, %q) (-want +got):\n%s", c.category, c.raw, diff)
			}
		})
	}
}

func cut(s string) string {
	if len(s) > 40 {
		return s[:40]
	}
	return s
}

// TestNastyCells are the kinds of cells in the nasty samples that concern
// cleaning.
func TestNastyCells(t *testing.T) {
	const mojibake = "looks like text read in the wrong character set"
	runFacts(t, clean.Options{Now: now}, []factCase{
		{"postcode", `="02601"`, "02601"},
		{"phone", `="0019195550143"`, "+19195550143"},
		{"last_name", "N\u00dc\u00d1EZ   ", "Nüñez"},
		{"last_name", "Mu\u0308ller", "Müller"},
		{"last_name", "O\u2019Brien", "O’Brien"},
		{"first_name", "Zo\u00c3\u00ab", "Zo\u00c3\u00ab ! " + mojibake},
		{"notes", "it\u00e2\u20ac\u2122s", "it\u00e2\u20ac\u2122s ! " + mojibake},
		{"first_name", "A\x00da", "Ada"},
		{"first_name", "\x00", "missing"},
		{"first_name", "\u202eadA\u202c", "adA"},
		{"notes", "\U0001F469\u200d\U0001F469\u200d\U0001F467 family", "\U0001F469\u200d\U0001F469\u200d\U0001F467 family"},
		{"last_name", "<script>alert(1)</script>", "<Script>alert(1)</Script>"},
		{"last_name", "Robert'); DROP TABLE x;--", "Robert'); DROP TABLE x"},
		{"notes", "two\r\nlines\tand  blanks", "two lines and blanks"},
		{"notes", "\xff\xfebad", "\uFFFD\uFFFDbad"},
		{"notes", strings.Repeat("x", 200_000), strings.Repeat("x", clean.MaxText)},
		{"tag", `"VIP","Blog, weekly"`, "VIP | Blog, weekly"},
		{"tag", "x, y;z|w", "x | y | z | w"},
		{"tag", "#One, ?Two Three", "#One | ?Two Three"},
		{"tag", "* myContacts ::: Design", "* myContacts | Design"},
		{"tag", `["a","b"]`, "a | b"},
		{"tag", "VIP, vip,", "VIP"},
		{"donation", "1234,56", "1234,56"},
	})
}

// TestBooleans defends the many spellings of yes, no and not known.
func TestBooleans(t *testing.T) {
	cases := []factCase{
		{"deceased", "#N/A", "missing"}, {"deceased", "NULL", "missing"}, {"deceased", "unknown", "missing"},
		{"deceased", "Deceased", "true"}, {"homeowner", "Renter", "false"}, {"homeowner", "H", "true"},
		{"veteran", "perhaps", "nothing ! neither yes nor no"},
		{"do_not_call", "DNC", "true"}, {"sms_opt_in", "Opted Out", "false"},
	}
	for _, yes := range []string{"TRUE", "yes", "1", "t", "Y", "1.0", "oui", "ja", "Sí", "x"} {
		cases = append(cases, factCase{"veteran", yes, "true"})
	}
	for _, no := range []string{"f", "N", "0", "false", "No", "nein", "non"} {
		cases = append(cases, factCase{"veteran", no, "false"})
	}
	runFacts(t, clean.Options{}, cases)
}

// TestPlaceholders defends that what says nothing is missing, by category.
func TestPlaceholders(t *testing.T) {
	for _, s := range []string{
		"", "n/a", "N.A.", "null", "NONE", "unknown", "unk", "Test", "anonymous", "undefined", "NaN", "-", ".", "???",
		"xxx", "[object Object]", "#N/A", "(blank)", `\N`, "<test lead: dummy data for full_name>", "Prefer not to say",
	} {
		if !clean.IsPlaceholder(s) {
			t.Errorf("IsPlaceholder(%q) = false", s)
		}
	}
	for _, s := range []string{"Ann", "0", "No", "Nash", "Nona", "Testa", "X", "\u2665", "Nullmann"} {
		if clean.IsPlaceholder(s) {
			t.Errorf("IsPlaceholder(%q) = true", s)
		}
	}
	runFacts(t, clean.Options{}, []factCase{
		{"first_name", "Baby Boy", "missing"}, {"last_name", "Guest", "Guest"}, {"first_name", "guest", "missing"},
		{"middle_name", "NMN", "missing"}, {"middle_name", "X", "X"}, {"user_id", "0", "missing"},
		{"user_id", "-1", "missing"}, {"user_id", "0000", "missing"}, {"user_id", "guest", "missing"},
		{"voter_id", "[object Object]", "missing"}, {"voter_id", "000123", "000123"}, {"last_name", "Null", "missing"},
	})
	runFacts(t, clean.Options{HasGiven: true}, []factCase{
		{"last_name", "Null", "Null"}, {"last_name", "NULL", "missing"}, {"last_name", "NA", "Na"}, {"last_name", "null", "missing"},
	})
}

// TestCustomCategories defends the fallback on the type.
func TestCustomCategories(t *testing.T) {
	for _, c := range []struct{ typ, raw, want string }{
		{"text", "  as it IS ", "as it IS"},
		{"enum", "Gold, Silver", "Gold, Silver"},
		{"bool", "Y", "true"},
		{"number", "$1,234.50", "1234.5"},
		{"date", "Jan 2 2024", "2024-01-02"},
		{"geo", "35.7796000,-78.6382000", "35.7796,-78.6382"},
		{"address", "PO Box 12, Graham, NC 27253", "home {street=PO Box 12} {city=Graham} {state=NC} {postcode=27253}"},
		{"no such type", "text", "text"},
	} {
		t.Run(c.typ, func(t *testing.T) {
			if got := show(clean.Fact("my_category", c.typ, c.raw, clean.Options{})); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
