package match

import "strings"

// normaliseEmail lower-cases an address, strips a display name and a plus
// tag, and takes dots out where the provider ignores them. It answers ""
// for what is no address or only a placeholder.
func normaliseEmail(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s = strings.TrimSuffix(s[i+1:], ">")
	}
	s = strings.ToLower(strings.TrimPrefix(s, "mailto:"))
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(domain) < 3 || len(s) > maxValueLen ||
		strings.ContainsAny(s, " \t\n\x1e\x1f,;") || strings.IndexByte(domain, '@') >= 0 {
		return ""
	}
	if i := strings.IndexByte(local, '+'); i > 0 {
		local = local[:i]
	}
	domain = strings.TrimSuffix(domain, ".")
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	if local == "" || placeholderMail(local, domain) {
		return ""
	}
	return local + "@" + domain
}

func placeholderMail(local, domain string) bool {
	switch local {
	case "test", "none", "noemail", "nomail", "na", "null", "asdf", "example", "email", "no", "x", "xx", "xxx", "aaa", "unknown":
		return true
	}
	switch domain {
	case "example.com", "example.org", "example.net", "test.com", "none.com", "noemail.com", "email.invalid":
		return true
	}
	return strings.HasSuffix(domain, ".invalid") || strings.HasSuffix(domain, ".test")
}

// genericMail says whether an address belongs to a role or is thrown away
// after use, so that sharing it says nothing about a person.
func genericMail(mail string) bool {
	local, domain, _ := strings.Cut(mail, "@")
	switch local {
	case "info", "office", "admin", "administrator", "noreply", "no-reply", "donotreply", "sales",
		"contact", "hello", "mail", "support", "help", "webmaster", "postmaster", "enquiries",
		"inquiries", "team", "marketing", "accounts", "billing", "hr", "jobs", "press", "media",
		"reception", "service", "customerservice", "orders", "newsletter", "members", "membership",
		"secretary", "treasurer", "president", "events", "registration", "volunteer", "donate":
		return true
	}
	switch domain {
	case "mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.com",
		"tempmail.com", "temp-mail.org", "sharklasers.com", "getnada.com", "throwawaymail.com":
		return true
	}
	return false
}

// freeMail knows the providers whose domain says nothing about a person.
func freeMail(domain string) bool {
	switch domain {
	case "gmail.com", "yahoo.com", "hotmail.com", "aol.com", "outlook.com", "icloud.com", "msn.com",
		"live.com", "comcast.net", "me.com", "att.net", "verizon.net", "sbcglobal.net", "bellsouth.net",
		"ymail.com", "mac.com", "cox.net", "charter.net", "earthlink.net", "rocketmail.com", "gmx.com",
		"gmx.de", "gmx.net", "web.de", "t-online.de", "mail.com", "mail.ru", "yandex.ru", "qq.com",
		"163.com", "126.com", "protonmail.com", "proton.me", "yahoo.co.uk", "hotmail.co.uk",
		"btinternet.com", "sky.com", "live.co.uk", "outlook.de", "orange.fr", "free.fr", "wanadoo.fr",
		"laposte.net", "libero.it", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "telus.net",
		"shaw.ca", "rogers.com", "naver.com", "uol.com.br", "hotmail.fr", "yahoo.fr", "hotmail.com.au":
		return true
	}
	return false
}

// normalisePhone answers the digits of a number, the last ten at most, so
// that national and international spellings meet; "" for what is none.
func normalisePhone(s string) string {
	d := digitsOf(s)
	if len(d) < 7 || sameByte(d[len(d)-7:]) || (len(d) > 9 && sameByte(d[1:])) {
		return ""
	}
	switch d {
	case "1234567", "12345678", "123456789", "1234567890", "0123456789", "11234567890", "9876543210":
		return ""
	}
	d = strings.TrimLeft(d, "0")
	if len(d) > 10 {
		d = d[len(d)-10:]
	}
	if len(d) < 6 || strings.HasPrefix(d, "5550") && len(d) == 7 {
		return ""
	}
	return d
}

// phoneTail is what numbers are compared by: the last nine digits.
func phoneTail(d string) string {
	if len(d) > 9 {
		return d[len(d)-9:]
	}
	return d
}
