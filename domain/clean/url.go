package clean

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// Link is a web address in the parts that matter here.
type Link struct {
	Host string            // lower case, ASCII, without www. and port
	Path string            // without query and fragment; "/" at least
	UTM  map[string]string // utm_source ... utm_term as category names; nil if none
}

// maxURL bounds a web address.
const maxURL = 8192

// URL parts a web address; a missing scheme is taken as https. It answers
// false for what is none.
func URL(raw string) (Link, bool) {
	s := strings.TrimSpace(raw)
	if s == "" || len(s) > maxURL || strings.ContainsAny(s, " \t\r\n<>") {
		return Link{}, false
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		if strings.Contains(s, "://") {
			return Link{}, false
		}
		if u, err = url.Parse("https://" + strings.TrimPrefix(s, "//")); err != nil || u.User != nil {
			return Link{}, false
		}
	}
	if u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "" {
		return Link{}, false
	}
	host, ok := hostOf(u.Hostname())
	if !ok {
		return Link{}, false
	}
	path := strings.ToValidUTF8(u.Path, "\uFFFD")
	if path == "" {
		path = "/"
	}
	return Link{Host: host, Path: Text(path, Options{}), UTM: utmOf(u.RawQuery)}, true
}

// hostOf canonicalises a host name; localhost and addresses are hosts too.
func hostOf(h string) (string, bool) {
	h = strings.TrimSuffix(strings.ToLower(h), ".")
	h = strings.TrimPrefix(h, "www.")
	if !ascii(h) {
		a, err := idna.Lookup.ToASCII(h)
		if err != nil {
			return "", false
		}
		h = a
	}
	if h == "localhost" || hostName(h) || dottedQuad(h) {
		return h, true
	}
	return "", false
}

func dottedQuad(h string) bool {
	return strings.Count(h, ".") == 3 && countDigits(h) == len(h)-3 && len(h) <= 15
}

// utmOf reads the campaign parameters of a query; a wrong escape loses its
// parameter only.
func utmOf(query string) map[string]string {
	var out map[string]string
	for pair := range strings.SplitSeq(query, "&") {
		k, v, _ := strings.Cut(pair, "=")
		name := strings.ToLower(k)
		switch name {
		case "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term":
		default:
			continue
		}
		text, err := url.QueryUnescape(v)
		if err != nil {
			continue
		}
		if text = Text(text, Options{}); text == "" || out[name] != "" {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[name] = text
	}
	return out
}

// ReferrerDomain is the host of a referring page without www., "" for a blank
// or unusable one and for one that is own (the site itself, by host).
func ReferrerDomain(raw, own string) string {
	l, ok := URL(raw)
	if !ok {
		return ""
	}
	if o, known := hostOf(own); known && l.Host == o {
		return ""
	}
	return l.Host
}

func referrerRule(text string, _ Options) Result {
	if h := ReferrerDomain(text, ""); h != "" {
		return one(h)
	}
	return problem("not a web address")
}

// website keeps an address as typed, with a scheme and its host in small
// letters.
func website(text string, _ Options) Result {
	s := text
	if !strings.Contains(s, "://") {
		s = "https://" + strings.TrimPrefix(s, "//")
	}
	l, ok := URL(s)
	if !ok || l.Host == "" {
		return problem("not a web address")
	}
	i := strings.Index(s, "://") + 3
	end := len(s)
	if j := strings.IndexAny(s[i:], "/?#"); j >= 0 {
		end = i + j
	}
	return one(strings.ToLower(s[:end]) + s[end:])
}
