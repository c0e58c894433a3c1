package clean

import "strings"

// Agent is what a User-Agent header tells: families, no versions.
type Agent struct {
	Device  string // desktop, mobile, tablet, bot; "" when unknown
	OS      string // Windows, macOS, iOS, Android, ChromeOS, Linux; ""
	Browser string // Chrome, Safari, Firefox, Edge, ...; ""
}

// mark is a text inside a User-Agent and the family it shows.
type mark struct{ text, family string }

// UserAgent reads a User-Agent header by the marks its makers document. The
// order of the marks matters: every browser claims to be others too.
func UserAgent(ua string) Agent {
	if len(ua) > 2048 {
		ua = ua[:2048]
	}
	if ua == "" {
		return Agent{}
	}
	a := Agent{OS: family(ua, systems[:]), Browser: family(ua, browsers[:])}
	switch {
	case isBot(ua):
		return Agent{Device: "bot"}
	case strings.Contains(ua, "iPad"), strings.Contains(ua, "Tablet"), strings.Contains(ua, "Kindle"), strings.Contains(ua, "Silk/"),
		a.OS == "Android" && !strings.Contains(ua, "Mobile"):
		a.Device = "tablet"
	case strings.Contains(ua, "Mobi"), strings.Contains(ua, "iPhone"), strings.Contains(ua, "iPod"), a.OS == "Android", a.OS == "iOS":
		a.Device = "mobile"
	case a.OS != "":
		a.Device = "desktop"
	}
	return a
}

func family(ua string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(ua, m.text) {
			return m.family
		}
	}
	return ""
}

// systems in the order in which they must be asked for.
var systems = [...]mark{
	{"Windows Phone", "Windows Phone"}, {"iPhone", "iOS"}, {"iPad", "iOS"}, {"iPod", "iOS"},
	{"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
	{"Macintosh", "macOS"}, {"Mac OS X", "macOS"}, {"Darwin", "macOS"}, {"Linux", "Linux"}, {"X11", "Linux"},
}

// browsers in the order in which they must be asked for.
var browsers = [...]mark{
	{"FBAN/", "Facebook"}, {"FBAV/", "Facebook"}, {"Instagram", "Instagram"},
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Opera", "Opera"}, {"SamsungBrowser", "Samsung Internet"},
	{"YaBrowser", "Yandex"}, {"Vivaldi", "Vivaldi"}, {"DuckDuckGo", "DuckDuckGo"}, {"UCBrowser", "UC Browser"},
	{"Silk/", "Silk"}, {"FxiOS", "Firefox"}, {"Firefox", "Firefox"}, {"CriOS", "Chrome"},
	{"Chromium", "Chrome"}, {"Chrome", "Chrome"}, {"MSIE", "Internet Explorer"},
	{"Trident", "Internet Explorer"}, {"Safari", "Safari"},
}

// isBot knows crawlers, previews and programs by their own words.
func isBot(ua string) bool {
	lower := strings.ToLower(ua)
	for _, w := range [...]string{
		"bot", "crawl", "spider", "slurp", "facebookexternalhit", "preview", "headless", "lighthouse",
		"curl/", "wget/", "python-requests", "python-urllib", "go-http-client", "okhttp", "java/", "axios/",
		"node-fetch", "postmanruntime", "pingdom", "monitor", "scrapy", "libwww",
	} {
		if strings.Contains(lower, w) {
			return !strings.Contains(lower, "cubot") // a maker of phones
		}
	}
	return false
}
