package tracking

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Bounds on what one activity may carry; a message is at most 32 KB anyway.
const (
	maxDepth      = 4
	maxProperties = 256
	maxValueBytes = 4096
)

// properties collects the properties of an activity under the names that
// event.Property documents. The first value put under a name stays.
type properties struct {
	seen map[string]int
	all  []event.Property
}

func newProperties() *properties { return &properties{seen: map[string]int{}} }

func (p *properties) put(name, value string) { p.add(name, value, event.PropertyText) }

func (p *properties) add(name, value string, kind event.PropertyKind) {
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

func (p *properties) get(name string) string {
	if i, ok := p.seen[name]; ok {
		return p.all[i].Value
	}
	return ""
}

// flatten adds nested values under names joined by dots; lists and what lies
// too deep stay JSON.
func (p *properties) flatten(prefix string, m map[string]any, depth int) {
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
			p.add(full, v, event.PropertyText)
		case bool:
			if v {
				p.add(full, "true", event.PropertyBool)
			} else {
				p.add(full, "false", event.PropertyBool)
			}
		case json.Number:
			p.add(full, v.String(), event.PropertyNumber)
		case map[string]any:
			if depth < maxDepth {
				p.flatten(full, v, depth+1)
				continue
			}
			p.json(full, v)
		default:
			p.json(full, v)
		}
	}
}

func (p *properties) json(name string, v any) {
	if b, err := json.Marshal(v); err == nil && len(b) <= maxValueBytes {
		p.add(name, string(b), event.PropertyJSON)
	}
}

// alias gives name the value of the first of others that is there.
func (p *properties) alias(name string, others ...string) {
	for _, o := range others {
		if i, ok := p.seen[o]; ok {
			p.add(name, p.all[i].Value, p.all[i].Kind)
			return
		}
	}
}

// fromContext adds where and with what it happened. The IP address itself is
// not kept.
func (p *properties) fromContext(ctx map[string]any) {
	page, _ := ctx["page"].(map[string]any)
	for _, name := range []string{"path", "url", "title", "referrer"} {
		if s, ok := page[name].(string); ok {
			p.put(name, s)
		}
	}
	campaign, _ := ctx["campaign"].(map[string]any)
	for from, to := range map[string]string{"source": "utm_source", "medium": "utm_medium", "name": "utm_campaign", "content": "utm_content", "term": "utm_term"} {
		if s, ok := campaign[from].(string); ok {
			p.put(to, s)
		}
	}
	if location, ok := ctx["location"].(map[string]any); ok {
		if s, ok := location["country"].(string); ok {
			p.country(s)
		}
	}
	p.fromURL()
	if ua, ok := ctx["userAgent"].(string); ok {
		p.fromUserAgent(ua)
	}
}

func (p *properties) fromURL() {
	if url := p.get("url"); url != "" {
		u := clean.URL(url)
		p.put("path", u.Path)
		for _, name := range []string{"utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"} {
			p.put(name, u.UTM[name])
		}
	}
	if referrer := p.get("referrer"); referrer != "" {
		p.put("referrer_domain", clean.ReferrerDomain(referrer))
	}
}

func (p *properties) fromUserAgent(ua string) {
	a := clean.UserAgent(ua)
	p.put("device_type", a.Device)
	p.put("os", a.OS)
	p.put("browser", a.Browser)
}

func (p *properties) list() []event.Property {
	slices.SortFunc(p.all, func(a, b event.Property) int { return strings.Compare(a.Name, b.Name) })
	return p.all
}

func (p *properties) country(raw string) {
	if r := clean.Fact("ip_country", "enum", raw, clean.Options{}); len(r.Values) > 0 {
		p.put("ip_country", r.Values[0].Text)
	}
}
