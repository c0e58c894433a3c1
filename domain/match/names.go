package match

import "strings"

// personName is a name after normalisation.
type personName struct {
	given, middle, surname string
	suffix                 uint8 // generation, 0 when not stated
	givenScript            string
	surnameScript          string
}

func isTitle(w string) bool {
	switch w {
	case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "reverend",
		"sir", "dame", "hon", "fr", "sgt", "capt", "maj", "lt", "col", "rabbi":
		return true
	}
	return false
}

// generation reads a suffix; 0 means w is none.
func generation(w string) uint8 {
	switch w {
	case "sr", "senior", "snr", "1st":
		return 1
	case "jr", "junior", "jnr", "ii", "2nd":
		return 2
	case "iii", "3rd":
		return 3
	case "iv", "4th":
		return 4
	case "v", "5th":
		return 5
	}
	return 0
}

// isParticle says whether w only leads to a surname.
func isParticle(w string) bool {
	switch w {
	case "de", "del", "della", "di", "da", "do", "dos", "du", "la", "le", "van", "von",
		"der", "den", "ten", "ter", "zu", "al", "el", "bin", "ibn", "y", "st", "o":
		return true
	}
	return false
}

// normaliseName folds the parts of a name, takes titles and suffixes out and
// splits "Last, First" and trailing initials.
func normaliseName(r *Record) personName {
	given, surname := r.Given, r.Surname
	if surname == "" {
		if last, first, ok := strings.Cut(given, ","); ok && generation(fold(first)) == 0 {
			given, surname = first, last
		}
	} else if given == "" {
		if last, first, ok := strings.Cut(surname, ","); ok && generation(fold(first)) == 0 {
			given, surname = first, last
		}
	}
	n := personName{
		given:   someone(fold(given)),
		middle:  someone(fold(r.Middle)),
		surname: someone(fold(surname)),
		suffix:  generation(fold(r.Suffix)),
	}
	if placeholderName(n.given, n.surname) {
		n.given, n.middle, n.surname = "", "", ""
		return n
	}
	n.given, n.suffix = trimGiven(n.given, n.suffix)
	n.surname, n.suffix = trimSurname(n.surname, n.suffix)
	if g, rest := trailingInitial(n.given); rest != "" {
		n.given = g
		if n.middle == "" {
			n.middle = rest
		}
	}
	n.givenScript = otherScript(given)
	n.surnameScript = otherScript(surname)
	return n
}

// someone answers a folded name, or "" when it names nobody.
func someone(s string) string {
	if nobodysName(s) {
		return ""
	}
	return meaningful(s)
}

// trimGiven drops leading titles and a trailing suffix.
func trimGiven(s string, suffix uint8) (string, uint8) {
	for {
		first, rest, ok := strings.Cut(s, " ")
		if !ok || !isTitle(first) {
			break
		}
		s = rest
	}
	return trimSuffix(s, suffix)
}

// trimSurname drops a leading title and a trailing suffix.
func trimSurname(s string, suffix uint8) (string, uint8) {
	if first, rest, ok := strings.Cut(s, " "); ok && isTitle(first) {
		s = rest
	}
	return trimSuffix(s, suffix)
}

func trimSuffix(s string, suffix uint8) (string, uint8) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return s, suffix
	}
	g := generation(s[i+1:])
	if g == 0 || s[i+1:] == "v" {
		return s, suffix
	}
	if suffix == 0 {
		suffix = g
	}
	return s[:i], suffix
}

// trailingInitial parts "john q" into "john" and "q".
func trailingInitial(s string) (string, string) {
	if i := len(s) - 2; i > 1 && s[i] == ' ' {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// coreSurname is the last word of a surname that is not a particle; keys use
// it, so that "van der Berg" meets "Vanderberg" by sound and "Berg" by word.
func coreSurname(s string) string {
	if i := strings.LastIndexByte(s, ' '); i >= 0 && i+1 < len(s) {
		return s[i+1:]
	}
	return s
}

func firstWord(s string) string {
	if i := strings.IndexByte(s, ' '); i >= 0 {
		return s[:i]
	}
	return s
}
