package mapping_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Headers in the words people use, in several languages, with samples that fit.
func TestHeaders(t *testing.T) {
	samples := map[string]string{
		"email": "a@example.org", "phone": "9195550101", "birth_date": "1980-05-06", "postcode": "27244", "state": "NC", "city": "Elon",
		"gender": "F", "street": "1 Test St", "country": "US", "age": "41", "first_name": "Ada", "last_name": "Fake",
	}
	for _, tc := range []struct{ headers, category, use string }{
		{"first name|First_Name|FNAME|given_name|GivenName|Forename|Your first name|Donor First Name|Vorname|Prénom|Nombre de pila|Nome di battesimo", "first_name", ""},
		{"last name|surname|LNAME|LName|family name|Cognome|Nachname|Familienname|Apellidos|Nom de famille", "last_name", ""},
		{"e-mail|Email|EMAIL ADDRESS|E-Mail-Adresse|Indirizzo email|Correo electrónico|Courriel|Contact Email|Primary Email|user email|work email|email_2|E-mail 3 Address|emails.0.value", "email", ""},
		{"phone|Telephone|tel.|Telefonnummer|Numero di telefono|Teléfono|phone_number|Phone 2|Other Phone|Business Phone", "phone", ""},
		{"Cell|cell phone|Mobile|mobile_number|Handy|Cellulare|Móvil|Phone (Mobile)|Mobile Phone 2", "phone", "mobile phone"},
		{"Home Phone|home_phone|Phone - Home", "phone", "landline phone"},
		{"DOB|DoB|date_of_birth|Birth Date|birthday|Geburtsdatum|Data di nascita|Fecha de nacimiento|Date de naissance|Other DOB", "birth_date", ""},
		{"ZIP|zip code|Postcode|Postal Code|PLZ|CAP|Código postal|Home Zip|ZIP5|home_postal_code|address.zip|address[zip]", "postcode", "postcode of the home address"},
		{"Mailing Zip|MAIL_ZIPCODE|Billing Postcode|Shipping Zip", "postcode", "postcode of the mail address"},
		{"Business City|Work City|office_city", "city", "city of the work address"},
		{"City|Town|Suburb|Ort|Città|Ciudad|Ville|Residential City|person.address.city", "city", "city of the home address"},
		{"State|Province|Home State/Province|Address 1 - Region", "state", "state of the home address"},
		{"Address|address_1|Street Address|addr1|Straße|Indirizzo|Dirección|Home Street|Street", "street", "line 1 of the home address"},
		{"address 2|Address Line 2|Home Address 2|addr2", "street", "line 2 of the home address"},
		{"street_number|House No.|Hausnummer|civico", "street", "house number of the home address"},
		{"Sex|Gender|Geschlecht|Sesso|Género", "gender", ""},
		{"Country|Land|Paese|País|Pays|Home Country", "country", "country of the home address"},
		{"soc_sec_id|SSN|Social Security Number|codice fiscale", "external_id", "identifier in ssn"},
	} {
		for header := range strings.SplitSeq(tc.headers, "|") {
			t.Run(header, func(t *testing.T) {
				sample := samples[tc.category]
				if sample == "" {
					sample = "8241986"
				}
				tb := table{[]string{"x", header, "y"}, [][]string{{"q", sample, ""}, {"q", sample, ""}}}
				c := column(t, guess(t, tb, mapping.Options{}), header)
				equal(t, "category", c.Category, tc.category)
				if tc.use != "" {
					equal(t, "use", c.Use, tc.use)
				}
			})
		}
	}
}

// Ages beside birth dates: left out when they contradict them, and otherwise
// they tell of which year the file is.
func TestAgesBesideBirthDates(t *testing.T) {
	file := func(age func(born, row int) int) table {
		tb := table{[]string{"name", "dob", "age"}, nil}
		for i := range 30 {
			born := 1940 + i
			tb.rows = append(tb.rows, []string{"Ada Fake", fmt.Sprintf("%d-05-06", born), fmt.Sprint(age(born, i))})
		}
		return tb
	}
	for name, tc := range map[string]struct {
		age  func(born, row int) int
		used bool
		note string
	}{
		"of an older year": {func(born, row int) int { return 2019 + row%2 - born }, true, "the ages are those of 2020"},
		"of today":         {func(born, row int) int { return 2025 + row%2 - born }, true, ""},
		"of nobody":        {func(_, row int) int { return 20 + row*7%50 }, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := guess(t, file(tc.age), mapping.Options{Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
			c := column(t, p, "age")
			if used := c.Category == "age"; used != tc.used {
				t.Errorf("the age column is %q", c.Use)
			}
			if notes := strings.Join(p.Notes, "; "); tc.note == "" && notes != "" || !strings.Contains(notes, tc.note) {
				t.Errorf("notes %q, want %q", notes, tc.note)
			}
		})
	}
}

// Files of systems without a sample here, in the shapes they are known to have:
// what each column states.
func TestOtherFiles(t *testing.T) {
	for name, tc := range map[string]struct{ header, row, want string }{
		"Action Network": {"email|first_name|can2_user_city|can2_phone|can2_user_tags|can2_subscription_status|can2_sms_status|uuid",
			"a@example.org|Ada|Elon|19195550101|x, y|subscribed|unsubscribed|8a1b",
			"set first_name=Ada; set email#1=a@example.org; set email_opt_in#1=subscribed; set phone#2=+19195550101 <19195550101>; set sms_opt_in#2=false <unsubscribed>; set address#3=home; set city#3=Elon; set tag=x; add tag=y"},
		"a state's voters": {"Voter ID|Last Name|First Name|DOB (MM/DD/YYYY)|Party|Registration Date|Status|House Number|Street Name|Street Type|City|Zip",
			"00012345|FAKE|ADA|02/03/1985|D|2004-01-02|ACTIVE|5|MAIN|ST|ELON|27244",
			"set voter_id=00012345 @source:x; set first_name=Ada <ADA>; set last_name=Fake <FAKE>; set birth_date=1985-02-03 <02/03/1985>; set address#1=home; set street#1=5 Main St; set city#1=Elon <ELON>; set postcode#1=27244; set voter_status=active <ACTIVE>; set party=DEM <D>; set registration_date=2004-01-02"},
		"JSON Lines": {"id|name.first|name.last|emails|phones.0.type|phones.0.number|phones.1.type|phones.1.number|address.city|address.zip",
			"p1|Ada|Fake|a@example.org ::: b@example.org|mobile|919-555-0101|home|919-555-0102|Elon|27244",
			"set first_name=Ada; set last_name=Fake; set email=a@example.org; add email=b@example.org; set phone#1=+19195550101 <919-555-0101>; set phone_type#1=mobile; add phone#2=+19195550102 <919-555-0102>; set phone_type#2=landline <home>; set address#3=home; set city#3=Elon; set postcode#3=27244"},
		"Salesforce": {"Contact ID|Salutation|First Name|Last Name|Title|Account Name|Mailing Zip/Postal Code|Mobile|Email|Email Opt Out|Birthdate|Contact Owner",
			"0035e00000abcAA|Ms.|Ada|Fake|Director|Fake Co|2601|919.555.0102|a@example.org|0|2/13/1962|Bob Owner",
			"set external_id=contact:0035e00000abcAA <0035e00000abcAA> @source:x; set title_prefix=Ms <Ms.>; set first_name=Ada; set last_name=Fake; set birth_date=1962-02-13 <2/13/1962>; set email=a@example.org; set phone#1=+19195550102 <919.555.0102>; set phone_type#1=mobile; set address#2=mail; set postcode#2=02601 <2601>; set employer=Fake Co; set occupation=Director"},
		"German, with a title": {"Nr.|Anrede|Vorname|Name|Hausnr.|Straße|PLZ|Ort|Handy",
			"1|Frau|Jörg|Müller|5|Hauptstraße|01067|Dresden|0171 1234567",
			"set title_prefix=Mrs <Frau>; set first_name=Jörg; set last_name=Müller; set phone#1=+491711234567 <0171 1234567>; set phone_type#1=mobile; set address#2=home; set street#2=5 Hauptstraße <Hauptstraße>; set city#2=Dresden; set postcode#2=01067"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := table{strings.Split(tc.header, "|"), [][]string{strings.Split(tc.row, "|")}}
			got, _ := guess(t, tb, mapping.Options{}).Facts(tb.rows[0])
			equal(t, "facts", strings.Join(text(got.Facts), "; "), tc.want)
		})
	}
}

// Headers that look like something about the person but are not.
func TestHeadersOfOthers(t *testing.T) {
	for _, header := range []string{
		"Spouse First Name", "Emergency Contact Phone", "Employer City", "Company Phone", "Fundraiser Contact Email", "Assistant's Phone",
		"cluster", "blocking_number", "How did you hear about this event?", "Are you a member of the city council?", "created_at", "Last Updated",
		"Donation Amount", "Fax", "event name", "Event City", "ad_name", "IP Address", "Child 1 Name", "guardian email",
	} {
		t.Run(header, func(t *testing.T) {
			tb := table{[]string{"email", header}, [][]string{{"a@example.org", "Elon"}, {"b@example.org", "9195550101"}}}
			if c := column(t, guess(t, tb, mapping.Options{}), header); c.Sure != 0 || c.Category != "" || !strings.HasPrefix(c.Use, "not used: ") {
				t.Errorf("it is used: %+v", c)
			}
		})
	}
}

// The cells have their say.
func TestCellsDecide(t *testing.T) {
	for name, tc := range map[string]struct {
		header, cells string // cells of the second column, beside e-mails in the first
		category, use string
	}{
		"email that is a yes or no": {"email", "yes|no|yes", "", "not used: the cells hold no e-mail addresses"},
		"phone that is a yes or no": {"mobile", "Y|N|Y", "", "not used: the cells hold no phone numbers"},
		"preferred phone kind":      {"preferred phone", "Mobile|Home|Work", "", "not used: the cells hold no phone numbers"},
		"title of honour":           {"title", "Mr|Dr.|Ms", "title_prefix", ""},
		"title of a job":            {"title", "Head of Sales|Clerk|Nurse", "occupation", ""},
		"children by name":          {"children", "Ann and Ben|Cy|Dee", "", "not used: the cells cannot be read as children"},
		"ages that are groups":      {"age", "young|old|old", "", "not used: the cells cannot be read as age"},
		"city codes":                {"city", "101|102|103", "", "not used: the cells hold numbers"},
		"name that is a number":     {"name", "1001|1002|1003", "", "not used: the cells hold no names"},
		"stray e-mail":              {"anything", "x|y|z", "", "not used: no category is known by this name"},
		"unique person id":          {"Member ID", "77001|77002|77003", "external_id", "record key; identifier in member"},
		"account id of several":     {"account number", "77001|77001|77001", "", "not used: different people have the same one, so it names no person"},
		"id that repeats":           {"id", "5|5|6", "", "not used: a row id that repeats or is missing in rows, so no record key"},
		"id in scientific figures":  {"id", "1.2E+11|1.3E+11|1.4E+11", "", "not used: a row id that repeats or is missing in rows, so no record key"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := table{header: []string{"e-mail", tc.header}}
			for i, cell := range strings.Split(tc.cells, "|") {
				tb.rows = append(tb.rows, []string{string(rune('a'+i)) + "@example.org", cell})
			}
			c := column(t, guess(t, tb, mapping.Options{}), tc.header)
			equal(t, "category", c.Category, tc.category)
			if tc.use != "" {
				equal(t, "use", c.Use, tc.use)
			}
		})
	}
}

// What a person says about columns counts, whatever is guessed.
func TestOverrides(t *testing.T) {
	tb := table{[]string{"Q1", "Email", "Where do you live?", "Code"}, [][]string{{"Fake, Ada", "a@example.org", "Elon", "77123"}, {"Fake, Ben", "b@example.org", "Elon", "77124"}}}
	p := guess(t, tb, mapping.Options{Overrides: map[string]string{"q1": "full_name", "Where do you live?": "city", "email": "ignore", "CODE": "external_id"}, RecordKey: "email"})
	equal(t, "key", p.RecordBy, "Email")
	got, _ := p.Facts(tb.rows[0])
	equal(t, "facts", text(got.Facts), lines(`
		set external_id=code:77123 <77123> @source:x
		set first_name=Ada
		set last_name=Fake
		set address#1=home
		set city#1=Elon`))
	equal(t, "record key", got.RecordKey, "a@example.org")
	for use, want := range map[string]string{"mail.city": "city", "home.street": "street", "phone:mobile": "phone", "survey_answer": "survey_answer", "tag": "tag", "address": "address"} {
		p := guess(t, tb, mapping.Options{Overrides: map[string]string{"Code": use}})
		equal(t, use, column(t, p, "Code").Category, want)
	}
}

func TestOptionErrors(t *testing.T) {
	header, rows := []string{"Email", "Code"}, [][]string{{"a@example.org", "1"}}
	for name, tc := range map[string]struct {
		o    mapping.Options
		want error
		hint string
	}{
		"misspelt category":   {mapping.Options{Overrides: map[string]string{"Code": "frist_name"}}, mapping.ErrUnknownCategory, "first_name"},
		"unknown category":    {mapping.Options{Overrides: map[string]string{"Code": "shoe size"}}, mapping.ErrUnknownCategory, "nearest: "},
		"derived category":    {mapping.Options{Overrides: map[string]string{"Code": "donor"}}, mapping.ErrNotStated, "computed"},
		"digital category":    {mapping.Options{Overrides: map[string]string{"Code": "utm_source"}}, mapping.ErrNotStated, ""},
		"part that is none":   {mapping.Options{Overrides: map[string]string{"Code": "home.shoe"}}, mapping.ErrUnknownCategory, "home.city"},
		"unknown header":      {mapping.Options{Overrides: map[string]string{"Cod": "city"}}, mapping.ErrUnknownHeader, "Email, Code"},
		"unknown record key":  {mapping.Options{RecordKey: "Number"}, mapping.ErrUnknownHeader, "Email, Code"},
		"unknown kind":        {mapping.Options{Kind: "shopping"}, mapping.ErrBadOption, "list, voter"},
		"unknown mode":        {mapping.Options{Mode: "replace"}, mapping.ErrBadOption, "update, append"},
		"target of the files": {mapping.Options{Overrides: map[string]string{"Code": "-because"}}, mapping.ErrUnknownCategory, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mapping.Guess(header, rows, tc.o)
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			var e *mapping.Error
			if !errors.As(err, &e) || !strings.Contains(e.Error(), tc.hint) {
				t.Errorf("%v does not say %q", err, tc.hint)
			}
		})
	}
}

// Regions: told, shown by states and countries, spoken by the header, or the
// account's.
func TestRegion(t *testing.T) {
	for name, tc := range map[string]struct {
		header, row string
		o           mapping.Options
		want        string
	}{
		"nothing tells":     {"email|city", "a@example.org|Elon", mapping.Options{}, "US"},
		"the account's":     {"email|city", "a@example.org|Elon", mapping.Options{DefaultRegion: "fr"}, "FR"},
		"told":              {"email|state", "a@example.org|NSW", mapping.Options{Region: "nz", DefaultRegion: "FR"}, "NZ"},
		"states":            {"email|state", "a@example.org|NSW", mapping.Options{DefaultRegion: "FR"}, "AU"},
		"countries":         {"email|country", "a@example.org|Italia", mapping.Options{DefaultRegion: "FR"}, "IT"},
		"words":             {"Vorname|Nachname|PLZ|email", "Jörg|Müller|10115|a@example.org", mapping.Options{}, "DE"},
		"one word is a few": {"email|telefono", "a@example.org|5550101", mapping.Options{}, "US"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := table{strings.Split(tc.header, "|"), [][]string{strings.Split(tc.row, "|")}}
			equal(t, "region", guess(t, tb, tc.o).Region, tc.want)
		})
	}
}

// Every target the data files name is a category of the catalogue or a word of
// the mapping: a plan over all known headers compiles and runs.
func TestEveryKnownName(t *testing.T) {
	var header []string
	for _, c := range category.BuiltIn().All() {
		header = append(header, c.Name)
	}
	p := guess(t, table{header: header}, mapping.Options{})
	for i, c := range category.BuiltIn().All() {
		if got := p.Columns[i]; c.Observable() && c.Name != "address" && got.Category != c.Name {
			t.Errorf("%s is not known by its own name: %q, %s", c.Name, got.Category, got.Use)
		}
	}
	if _, problems := p.Facts(make([]string, len(header))); len(problems) > 0 {
		t.Errorf("problems in a blank row: %v", problems)
	}
}
