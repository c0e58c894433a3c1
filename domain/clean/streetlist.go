package clean

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed data/streets.tsv
var streetsTSV string

// streetLists are the tables of data/streets.tsv; alone holds the designators
// that need no number.
type streetLists struct {
	types, dirs, units, alone table
}

var loadStreets = sync.OnceValue(func() *streetLists {
	l := &streetLists{types: table{}, dirs: table{}, units: table{}, alone: table{}}
	eachRow(streetsTSV, func(f []string) {
		words := strings.Split(f[2], "|")
		into := map[string]table{"type": l.types, "dir": l.dirs, "unit": l.units}[f[0]]
		if slices.Contains(words, "!") {
			words = words[:len(words)-1]
			l.alone.add(f[1], strings.Join(words, "|"))
		}
		into.add(f[1], strings.Join(words, "|"))
	})
	delete(l.units, "") // the key of "#", which is looked for by itself
	return l
})
