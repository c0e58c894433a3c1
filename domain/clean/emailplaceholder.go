package clean

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/emails.tsv
var emailsTSV string

// mailLists are the sets of data/emails.tsv.
type mailLists struct {
	local, domain, pairLocal, pairDomain map[string]bool
}

var loadMailLists = sync.OnceValue(func() *mailLists {
	l := &mailLists{}
	eachRow(emailsTSV, func(f []string) {
		switch f[0] {
		case "local":
			l.local = set(f[1])
		case "domain":
			l.domain = set(f[1])
		case "pair":
			l.pairLocal, l.pairDomain = set(f[1]), set(f[2])
		}
	})
	return l
})

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.SplitSeq(words, "|") {
		m[w] = true
	}
	return m
}

// placeholderMail reports whether a clean address stands for "none". A local
// part equal to the first label of its domain says nothing only when it is a
// word of the lists (none@none.org, but not acme@acme.org).
func placeholderMail(a string) bool {
	l := loadMailLists()
	at := strings.LastIndexByte(a, '@')
	local, domain := a[:at], a[at+1:]
	if l.local[local] || l.domain[domain] {
		return true
	}
	if l.pairLocal[local] {
		label, _, _ := strings.Cut(domain, ".")
		return l.pairDomain[domain] || label == local
	}
	return false
}

// noMail reports whether a cell without an @ says that there is no address.
func noMail(text string) bool {
	var buf [maxKey]byte
	if len(text) > maxKey {
		return false
	}
	switch string(appendKey(buf[:0], text)) {
	case "no", "no email", "no e mail", "noemail", "no mail", "does not have", "does not have one", "none on file", "0", "x", "n":
		return true
	}
	return false
}
