package clean

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/countries.tsv
var countriesTSV string

//go:embed data/states.tsv
var statesTSV string

var loadCountries = sync.OnceValue(func() table {
	t := table{}
	eachRow(countriesTSV, func(f []string) {
		t.add(f[0], f[2])
		t.add(f[0], f[1])
	})
	return t
})

// Country reads the name or code of a country as ISO 3166-1 alpha-2.
func Country(text string, _ Options) Result {
	if len(text) == 2 && text == "NA" { // Namibia is rarer than "not available"
		return missing()
	}
	if code, ok := loadCountries().find(text); ok {
		return one(code)
	}
	if IsPlaceholder(text) {
		return missing()
	}
	return problem("not a known country")
}

// stateTables find a state by country: by code, and by name over all countries.
type stateTables struct {
	codes map[string]table // country -> spellings
	names table            // names that need no country
	full  map[string]string
}

var loadStates = sync.OnceValue(func() *stateTables {
	s := &stateTables{codes: map[string]table{}, names: table{}, full: map[string]string{}}
	eachRow(statesTSV, func(f []string) {
		canonical := f[0] + "-" + f[1]
		if f[0] == "US" {
			canonical = f[1]
		}
		if s.codes[f[0]] == nil {
			s.codes[f[0]] = table{}
		}
		t := s.codes[f[0]]
		t[string(appendKey(nil, f[1]))] = canonical
		t[string(appendKey(nil, f[0]+"-"+f[1]))] = canonical
		s.full[canonical] = canonical
		for name := range strings.SplitSeq(f[2], "|") {
			key := string(appendKey(nil, name))
			t[key] = canonical
			if _, taken := s.names[key]; !taken && len(name) > 2 {
				s.names[key] = canonical
			}
		}
		if f[0] == "CA" || len(f[1]) == 3 && f[0] == "AU" {
			s.names[string(appendKey(nil, f[1]))] = canonical // clash with nothing American
		}
	})
	return s
})

// State reads a state, province or region: two letters in the US, else ISO
// 3166-2 ("CA-ON"). Codes that two countries share (WA, SA, NT) are those of
// Options.Region. One that is not known outside the US keeps its words and is
// doubtful.
func State(text string, o Options) Result {
	s := loadStates()
	if c, ok := s.full[text]; ok && (len(text) > 2 || o.Region == "" || o.Region == "US") {
		return one(c)
	}
	region := o.Region
	if region == "" {
		region = "US"
	}
	for _, t := range [...]table{s.codes[region], s.names, s.codes["US"]} {
		if c, ok := t.find(text); ok {
			return one(c)
		}
	}
	switch {
	case IsPlaceholder(text):
		return missing()
	case !hasLetter(text):
		return problem("not a known state")
	}
	return doubtful(placeCase(text), "not a known state")
}

// DetectRegion guesses the country of a column of states, provinces or codes
// from samples of it, "" when nothing but American or nothing at all is found.
func DetectRegion(samples []string) string {
	s := loadStates()
	votes := map[string]int{}
	known := 0
	for _, raw := range samples {
		for _, country := range [...]string{"US", "CA", "AU", "GB", "DE"} {
			if s.codes[country].has(raw) {
				votes[country]++
			}
		}
		if raw != "" {
			known++
		}
	}
	best := "US"
	for _, country := range [...]string{"CA", "AU", "GB", "DE"} {
		if votes[country] > votes[best] {
			best = country
		}
	}
	if best == "US" || votes[best]*2 < known {
		return ""
	}
	return best
}
