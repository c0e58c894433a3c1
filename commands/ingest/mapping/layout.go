package mapping

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed layouts/*.tsv
var layoutFiles embed.FS

// layout is a file that is well known: which columns tell it, and what each is.
type layout struct {
	name       string
	signatures [][]string // sets of compact names; all of one set must be there
	kind       Kind
	space      string // of voter ids, also the dialect of codes
	state      string // of home addresses that name none
	status     bool   // the name of the file says the e-mail status
	elections  bool   // columns named after elections
	notes      []string
	columns    map[string][]target // compact name -> targets
	prefixes   []prefixRule
	rest       []target // of columns not listed; nil: guess them
}

// prefixRule says what all columns whose names begin alike are.
type prefixRule struct {
	prefix string
	block  string // an address block
	reason string // or why they are not used
}

// loadLayouts reads the embedded files once; a test proves that they read.
var loadLayouts = sync.OnceValue(func() []*layout {
	all, err := readLayouts(layoutFiles)
	if err != nil {
		panic(err) // compiled in and tested
	}
	return all
})

func readLayouts(files fs.FS) ([]*layout, error) {
	names, err := fs.Glob(files, "layouts/*.tsv")
	if err != nil {
		return nil, err
	}
	var all []*layout
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		l, err := readLayout(strings.TrimSuffix(path.Base(name), ".tsv"), string(b))
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

func readLayout(name, tsv string) (*layout, error) {
	l := &layout{name: name, kind: KindList, columns: map[string][]target{}}
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("mapping: layout %s: line %q has no tab", name, line)
		}
		if directive, is := strings.CutPrefix(key, "@"); is {
			if err := l.direct(directive, value); err != nil {
				return nil, err
			}
			continue
		}
		targets, err := parseTargets(value)
		switch {
		case err != nil:
			return nil, fmt.Errorf("mapping: layout %s: %w", name, err)
		case key == "*":
			l.rest = targets
		case key != compact(words(key)):
			return nil, fmt.Errorf("mapping: layout %s: %q is not how names are compared", name, key)
		case l.columns[key] != nil:
			return nil, fmt.Errorf("mapping: layout %s: %q stands twice", name, key)
		default:
			l.columns[key] = targets
		}
	}
	if len(l.signatures) == 0 {
		return nil, fmt.Errorf("mapping: layout %s has no signature", name)
	}
	return l, nil
}

// direct reads a line that is about the file, not about a column.
func (l *layout) direct(directive, value string) error {
	name, arg, _ := strings.Cut(directive, ":")
	switch name {
	case "signature":
		l.signatures = append(l.signatures, strings.Fields(value))
	case "kind":
		l.kind = Kind(value)
		if !l.kind.Known() {
			return fmt.Errorf("mapping: layout %s: kind %q", l.name, value)
		}
	case "space":
		l.space = value
	case "state":
		l.state = value
	case "status":
		l.status = true
	case "elections":
		l.elections = true
	case "note":
		l.notes = append(l.notes, value)
	case "prefix":
		l.prefixes = append(l.prefixes, prefixRule{prefix: arg, block: value})
	case "prefix-":
		l.prefixes = append(l.prefixes, prefixRule{prefix: arg, reason: value})
	default:
		return fmt.Errorf("mapping: layout %s: @%s is not known", l.name, directive)
	}
	return nil
}

// matchLayout finds the layout whose signature is in the header; of several the
// one with the longest.
func matchLayout(names map[string]bool) *layout {
	var best *layout
	longest := 0
	for _, l := range loadLayouts() {
		for _, signature := range l.signatures {
			missing := slices.ContainsFunc(signature, func(name string) bool { return !names[name] })
			if !missing && len(signature) > longest {
				best, longest = l, len(signature)
			}
		}
	}
	return best
}

// targets finds what a column is under the layout; false means that the layout
// leaves it to guessing.
func (l *layout) targets(header, name string) ([]target, bool) {
	if t, ok := l.columns[name]; ok {
		return t, true
	}
	if l.elections {
		if t, ok := electionColumn(header); ok {
			return []target{t}, true
		}
	}
	for _, p := range l.prefixes {
		part, ok := strings.CutPrefix(name, p.prefix)
		if !ok || part == "" {
			continue
		}
		if p.reason != "" {
			return []target{{name: "-", reason: p.reason}}, true
		}
		if part, ok := blockParts(part); ok {
			return []target{{name: p.block, part: part}}, true
		}
		return []target{{name: "-", reason: "a detail of the address that its lines hold"}}, true
	}
	return l.rest, l.rest != nil
}

// blockParts are the parts of address blocks by the names behind a prefix.
func blockParts(name string) (string, bool) {
	switch name {
	case "address1", "address2", "address3":
		return "line" + name[7:], true
	case "city", "state", "county":
		return name, true
	case "zip", "postcode":
		return "postcode", true
	case "countrycode":
		return "country", true
	}
	return "", false
}
