package tracking

import (
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// fromContext adds where and with what it happened. The IP address itself is
// not kept.
func fromContext(p *ingest.Properties, ctx map[string]any) {
	page, _ := ctx["page"].(map[string]any)
	for _, name := range []string{"path", "url", "title", "referrer"} {
		if s, ok := page[name].(string); ok {
			p.Put(name, s)
		}
	}
	campaign, _ := ctx["campaign"].(map[string]any)
	for _, of := range [...][2]string{{"source", "utm_source"}, {"medium", "utm_medium"}, {"name", "utm_campaign"}, {"content", "utm_content"}, {"term", "utm_term"}} {
		if s, ok := campaign[of[0]].(string); ok {
			p.Put(of[1], s)
		}
	}
	if location, ok := ctx["location"].(map[string]any); ok {
		if s, ok := location["country"].(string); ok {
			country(p, s)
		}
	}
	fromURL(p)
	if ua, ok := ctx["userAgent"].(string); ok {
		fromUserAgent(p, ua)
	}
}

func fromURL(p *ingest.Properties) {
	if url := p.Get("url"); url != "" {
		u, _ := clean.URL(url)
		p.Put("path", u.Path)
		for _, name := range []string{"utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"} {
			p.Put(name, u.UTM[name])
		}
	}
	if referrer := p.Get("referrer"); referrer != "" {
		p.Put("referrer_domain", clean.ReferrerDomain(referrer, p.Get("url")))
	}
}

func fromUserAgent(p *ingest.Properties, ua string) {
	a := clean.UserAgent(ua)
	p.Put("device_type", a.Device)
	p.Put("os", a.OS)
	p.Put("browser", a.Browser)
}

func country(p *ingest.Properties, raw string) {
	if r := clean.Fact("ip_country", "enum", raw, clean.Options{}); len(r.Values) > 0 {
		p.Put("ip_country", r.Values[0].Text)
	}
}
