package clean

import "strings"

// identifier keeps an id as it is: its case and zeros mean something. Ids that
// a spreadsheet turned into floats lose their ".0"; ones that lost digits to
// scientific notation give no value.
func identifier(text string, _ Options) Result {
	digits, lost, ok := fromFloat(text)
	switch {
	case lost:
		return problem("digits lost in scientific notation")
	case ok:
		text = digits
	}
	if IsPlaceholderFor("user_id", text) {
		return missing()
	}
	return one(text)
}

// handle keeps a social handle without its @ and without the site's address.
func handle(text string, _ Options) Result {
	s := text
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	s = strings.TrimPrefix(s, "www.")
	for _, site := range [...]string{"twitter.com/", "x.com/", "facebook.com/", "fb.com/", "instagram.com/", "linkedin.com/", "m.facebook.com/"} {
		if len(s) > len(site) && strings.EqualFold(s[:len(site)], site) {
			s, _, _ = strings.Cut(s[len(site):], "?")
			break
		}
	}
	s = strings.Trim(s, "@/ ")
	if strings.ContainsAny(s, `"<>`) {
		return problem("not a handle")
	}
	if s == "" || IsPlaceholder(s) {
		return missing()
	}
	return one(s)
}

// languageTag reads names and codes of languages as BCP 47.
func languageTag(text string, o Options) Result {
	if v, ok := lookUp("preferred_language", text, o); ok {
		return one(v)
	}
	s := strings.ReplaceAll(text, "_", "-")
	s, _, _ = strings.Cut(s, ".") // "en_US.UTF-8"
	primary, region, found := strings.Cut(s, "-")
	if len(primary) < 2 || len(primary) > 3 || !letters(primary) {
		return problem("not a language")
	}
	primary = strings.ToLower(primary)
	if v, ok := lookUp("preferred_language", primary, o); ok {
		primary = v
	}
	if !found {
		return one(primary)
	}
	if (len(region) == 2 || len(region) == 4) && letters(region) || len(region) == 3 && digitsOnly(region) {
		if len(region) == 4 {
			return one(primary + "-" + upper(region[:1]) + strings.ToLower(region[1:]))
		}
		return one(primary + "-" + upper(region))
	}
	return problem("not a language")
}

// letters reports whether s is ASCII letters only.
func letters(s string) bool {
	for i := 0; i < len(s); i++ {
		if !asciiLetter(s[i]) {
			return false
		}
	}
	return s != ""
}
