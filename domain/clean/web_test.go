package clean_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func TestURL(t *testing.T) {
	for raw, want := range map[string]clean.Link{
		"https://www.Example.org:8080/a/b?utm_source=news%20letter&UTM_Medium=email&x=1#f": {
			Host: "example.org", Path: "/a/b", UTM: map[string]string{"utm_source": "news letter", "utm_medium": "email"},
		},
		"example.org":                       {Host: "example.org", Path: "/"},
		"//m\u00fcnchen.example/x":          {Host: "xn--mnchen-3ya.example", Path: "/x"},
		"http://localhost:3000/p":           {Host: "localhost", Path: "/p"},
		"https://example.org/?utm_term=%zz": {Host: "example.org", Path: "/"},
	} {
		got, ok := clean.URL(raw)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("URL(%q) %v (-want +got):\n%s", raw, ok, diff)
		}
	}
	for _, raw := range []string{"", "javascript:alert(1)", "about:blank", "not a url", "/path/only", "https://", "mailto:a@b.org"} {
		if got, ok := clean.URL(raw); ok {
			t.Errorf("URL(%q) = %+v", raw, got)
		}
	}
	if got := clean.ReferrerDomain("https://www.google.com/search?q=x", "example.org"); got != "google.com" {
		t.Errorf("referrer %q", got)
	}
	if got := clean.ReferrerDomain("https://www.example.org/", "example.org"); got != "" {
		t.Errorf("own referrer %q", got)
	}
}

func TestUserAgent(t *testing.T) {
	const tail = " AppleWebKit/537.36 (KHTML, like Gecko) "
	for ua, want := range map[string]clean.Agent{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64)" + tail + "Chrome/126.0.0.0 Safari/537.36":                                   {Device: "desktop", OS: "Windows", Browser: "Chrome"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64)" + tail + "Chrome/126.0.0.0 Safari/537.36 Edg/126.0":                         {Device: "desktop", OS: "Windows", Browser: "Edge"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1":    {Device: "desktop", OS: "macOS", Browser: "Safari"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Mobile/15E148 Safari/604": {Device: "mobile", OS: "iOS", Browser: "Safari"},
		"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) CriOS/126 Mobile/15E148":           {Device: "tablet", OS: "iOS", Browser: "Chrome"},
		"Mozilla/5.0 (Linux; Android 14; Pixel 8)" + tail + "Chrome/126.0.0.0 Mobile Safari/537.36":                             {Device: "mobile", OS: "Android", Browser: "Chrome"},
		"Mozilla/5.0 (Linux; Android 14; SM-X900)" + tail + "Chrome/126.0.0.0 Safari/537.36":                                    {Device: "tablet", OS: "Android", Browser: "Chrome"},
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                                {Device: "desktop", OS: "Linux", Browser: "Firefox"},
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)":                                              {Device: "bot"},
		"analytics-python/2.4.0": {},
		"curl/8.5.0":             {Device: "bot"},
		"":                       {},
	} {
		if diff := cmp.Diff(want, clean.UserAgent(ua)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", ua, diff)
		}
	}
	runFacts(t, clean.Options{}, []factCase{
		{"twitter", "@ada", "ada"}, {"twitter", "https://twitter.com/ada?lang=en", "ada"}, {"website", "Example.ORG/Path", "https://example.org/Path"},
		{"website", "nope", "nothing ! not a web address"}, {"referrer_domain", "https://www.google.com/x", "google.com"},
	})
}

func TestFold(t *testing.T) {
	for raw, want := range map[string]string{
		"Smith": "smith", "smith": "smith", "JOSÉ": "jose", "Jose\u0301": "jose", "Straße": "strasse", "ØRSTED": "orsted", "İstanbul": "istanbul",
		"ﬁne": "fine", "Ｗｉｄｅ": "wide", "ΣΑΣ": "σασ", "O\u2019Brien": "o'brien", "Łódź": "lodz", "": "",
	} {
		if got := clean.Fold(raw); got != want {
			t.Errorf("Fold(%q) = %q, want %q", raw, got, want)
		}
	}
}
