package mapping

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed counties.tsv
var countiesTSV string

// counties gives, by the space of voter ids, the names of a state's county codes.
var counties = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for line := range strings.Lines(countiesTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) != 3 || line[0] == '#' {
			continue
		}
		codes := map[string]string{}
		for i, entry := range strings.Split(f[2], "|") {
			code, name, named := strings.Cut(entry, ":")
			if !named {
				code, name = strconv.Itoa(i+1), entry
			}
			codes[strings.ToLower(code)] = name
		}
		all[f[0]] = codes
	}
	return all
})
