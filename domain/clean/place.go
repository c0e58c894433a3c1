package clean

import "strings"

// placeRule cleans names of places: capitals when typed all large or all small.
// Short codes with digits ("08N", "CM03") keep their capitals.
func placeRule(text string, _ Options) Result {
	return one(placeCase(text))
}

func cityRule(text string, _ Options) Result {
	s := strings.Trim(text, " ,;.")
	if !hasLetter(s) {
		return problem("not a city")
	}
	return one(placeCase(s))
}

// countyRule is placeRule without the word "County".
func countyRule(text string, _ Options) Result {
	s := text
	for _, word := range [...]string{" county", " parish", " co."} {
		if len(s) > len(word) && strings.EqualFold(s[len(s)-len(word):], word) {
			s = strings.TrimRight(s[:len(s)-len(word)], " ")
		}
	}
	return one(placeCase(s))
}

// placeCase is SurnameCase but for codes.
func placeCase(s string) string {
	if countDigits(s) > 0 && len(s) <= 6 || len(s) <= 3 && s == upper(s) {
		return s
	}
	return nameCase(s, false)
}

// district reduces the name of a numbered district to its number: "04",
// "NC-04", "Congressional 6" and "District 4" are 4 and 6; "15A" stays.
func district(text string, _ Options) Result {
	last := text
	if i := strings.LastIndexAny(text, " -#"); i >= 0 {
		last = text[i+1:]
	}
	if last == "" || !digit(last[0]) {
		return freeText(text, Options{})
	}
	last = upper(strings.TrimRight(last, ".)"))
	if whole, found := strings.CutSuffix(last, ".0"); found {
		last = whole
	}
	if last = strings.TrimLeft(last, "0"); last == "" {
		return missing()
	}
	return one(last)
}

// election is when and what kind of election, "2024-11-05 general".
func election(text string, o Options) Result {
	kind := ""
	rest := text
	lower := strings.ToLower(text)
	for _, k := range [...]struct{ word, kind string }{
		{"presidential primary", "presidential primary"}, {"presidential preference primary", "presidential primary"},
		{"ppp", "presidential primary"}, {"second primary", "runoff"}, {"runoff", "runoff"}, {"run-off", "runoff"},
		{"general", "general"}, {"primary", "primary"}, {"special", "special"}, {"municipal", "municipal"},
		{"school", "school"}, {"gen", "general"}, {"pri", "primary"}, {"spec", "special"}, {"mun", "municipal"},
		{"pp", "presidential primary"}, {"ge", "general"}, {"pr", "primary"}, {"sp", "special"},
	} {
		if i := wordIndex(lower, k.word); i >= 0 && len(lower) == len(text) {
			kind = k.kind
			rest = text[:i] + " " + text[i+len(k.word):]
			break
		}
	}
	if i := strings.IndexByte(rest, '('); i >= 0 {
		rest = rest[:i] // how the ballot was cast: "20201103 GE(E)"
	}
	day := electionDay(rest, o)
	switch {
	case kind == "":
		return freeText(text, o)
	case day == "":
		return problem("an election without a date")
	}
	return one(day + " " + kind)
}

func electionDay(rest string, o Options) string {
	o.OrderKnown = true
	var words []string
	for w := range strings.FieldsFuncSeq(rest, func(r rune) bool { return r == ' ' || r == ',' || r == '_' }) {
		if !strings.EqualFold(w, "election") && strings.Trim(w, "-") != "" {
			words = append(words, strings.Trim(w, "-"))
		}
	}
	return firstValue(anyDate(strings.Join(words, " "), o))
}

// wordIndex finds word in s where no letter stands beside it.
func wordIndex(s, word string) int {
	i := strings.Index(s, word)
	if i < 0 || (i > 0 && asciiLetter(s[i-1])) || (i+len(word) < len(s) && asciiLetter(s[i+len(word)])) {
		return -1
	}
	return i
}
