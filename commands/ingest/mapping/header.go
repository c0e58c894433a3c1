package mapping

import (
	"strings"
	"unicode"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// maxWords bounds the words of a header that are looked at; what is longer is a
// question, not a name.
const maxWords = 12

// words splits a header: "Donor Addr1", "MAILING_CITY" and "RegStNum" become
// lower-case words without accents, digits apart from letters.
func words(header string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 && len(out) <= maxWords {
			out = append(out, strings.ToLower(b.String()))
		}
		b.Reset()
	}
	var last rune
	for _, r := range fold(header) {
		switch {
		case r == '\'' || r == '’':
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '#':
			flush()
		case unicode.IsUpper(r) && unicode.IsLower(last),
			unicode.IsDigit(r) != unicode.IsDigit(last) && (unicode.IsDigit(last) || unicode.IsDigit(r)):
			flush()
			b.WriteRune(r)
		case r == '#':
			flush()
			b.WriteString("number")
			flush()
		default:
			b.WriteRune(r)
		}
		last = r
	}
	flush()
	return out
}

// fold takes accents off but keeps capitals, which part the words.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		plain = plain && s[i] < 0x80
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		f := clean.Fold(string(r))
		if unicode.IsUpper(r) {
			f = strings.ToUpper(f)
		}
		b.WriteString(f)
	}
	return b.String()
}

// compact is the words of a header as one look-up key.
func compact(words []string) string { return strings.Join(words, "") }

// isNumber reports whether a word of a header is a number.
func isNumber(word string) bool {
	return word != "" && len(word) <= 3 && strings.Trim(word, "0123456789") == ""
}
