package ingest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Bounds on what one activity may carry.
const (
	maxDepth      = 4
	maxProperties = 256
	maxNameBytes  = 512
	maxValueBytes = 4096
)

// Properties collects the properties of an activity under the names that
// event.Property documents. The first value put under a name stays.
type Properties struct {
	seen map[string]int
	all  []event.Property
}

// NewProperties starts an empty collection.
func NewProperties() *Properties { return &Properties{seen: map[string]int{}} }

// Put adds a text.
func (p *Properties) Put(name, value string) { p.Add(name, value, event.PropertyText) }

// Add adds a value of a kind; blanks, repeated names and what is over the
// bounds are left out.
func (p *Properties) Add(name, value string, kind event.PropertyKind) {
	value = clean.Text(value, clean.Options{FullValues: true})
	if name == "" || value == "" || len(name) > maxNameBytes || len(p.all) >= maxProperties {
		return
	}
	if _, there := p.seen[name]; there {
		return
	}
	if len(value) > maxValueBytes {
		value = strings.ToValidUTF8(value[:maxValueBytes], "")
	}
	p.seen[name] = len(p.all)
	p.all = append(p.all, event.Property{Name: name, Value: value, Kind: kind})
}

// Get is the value under a name, "" when there is none.
func (p *Properties) Get(name string) string {
	if i, ok := p.seen[name]; ok {
		return p.all[i].Value
	}
	return ""
}

// Flatten adds nested values under names joined by dots; lists and what lies
// too deep stay JSON.
func (p *Properties) Flatten(prefix string, m map[string]any, depth int) {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names) // so that the same call makes the same event
	for _, name := range names {
		full := clean.Text(name, clean.Options{})
		if prefix != "" {
			full = prefix + "." + full
		}
		switch v := m[name].(type) {
		case nil:
		case string:
			p.Add(full, v, event.PropertyText)
		case bool:
			if v {
				p.Add(full, "true", event.PropertyBool)
			} else {
				p.Add(full, "false", event.PropertyBool)
			}
		case json.Number:
			p.Add(full, v.String(), event.PropertyNumber)
		case map[string]any:
			if depth < maxDepth {
				p.Flatten(full, v, depth+1)
				continue
			}
			p.json(full, v)
		default:
			p.json(full, v)
		}
	}
}

func (p *Properties) json(name string, v any) {
	if b, err := json.Marshal(v); err == nil && len(b) <= maxValueBytes {
		p.Add(name, string(b), event.PropertyJSON)
	}
}

// Alias gives name the value of the first of others that is there.
func (p *Properties) Alias(name string, others ...string) {
	for _, o := range others {
		if i, ok := p.seen[o]; ok {
			p.Add(name, p.all[i].Value, p.all[i].Kind)
			return
		}
	}
}

// List is what was collected, by name.
func (p *Properties) List() []event.Property {
	slices.SortFunc(p.all, func(a, b event.Property) int { return strings.Compare(a.Name, b.Name) })
	return p.all
}
