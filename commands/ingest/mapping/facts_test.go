package mapping_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/domain/category"
)

// The operations each mode chooses for one row.
func TestModes(t *testing.T) {
	tb := table{
		header: []string{"member id", "first name", "email", "email 2", "city", "mailing city", "tags", "gender", "phone"},
		rows: [][]string{
			{"7", "Ada", "a@example.org", "b@example.org", "Elon", "", "x, y", "", ""},
			{"8", "Ben", "", "", "Elon", "Elon", "", "m", "n/a"},
		},
	}
	for mode, want := range map[mapping.Mode]string{
		mapping.Update: `
			set external_id=member:7 <7> @source:x
			set first_name=Ada
			set email=a@example.org
			add email=b@example.org
			set address#1=home
			set city#1=Elon
			set tag=x
			add tag=y`,
		mapping.Append: `
			add external_id=member:7 <7> @source:x
			set first_name=Ada
			add email=a@example.org
			add email=b@example.org
			set address#1=home
			set city#1=Elon
			add tag=x
			add tag=y`,
		mapping.Snapshot: `
			set external_id=member:7 <7> @source:x
			set first_name=Ada
			set email=a@example.org
			add email=b@example.org
			clear phone
			set address#1=home
			set city#1=Elon
			clear address=mail
			clear gender
			set tag=x
			add tag=y`,
	} {
		t.Run(string(mode), func(t *testing.T) {
			p := guess(t, tb, mapping.Options{Mode: mode})
			got, problems := p.Facts(tb.rows[0])
			equal(t, "facts", text(got.Facts), lines(want))
			equal(t, "problems", len(problems), 0)
			equal(t, "key", got.RecordKey, "7")
		})
	}
}

// A snapshot does not clear what a cell says but nobody understands.
func TestSnapshotKeepsWhatIsNotUnderstood(t *testing.T) {
	tb := table{header: []string{"email", "birth date"}, rows: [][]string{{"a@example.org", "1980-01-02"}, {"b@example.org", "sometime"}}}
	p := guess(t, tb, mapping.Options{Mode: mapping.Snapshot})
	got, problems := p.Facts(tb.rows[1])
	equal(t, "facts", text(got.Facts), []string{"set birth_date= <sometime>", "set email=b@example.org"})
	if len(problems) != 1 || problems[0].Level != mapping.Lost || problems[0].Header != "birth date" {
		t.Errorf("problems: %+v", problems)
	}
}

// Rows that are nobody, and rows that say nothing about who they are.
func TestRejects(t *testing.T) {
	tb := table{
		header: []string{"First Name", "Last Name", "Email", "Gender", "Amount"},
		rows:   [][]string{{"Ada", "Fake", "a@example.org", "F", "12"}},
	}
	p := guess(t, tb, mapping.Options{})
	for _, tc := range []struct {
		row         string
		reject      string
		identifying bool
	}{
		{"Ada|Fake|a@example.org|F|12", "", true},
		{"||||", "the row is blank", false},
		{" |\x00|\t||", "the row is blank", false},
		{"TOTAL||||1,234.00", "a row of totals", false},
		{"Totali|||| €12", "a row of totals", false},
		{"Total|Recall|t@example.org||", "", true},
		{"<test lead: dummy data for first_name>|x|t@fb.com||", "a test lead of the advert platform", false},
		{"|||F|12", "", false},
		{"n/a|unknown|none|F|", "", false},
		{"||b@example.org||", "", true},
		{"Ada", "", true},
		{"Ada|Fake|a@example.org|F|12|more|cells", "", true},
	} {
		t.Run(tc.row, func(t *testing.T) {
			got, _ := p.Facts(strings.Split(tc.row, "|"))
			equal(t, "reject", got.Reject, tc.reject)
			equal(t, "identifying", got.Identifying, tc.identifying)
		})
	}
}

// Consents: of several statements the one that restricts most; from the name of
// a Mailchimp file; for the phone they belong to.
func TestConsents(t *testing.T) {
	mailchimp := table{header: []string{"Email Address", "LEID", "EUID", "LAST_CHANGED"}, rows: [][]string{{"a@example.org", "1", "e1", "2024-01-02 03:04:05"}}}
	for file, want := range map[string]string{
		"subscribed_email_audience_export_1.csv":          "subscribed",
		"x/unsubscribed_email_audience_export_1.csv":      "unsubscribed",
		`C:\x\cleaned_email_audience_export_1.csv`:        "bounced",
		"non-subscribed_email_audience_export_abc123.csv": "unsubscribed",
		"people.csv": "",
	} {
		got, _ := guess(t, mailchimp, mapping.Options{File: file}).Facts(mailchimp.rows[0])
		facts := strings.Join(text(got.Facts), "\n")
		if want == "" && strings.Contains(facts, "opt_in") || want != "" && !strings.Contains(facts, "set email_opt_in#1="+want) {
			t.Errorf("%s: %s", file, facts)
		}
	}
	tb := table{header: []string{"email", "email opt in", "unsubscribed", "home phone", "cell phone", "text message opt in"}}
	for row, want := range map[string]string{
		"a@example.org|yes||||":                               "set email#1=a@example.org; set email_opt_in#1=subscribed <yes>",
		"a@example.org|yes|true|||":                           "set email#1=a@example.org; set email_opt_in#1=unsubscribed <true>",
		"a@example.org||false|||":                             "set email=a@example.org",
		"a@example.org|perhaps||||":                           "set email=a@example.org",
		"a@example.org|||919 555 0101|(984) 555-0102|y":       "set email=a@example.org; set phone#1=+19195550101 <919 555 0101>; set phone_type#1=landline; add phone#2=+19845550102 <(984) 555-0102>; set phone_type#2=mobile; set sms_opt_in#2=true <y>",
		"|no|||(984) 555-0102|unknown":                        "set phone#1=+19845550102 <(984) 555-0102>; set phone_type#1=mobile",
		"a@example.org|Unsubscribed|no|||Never subscribed at": "set email#1=a@example.org; set email_opt_in#1=unsubscribed <Unsubscribed>",
	} {
		cells := strings.Split(row, "|")
		got, _ := guess(t, table{tb.header, [][]string{cells}}, mapping.Options{}).Facts(cells)
		equal(t, row, strings.Join(text(got.Facts), "; "), want)
	}
}

// Phones in area code and number, full names, dates in parts, surnames with a
// suffix, addresses in one cell.
func TestJoinedAndParted(t *testing.T) {
	for name, tc := range map[string]struct{ header, row, want string }{
		"area code":        {"area code|phone number", "919|5550101", "set phone=+19195550101 <919 5550101>"},
		"whole anyway":     {"area code|phone number", "919|9195550101", "set phone=+19195550101 <9195550101>"},
		"kind beside it":   {"phone 1 - type|phone 1 - value|phone 2 - type|phone 2 - value", "Mobile|9195550101|Home|9845550102", "set phone#1=+19195550101 <9195550101>; set phone_type#1=mobile <Mobile>; add phone#2=+19845550102 <9845550102>; set phone_type#2=landline <Home>"},
		"full name":        {"name|email", "Dr. Ada Q. Fake Jr.|a@example.org", "set title_prefix=Dr; set first_name=Ada; set middle_name=Q; set last_name=Fake; set suffix=Jr; set email=a@example.org"},
		"surname first":    {"Cognome e nome|email", "Neri Ugo|a@example.org", "set first_name=Ugo; set last_name=Neri; set email=a@example.org"},
		"two surnames":     {"nombre|apellido paterno|apellido materno", "Ada|Ruiz|Prueba", "set first_name=Ada; set last_name=Ruiz Prueba"},
		"numbered names":   {"fname_c1|fname_c2|lname_c1|lname_c2", "Ada|Quinn|Ruiz|Prueba", "set first_name=Ada; set middle_name=Quinn; set last_name=Ruiz Prueba"},
		"born in parts":    {"name|birth_year|birth_month|birth_day", "Ada Fake|1967|9|7", "set first_name=Ada; set last_name=Fake; set birth_date=1967-09-07"},
		"born by initials": {"name|by|bm|bd", "Ada Fake|1967|9|27", "set first_name=Ada; set last_name=Fake; set birth_date=1967-09-27"},
		"born in a month":  {"name|birth_year|birth_month", "Ada Fake|1967|9", "set first_name=Ada; set last_name=Fake; set birth_date=1967-09"},
		"birthday whole":   {"name|birth_month|birthday", "Ada Fake|9|1967-09-27", "set first_name=Ada; set last_name=Fake; set birth_date=1967-09-27"},
		"birthplace":       {"first_and_surname|birth_place|postcode_fake", "Ada Fake|Elon|TQ13 8DF", "set first_name=Ada; set last_name=Fake; set address#1=home; set postcode#1=TQ13 8DF; set birthplace=Elon"},
		"name is surname":  {"Vorname|Name", "Jörg|Müller", "set first_name=Jörg; set last_name=Müller"},
		"name is given":    {"Nome|Cognome", "Ugo|Neri", "set first_name=Ugo; set last_name=Neri"},
		"parts come first": {"full name|first name|last name", "Wrong Person|Ada|Fake", "set first_name=Ada; set last_name=Fake"},
		"parts are blank":  {"full name|first name|last name", "Ada Fake||", "set first_name=Ada; set last_name=Fake"},
		"suffix behind":    {"first name|last name|suffix", "Odell|Faker III|", "set first_name=Odell; set last_name=Faker <Faker III>; set suffix=III"},
		"date in parts":    {"first name|dob day|dob month|dob year", "Ada|2|Feb|1985", "set first_name=Ada; set birth_date=1985-02-02 <1985-Feb-02>"},
		"year only":        {"first name|dob year", "Ada|1985", "set first_name=Ada; set birth_date=1985"},
		"age without date": {"first name|birth date|age", "Ada||41", "set first_name=Ada; set age=41"},
		"age beside date":  {"first name|birth date|age", "Ada|1985-02-03|41", "set first_name=Ada; set birth_date=1985-02-03"},
		"address in a cell": {"email|address", "a@example.org|1 Test St, Hyannis, MA 02601",
			"set email=a@example.org; set address#1=home; set street#1=1 Test St; set city#1=Hyannis; set state#1=MA; set postcode#1=02601"},
		"second address": {"email|address 1 city|address 1 type|address 2 city|address 2 type", "a@example.org|Elon|Work|Hyannis|Home",
			"set email=a@example.org; set address#1=work; set city#1=Elon; set address#2=home; set city#2=Hyannis"},
		"either opt out": {"email|do not call|federal do not call", "a@example.org|false|true", "set email=a@example.org; set do_not_call=true"},
		"birth year":     {"email|year of birth", "a@example.org|1962", "set birth_year=1962; set email=a@example.org"},
		"leads":          {"phone_number|full_name", "p:+5511999999999|Maria Teste", "set first_name=Maria; set last_name=Teste; set phone=+5511999999999"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := table{strings.Split(tc.header, "|"), [][]string{strings.Split(tc.row, "|")}}
			got, _ := guess(t, tb, mapping.Options{}).Facts(tb.rows[0])
			equal(t, "facts", strings.Join(text(got.Facts), "; "), tc.want)
		})
	}
}

// Elections of a history column need their kind; a year alone is none.
func TestVotedIn(t *testing.T) {
	tb := table{[]string{"voter id", "registration date", "voting history"}, [][]string{{"77001", "2001-02-03", "2012; 2020-11-03 general"}}}
	p := guess(t, tb, mapping.Options{})
	equal(t, "kind", p.Kind, mapping.KindVoter)
	got, problems := p.Facts(tb.rows[0])
	equal(t, "facts", text(got.Facts), []string{"set voter_id=77001 @source:x", "set registration_date=2001-02-03", "set voted_in=2020-11-03 general"})
	equal(t, "problems", len(problems), 1)
}

// The date a snapshot of voters states is when its rows were true.
func TestOccurredAt(t *testing.T) {
	tb := load(t, "samples/voter/nc_snapshot_90col_latin1_fake.txt")
	got, _ := guess(t, tb, mapping.Options{}).Facts(tb.rows[0])
	equal(t, "occurred at", got.OccurredAt, time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC))
}

// Day and month are read in the order the column shows.
func TestDayOrder(t *testing.T) {
	for name, tc := range map[string]struct{ other, region, want string }{
		"day first":       {"25/12/1980", "", "1985-04-03"},
		"month first":     {"12/25/1980", "", "1985-03-04"},
		"by the region":   {"01/02/1980", "GB", "1985-04-03"},
		"as Americans do": {"01/02/1980", "", "1985-03-04"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := table{[]string{"email", "dob"}, [][]string{{"a@example.org", "03/04/1985"}, {"b@example.org", tc.other}}}
			got, _ := guess(t, tb, mapping.Options{Region: tc.region}).Facts(tb.rows[0])
			equal(t, "birth date", text(got.Facts)[0], "set birth_date="+tc.want+" <03/04/1985>")
		})
	}
}

// An account's own category is stated by its type.
func TestCustomCategory(t *testing.T) {
	cat, err := category.BuiltIn().With(category.Category{Number: category.FirstCustom, Name: "shirt_size", Type: category.Enum, Cardinality: category.One})
	if err != nil {
		t.Fatal(err)
	}
	tb := table{[]string{"email", "shirt"}, [][]string{{"a@example.org", " XL "}}}
	p := guess(t, tb, mapping.Options{Catalogue: cat, Overrides: map[string]string{"shirt": "shirt_size"}})
	got, _ := p.Facts(tb.rows[0])
	last := got.Facts[len(got.Facts)-1]
	equal(t, "value", last.Value, "XL")
	equal(t, "number", last.Category, category.FirstCustom)
}

// Facts may be called from many goroutines; equal rows give equal facts.
func TestFactsConcurrently(t *testing.T) {
	tb := load(t, "samples/voter/nvf_wa.csv")
	p := guess(t, tb, mapping.Options{})
	want, _ := p.Facts(tb.rows[0])
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got, _ := p.Facts(tb.rows[0]); strings.Join(text(got.Facts), "\n") != strings.Join(text(want.Facts), "\n") {
					t.Error("the same row gave other facts")
					return
				}
			}
		})
	}
	all.Wait()
}
