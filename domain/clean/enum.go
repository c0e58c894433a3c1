package clean

import (
	_ "embed"
	"sync"
)

//go:embed data/enums.tsv
var enumsTSV string

// blankValue stands in data/enums.tsv for spellings that mean "not known".
const blankValue = "-"

// list is the spellings of one enumerated category; a dialect's own codes go
// before the common ones.
type list struct {
	words    table
	dialects map[string]table
}

var loadLists = sync.OnceValue(func() map[string]*list {
	lists := map[string]*list{}
	eachRow(enumsTSV, func(f []string) {
		l := lists[f[0]]
		if l == nil {
			l = &list{words: table{}, dialects: map[string]table{}}
			lists[f[0]] = l
		}
		if len(f) == 3 {
			l.words.add(f[1], f[2])
			return
		}
		d := l.dialects[f[3]]
		if d == nil {
			d = table{}
			l.dialects[f[3]] = d
		}
		d.add(f[1], f[2])
	})
	return lists
})

// lookUp finds the canonical value of a spelling; blankValue means missing.
func lookUp(category, text string, o Options) (string, bool) {
	l := loadLists()[category]
	if l == nil {
		return "", false
	}
	if o.Dialect != "" {
		if v, ok := l.dialects[o.Dialect].find(text); ok {
			return v, true
		}
	}
	return l.words.find(text)
}

// enumerate is the shared part of closed and open lists; done is false when
// the list does not know the spelling.
func enumerate(category, text string, o Options) (r Result, done bool) {
	if v, ok := lookUp(category, text, o); ok {
		if v == blankValue {
			return missing(), true
		}
		return one(v), true
	}
	if IsPlaceholderFor(category, text) {
		return missing(), true
	}
	return Result{}, false
}

// closed is the rule of a category whose values are a fixed list.
func closed(category string) rule {
	return rule{own: true, clean: func(text string, o Options) Result {
		if r, done := enumerate(category, text, o); done {
			return r
		}
		return problem("not in the list of " + category)
	}}
}

// open is the rule of a category with a list of known values that keeps other
// words as they are. A bare number is a code whose list is not known.
func open(category string) rule {
	return rule{own: true, clean: func(text string, o Options) Result {
		if r, done := enumerate(category, text, o); done {
			return r
		}
		if digitsOnly(text) {
			return problem("a code without its list")
		}
		return freeText(text, o)
	}}
}

// parted is a rule whose cells may hold several values.
func parted(r rule, split splitter) rule {
	r.split = split
	return r
}

// Bool reads true and false in the spellings of many systems and languages;
// known is false for anything else.
func Bool(text string) (value, known bool) {
	v, ok := lookUp("bool", text, Options{})
	return v == "true", ok && v != blankValue
}

// boolRule reads a yes-or-no category, its own words ("Owner", "Deceased")
// before the common ones.
func boolRule(category string) func(string, Options) Result {
	return func(text string, o Options) Result {
		if r, done := enumerate(category, text, o); done {
			return r
		}
		if r, done := enumerate("bool", text, o); done {
			return r
		}
		return problem("neither yes nor no")
	}
}

// party is open, with unknown short codes in capitals.
func party(text string, o Options) Result {
	if r, done := enumerate("party", text, o); done {
		return r
	}
	if digitsOnly(text) {
		return problem("a code without its list")
	}
	if letters(text) && len(text) <= 3 {
		return one(upper(text))
	}
	return freeText(text, o)
}
