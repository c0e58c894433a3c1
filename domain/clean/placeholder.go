package clean

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/placeholders.tsv
var placeholdersTSV string

// placeholders are the tables of data/placeholders.tsv by class.
type placeholders struct {
	any, name, given, surname, middle, id table
}

var loadPlaceholders = sync.OnceValue(func() *placeholders {
	p := &placeholders{table{}, table{}, table{}, table{}, table{}, table{}}
	classes := map[string]table{
		"any": p.any, "name": p.name, "given": p.given,
		"surname": p.surname, "middle": p.middle, "id": p.id,
	}
	eachRow(placeholdersTSV, func(f []string) {
		for word := range strings.SplitSeq(f[1], "|") {
			classes[f[0]][string(appendKey(nil, word))] = word
		}
	})
	return p
})

// IsPlaceholder reports whether text says nothing in any category: blank, n/a,
// null, none, unknown, NaN, test, bare punctuation, [object Object], an advert
// platform's "<test lead: ...>" and the like.
func IsPlaceholder(text string) bool {
	if text == "" || text == `\N` || bare(text) {
		return true
	}
	if text[0] == '<' && strings.HasPrefix(text, "<test lead") {
		return true
	}
	return loadPlaceholders().any.has(text)
}

// IsPlaceholderFor is IsPlaceholder with the words that are empty only in one
// category: "John Doe" and "baby boy" as names, "NMN" as a middle name, zeros
// and "guest" as identifiers.
//
// Null, None, Na and the like are real surnames too: they are placeholders
// unless the row has a given name (Options.HasGiven, see Fact).
func IsPlaceholderFor(category, text string) bool {
	if IsPlaceholder(text) {
		return true
	}
	p := loadPlaceholders()
	switch category {
	case "first_name":
		return p.name.has(text) || p.given.has(text)
	case "nickname":
		return p.name.has(text)
	case "middle_name":
		return p.name.has(text) || p.middle.has(text)
	case "last_name", "maiden_name":
		return p.name.has(text) || p.surname.has(text)
	case "voter_id", "user_id", "anonymous_id", "external_id":
		return p.id.has(text) || sameDigits(text)
	case "employer", "occupation", "city", "county", "municipality":
		return text == "0" || sameDigits(text)
	}
	return false
}

// surnameToo reports whether a placeholder may be a surname beside a given
// name: a capital first letter, as a person writes it, while "NULL" and "null"
// are what databases print. NA is taken in any case: voter files shout.
func surnameToo(text string) bool {
	switch text {
	case "Null", "None", "Nil", "Na", "Nan", "Test", "Void", "Unknown", "NA", "Blank", "Baby", "Name", "First", "Guest":
		return true
	}
	return false
}

// bare reports whether text is ASCII without a letter or digit: "-", "???".
func bare(text string) bool {
	for i := 0; i < len(text); i++ {
		c := text[i] | 0x20
		if text[i] >= 0x80 || ('a' <= c && c <= 'z') || digit(text[i]) {
			return false
		}
	}
	return true
}

// sameDigits reports whether text is one digit over and over, at least thrice,
// with any punctuation between.
func sameDigits(text string) bool {
	var first byte
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if !digit(c) {
			if c > ' ' && strings.IndexByte("-.()+/", c) < 0 {
				return false
			}
			continue
		}
		if n == 0 {
			first = c
		}
		if c != first {
			return false
		}
		n++
	}
	return n >= 3
}
