package mapping_test

import (
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// FuzzGuess: no header, samples or row make Guess or Facts panic, and what comes
// out holds together: known categories, groups in one piece with the whole first,
// no value of a derived category.
func FuzzGuess(f *testing.F) {
	for _, seed := range []string{
		"email|name|phone\na@example.org|Ada Fake|919 555 0101",
		"First Name|Last Name|DOB|Zip|E-mail 1 - Value|Phone 1 - Label|Phone 1 - Value\nAda|Fake III|2/3/85|2601|a@b.c ::: d@e.f|* Work|1",
		"ncid|status_cd|last_name|first_name|county_desc|birth_year|area_cd|phone_num\nZZ1|A|X|Y|WAKE|1990|919|5550101",
		"SOS_VOTERID|COUNTY_NUMBER|LAST_NAME|PRIMARY-05/07/2013|GENERAL-99/99/9999\nOH1|1|X|D|X",
		"lat|lon|tags|address|dob day|dob month|dob year\n91|-181|[\"a\",\"b\"]|1 Test St, X|0|13|-1",
		"###|...|\x00|=\"x\"|\n\xff|<test lead: x>|TOTAL|-0|1E+400",
	} {
		f.Add(seed, byte(0))
	}
	f.Fuzz(func(t *testing.T, data string, mode byte) {
		var rows [][]string
		for line := range strings.SplitSeq(data, "\n") {
			rows = append(rows, strings.Split(line, "|"))
		}
		if len(rows[0]) > 200 || len(rows) > 50 {
			return
		}
		o := mapping.Options{Mode: []mapping.Mode{mapping.Update, mapping.Append, mapping.Snapshot}[mode%3], Now: now, Space: "s"}
		p, err := mapping.Guess(rows[0], rows[1:], o)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			got, _ := p.Facts(row)
			checkFacts(t, got.Facts)
		}
	})
}

func checkFacts(t *testing.T, facts []event.Fact) {
	t.Helper()
	var group uint16
	for _, f := range facts {
		c, ok := category.BuiltIn().Numbered(f.Category)
		if !ok || !c.Observable() {
			t.Fatalf("states category %d %s", f.Category, c.Name)
		}
		switch {
		case f.Group == 0 && c.Cardinality == category.Part && c.Name != "county" && c.Name != "municipality":
			t.Fatalf("%s stands alone", c.Name)
		case f.Group != 0 && f.Group != group:
			if f.Group < group || c.Cardinality == category.Part {
				t.Fatalf("group %d begins with %s after group %d", f.Group, c.Name, group)
			}
			group = f.Group
		case f.Group != 0 && c.Cardinality != category.Part:
			t.Fatalf("%s is inside group %d", c.Name, f.Group)
		}
	}
}
