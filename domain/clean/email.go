package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Limits of RFC 5321, section 4.5.3.1.
const (
	maxAddress = 254
	maxLocal   = 64
)

// Email reads every address of a cell: plain, "Name <address>", mailto: links,
// several parted by semicolons, commas, slashes, blanks or " ::: ". An address
// is lower-case with its domain in ASCII; plus tags stay, a trailing dot and
// blanks beside the @ go. Addresses that say there is none (none@none.com) are
// missing.
func Email(raw string) Result {
	text := Text(raw, Options{})
	if text == "" {
		return missing()
	}
	return emailRule(text, Options{})
}

func emailRule(text string, o Options) Result {
	if strings.IndexByte(text, '@') < 0 {
		if IsPlaceholder(text) || noMail(text) {
			return missing()
		}
		return problem("not an e-mail address")
	}
	if a, ok := address(text); ok {
		if placeholderMail(a) {
			return missing()
		}
		return one(a)
	}
	return emailsIn(text)
}

// address is the canonical form of one address, without brackets or blanks.
func address(s string) (string, bool) {
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s, _, _ = strings.Cut(s[7:], "?")
	}
	s = strings.Trim(s, ` '"()[],;:`)
	s = strings.TrimRight(s, ".")
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > maxLocal || at == len(s)-1 || len(s) > maxAddress {
		return "", false
	}
	local, ok := localPart(s[:at])
	if !ok {
		return "", false
	}
	domain, ok := mailDomain(s[at+1:])
	if !ok || len(local)+1+len(domain) > maxAddress || len(local) > maxLocal {
		return "", false
	}
	if len(local) == at && local == s[:at] && domain == s[at+1:] {
		return s, true
	}
	return local + "@" + domain, true
}

// localPart accepts a dot-atom (RFC 5322, 3.2.3) and letters beyond ASCII (RFC
// 6531); quoted local parts, which no one types on purpose, it does not.
func localPart(s string) (string, bool) {
	last := '.'
	for _, r := range s {
		switch {
		case r == '.':
			if last == '.' {
				return "", false
			}
		case r >= 0x80:
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) {
				return "", false
			}
		case !asciiLetter(byte(r)) && !digit(byte(r)) && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", byte(r)) < 0:
			return "", false
		}
		last = r
	}
	if last == '.' || !utf8.ValidString(s) {
		return "", false
	}
	if ascii(s) {
		return strings.ToLower(s), true
	}
	return norm.NFC.String(strings.ToLower(s)), true
}

// mailDomain accepts a host name of at least two labels and answers it in
// ASCII, lower case.
func mailDomain(s string) (string, bool) {
	if !ascii(s) {
		a, err := idna.Lookup.ToASCII(norm.NFC.String(s))
		if err != nil {
			return "", false
		}
		s = a
	}
	s = strings.ToLower(s)
	if !hostName(s) {
		return "", false
	}
	return s, true
}

// hostName reports whether s is a lower-case host name of at least two labels
// whose last is not a number.
func hostName(s string) bool {
	labels, start, alpha := 0, 0, false
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '.' {
			c := s[i]
			if !('a' <= c && c <= 'z') && !digit(c) && c != '-' {
				return false
			}
			alpha = alpha || !digit(c)
			continue
		}
		n := i - start
		if n == 0 || n > 63 || s[start] == '-' || s[i-1] == '-' || (i == len(s) && (!alpha || n < 2)) {
			return false
		}
		labels, start = labels+1, i+1
		if i < len(s) {
			alpha = false
		}
	}
	return labels >= 2 && len(s) <= 253
}

func asciiLetter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
