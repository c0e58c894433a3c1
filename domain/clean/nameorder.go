package clean

import "strings"

// givenFirst reads "First Middle van der Last".
func (n *Name) givenFirst(words []string) {
	switch len(words) {
	case 0:
		return
	case 1:
		n.First = words[0]
		if n.Prefix != "" {
			n.First, n.Last = "", words[0] // "Dr. Smith"
		}
		return
	}
	last := len(words) - 1
	for last > 1 && surnameParticle(words[last-1]) {
		last--
	}
	n.First = words[0]
	n.Middle = strings.Join(words[1:last], " ")
	n.Last = strings.Join(words[last:], " ")
}

// surnameFirst reads "VAN DER LAST FIRST MIDDLE".
func (n *Name) surnameFirst(words []string) {
	i := 0
	for i < len(words)-2 && surnameParticle(words[i]) {
		i++
	}
	if len(words) > 0 {
		n.Last = strings.Join(words[:i+1], " ")
		words = words[i+1:]
	}
	words = n.takeSuffix(append([]string{n.Last}, words...))[1:]
	if len(words) > 0 && n.Suffix == "" && len(words) > 1 {
		if s, ok := loadNames().suffixes.find(words[0]); ok && generational(s) && len(words[0]) > 1 {
			n.Suffix, words = s, words[1:] // "SMITH JR JOHN"
		}
	}
	if len(words) > 0 {
		n.First, n.Middle = words[0], strings.Join(words[1:], " ")
	}
}

// surnameParticle is particle for a word typed in any case, but not a capital
// initial such as "E" or "Y".
func surnameParticle(w string) bool {
	return particle(w) && (len(w) > 1 || w == strings.ToLower(w))
}

// finished gives the parts their capitals and drops placeholders among them.
func (n Name) finished() Name {
	n.First = keepName("first_name", GivenCase(trimName(n.First)))
	n.Middle = keepName("middle_name", GivenCase(trimName(n.Middle)))
	n.Last = SurnameCase(trimName(n.Last))
	if n.First == "" || IsPlaceholderFor("last_name", n.Last) && !surnameToo(n.Last) {
		n.Last = keepName("last_name", n.Last)
	}
	n.Nickname = GivenCase(trimName(n.Nickname))
	if n.First == "" && n.Last == "" {
		n.Prefix, n.Suffix = "", ""
	}
	return n
}

func keepName(category, s string) string {
	if IsPlaceholderFor(category, s) {
		return ""
	}
	return s
}

// trimName takes stray punctuation off the ends; a dot after an initial goes
// too, so that "Q." and "Q" are one.
func trimName(s string) string {
	return strings.Trim(s, " ,;:.-_*\"")
}

// notAName reports text that no person is called: addresses, links, digits.
func notAName(text string) bool { return nameProblem(text) != "" }

func nameProblem(text string) string {
	switch {
	case strings.IndexByte(text, '@') > 0:
		return "an e-mail address, not a name"
	case strings.Contains(text, "://") || strings.HasPrefix(text, "www."):
		return "a link, not a name"
	case !hasLetter(text) && countDigits(text) > 0:
		return "digits, not a name"
	case misread(text):
		return ""
	}
	return ""
}

// givenRule, middleRule, surnameRule and nicknameRule clean one part of a name.
func givenRule(text string, _ Options) Result {
	return partOfName(text, "first_name", GivenCase)
}

func middleRule(text string, _ Options) Result {
	return partOfName(text, "middle_name", GivenCase)
}

func surnameRule(text string, _ Options) Result {
	return partOfName(text, "", SurnameCase)
}

func nicknameRule(text string, _ Options) Result {
	return partOfName(strings.Trim(text, `"'()“” `), "nickname", GivenCase)
}

func partOfName(text, category string, capitals func(string) string) Result {
	if why := nameProblem(text); why != "" {
		return problem(why)
	}
	s := capitals(trimName(text))
	if s == "" || (category != "" && IsPlaceholderFor(category, s)) {
		return missing()
	}
	if misread(s) {
		return doubtful(s, "looks like text read in the wrong character set")
	}
	return one(s)
}

// GivenName and Surname clean one part of a name, "" for what is none.
func GivenName(raw string) string { return firstValue(Fact("first_name", "text", raw, Options{})) }

// Surname is GivenName for surnames.
func Surname(raw string) string { return firstValue(Fact("last_name", "text", raw, Options{})) }

func firstValue(r Result) string {
	if len(r.Values) == 0 {
		return ""
	}
	return r.Values[0].Text
}

// SplitSuffix takes a generational suffix off a surname cell: "Smith Jr" is
// Smith, Jr. A surname that is itself a suffix word stays.
func SplitSuffix(surname string) (name, suffix string) {
	i := strings.LastIndexAny(strings.TrimRight(surname, " ."), " ,")
	if i <= 0 {
		return surname, ""
	}
	s, ok := loadNames().suffixes.find(surname[i+1:])
	if !ok || !generational(s) || s == "I" || s == "V" {
		return surname, ""
	}
	return strings.TrimRight(surname[:i], " ,"), s
}
