package mapping

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed headers.tsv
var headersTSV string

// knowledge is what column names mean, in the words of headers.tsv.
type knowledge struct {
	names map[string]string // compact name -> target
	// front are words before a name ("donor", "mailing", "spouse"), by what they
	// do: owner, ownerafter, home, mail, work, other, mobile, else.
	front map[string][]string // compact words -> roles
	most  int                 // words in the longest of front
}

// loadKnowledge reads the embedded file once; a test proves that it reads.
var loadKnowledge = sync.OnceValue(func() *knowledge {
	k, err := readKnowledge(headersTSV)
	if err != nil {
		panic(err) // compiled in and tested
	}
	return k
})

func readKnowledge(tsv string) (*knowledge, error) {
	k := &knowledge{names: map[string]string{}, front: map[string][]string{}}
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "# ") || line == "#" {
			continue
		}
		to, names, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("mapping: line %q has no tab", line)
		}
		role, isFront := strings.CutPrefix(to, "@")
		if _, err := parseTargets(strings.TrimSuffix(to, "?")); !isFront && err != nil {
			return nil, err
		}
		for name := range strings.SplitSeq(names, "|") {
			w := words(name)
			key := compact(w)
			switch old, taken := k.names[key]; {
			case key == "":
				return nil, fmt.Errorf("mapping: %q lists an empty name", to)
			case isFront:
				k.front[key] = append(k.front[key], role)
				k.most = max(k.most, len(w))
			case taken && old != to:
				return nil, fmt.Errorf("mapping: %q means both %q and %q", name, old, to)
			default:
				k.names[key] = to
			}
		}
	}
	return k, nil
}
