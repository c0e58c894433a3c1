package clean_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func TestFullName(t *testing.T) {
	type N = clean.Name
	for raw, want := range map[string]N{
		"Maren Testwell":                        {First: "Maren", Last: "Testwell"},
		"Last, First M":                         {Middle: "M", Last: "Last"}, // "First" is a form's hint, not a name
		"Testwell, Maren Q.":                    {First: "Maren", Middle: "Q", Last: "Testwell"},
		"Dr. José van der Berg Jr.":             {Prefix: "Dr", First: "José", Last: "van der Berg", Suffix: "Jr"},
		"MARIA DE LA CRUZ":                      {First: "Maria", Last: "de la Cruz"},
		"Smith, John Q, Jr.":                    {First: "John", Middle: "Q", Last: "Smith", Suffix: "Jr"},
		"Smith, Jr., John":                      {First: "John", Last: "Smith", Suffix: "Jr"},
		"Smith Jr, John":                        {First: "John", Last: "Smith", Suffix: "Jr"},
		"John Smith, MD":                        {First: "John", Last: "Smith", Suffix: "MD"},
		"John Smith III":                        {First: "John", Last: "Smith", Suffix: "III"},
		"Malcolm V":                             {First: "Malcolm", Last: "V"},
		`Robert "Bob" Smith`:                    {First: "Robert", Last: "Smith", Nickname: "Bob"},
		"Robert (Bob) Smith":                    {First: "Robert", Last: "Smith", Nickname: "Bob"},
		"ADAMS, SCOTT JOYCE":                    {First: "Scott", Middle: "Joyce", Last: "Adams"},
		"Dr. Smith":                             {Prefix: "Dr", Last: "Smith"},
		"Ada":                                   {First: "Ada"},
		"John and Mary Smith":                   {First: "John", Last: "Smith", Problem: "two people in one name"},
		"Mr. & Mrs. John Smith":                 {Prefix: "Mr", First: "John", Last: "Smith", Problem: "two people in one name"},
		"John Smith & Mary Jones":               {First: "John", Last: "Smith", Problem: "two people in one name"},
		"Smith, John & Mary":                    {First: "John", Last: "Smith", Problem: "two people in one name"},
		"user@example.com":                      {Problem: "an e-mail address, not a name"},
		"3966":                                  {Problem: "digits, not a name"},
		"John Doe":                              {},
		"n/a":                                   {},
		"":                                      {},
		"<test lead: dummy data for full_name>": {},
	} {
		t.Run(raw, func(t *testing.T) {
			if diff := cmp.Diff(want, clean.FullName(raw)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for raw, want := range map[string]N{
		"SMITH JOHN Q":           {First: "John", Middle: "Q", Last: "Smith"},
		"SMITH JR JOHN":          {First: "John", Last: "Smith", Suffix: "Jr"},
		"VAN DER BERG ANNA JANE": {First: "Anna", Middle: "Jane", Last: "van der Berg"},
	} {
		t.Run("surname first "+raw, func(t *testing.T) {
			if diff := cmp.Diff(want, clean.FullNameOrdered(raw, clean.SurnameFirst)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSurnames(t *testing.T) {
	for raw, want := range map[string]string{
		"MCDONALD": "McDonald", "mcdonald": "McDonald", "MACDONALD": "MacDonald", "MACK": "Mack", "MACHADO": "Machado",
		"O'BRIEN": "O'Brien", "o\u2019brien": "O\u2019Brien", "D'ANGELO": "D'Angelo", "SMITH-JONES": "Smith-Jones",
		"VAN DER BERG": "van der Berg", "DE LA CRUZ": "de la Cruz", "ST JOHN": "St John", "LE": "Le", "VAN": "Van",
		"O'NEIL-MCCARTHY": "O'Neil-McCarthy", "deSouza": "deSouza", "MacHado": "MacHado", "NÚÑEZ": "Núñez", "NG": "Ng",
		" Smith, ": "Smith", "王": "王", "user@example.org": "", "unknown": "",
	} {
		if got := clean.Surname(raw); got != want {
			t.Errorf("Surname(%q) = %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]string{
		"MARY ANN": "Mary Ann", "tj": "TJ", "J.R.": "J.R", "JEAN-LUC": "Jean-Luc", "KA'NISHA": "Ka'nisha", "DeShawn": "DeShawn",
		"Q.": "Q", "LA TOYA": "La Toya", "JO": "Jo", "3966": "",
	} {
		if got := clean.GivenName(raw); got != want {
			t.Errorf("GivenName(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestTitlesAndSuffixes(t *testing.T) {
	runFacts(t, clean.Options{}, []factCase{
		{"title_prefix", "MR.", "Mr"}, {"title_prefix", "Reverend", "Rev"}, {"title_prefix", "GRAND DUKE", "Grand Duke"},
		{"suffix", "jr.", "Jr"}, {"suffix", "Junior", "Jr"}, {"suffix", "3rd", "III"}, {"suffix", "Jr., MD", "Jr"},
		{"suffix", "M.D.", "MD"}, {"suffix", "I", "I"}, {"suffix", "banana", "nothing ! not a suffix of a name"},
	})
	for raw, want := range map[string][2]string{
		"Smith Jr": {"Smith", "Jr"}, "Smith, III": {"Smith", "III"}, "Junior": {"Junior", ""}, "van der Berg": {"van der Berg", ""},
	} {
		name, suffix := clean.SplitSuffix(raw)
		if diff := cmp.Diff(want, [2]string{name, suffix}); diff != "" {
			t.Errorf("SplitSuffix(%q):\n%s", raw, diff)
		}
	}
}
