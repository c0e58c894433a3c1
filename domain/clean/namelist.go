package clean

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/names.tsv
var namesTSV string

// nameLists are the tables of data/names.tsv.
type nameLists struct {
	prefixes, suffixes table
	particles, macs    map[string]bool
}

var loadNames = sync.OnceValue(func() *nameLists {
	l := &nameLists{prefixes: table{}, suffixes: table{}}
	eachRow(namesTSV, func(f []string) {
		switch f[0] {
		case "prefix":
			l.prefixes.add(f[1], f[2])
		case "suffix":
			l.suffixes.add(f[1], f[2])
		case "particle":
			l.particles = set(f[1])
		case "mac":
			l.macs = set(f[1])
		}
	})
	return l
})

// generational reports whether a canonical suffix tells relatives apart (Jr,
// III) and is no degree.
func generational(suffix string) bool {
	switch suffix {
	case "Jr", "Sr", "I", "II", "III", "IV", "V", "VI", "VII":
		return true
	}
	return false
}

// titlePrefix maps titles to their fixed spelling and keeps others.
func titlePrefix(text string, _ Options) Result {
	if p, ok := loadNames().prefixes.find(text); ok {
		return one(p)
	}
	if !hasLetter(text) {
		return problem("not a title")
	}
	return one(SurnameCase(text))
}

// suffixRule maps suffixes to their fixed spelling.
func suffixRule(text string, _ Options) Result {
	if s, ok := loadNames().suffixes.find(text); ok {
		return one(s)
	}
	// Several: "Jr., MD" keeps the one that tells relatives apart.
	var best string
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		s, ok := loadNames().suffixes.find(w)
		if !ok {
			return problem("not a suffix of a name")
		}
		if best == "" || (generational(s) && !generational(best)) {
			best = s
		}
	}
	if best == "" {
		return missing()
	}
	return one(best)
}
