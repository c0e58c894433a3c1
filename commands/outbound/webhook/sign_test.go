package webhook_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
)

func TestSignature(t *testing.T) {
	secret, body, at := []byte("s"), []byte(`{"a":1}`), time.Unix(1_770_000_000, 0)
	good := webhook.Sign(secret, body, at)
	for name, c := range map[string]struct {
		header, body, secret string
		now                  time.Time
		ok                   bool
	}{
		"right":                    {good, `{"a":1}`, "s", at.Add(time.Minute), true},
		"one of two":               {good + ",v1=00ff", `{"a":1}`, "s", at, true},
		"a scheme not known":       {good + ",v9=zz", `{"a":1}`, "s", at, true},
		"another body":             {good, `{"a":2}`, "s", at, false},
		"another secret":           {good, `{"a":1}`, "t", at, false},
		"sent again much later":    {good, `{"a":1}`, "s", at.Add(time.Hour), false},
		"from the future":          {good, `{"a":1}`, "s", at.Add(-time.Hour), false},
		"another time":             {"t=1770000001" + good[12:], `{"a":1}`, "s", at, false},
		"nothing":                  {"", `{"a":1}`, "s", at, false},
		"no signature":             {"t=1770000000", `{"a":1}`, "s", at, false},
		"a time that is no number": {"t=now,v1=00", `{"a":1}`, "s", at, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := webhook.Verify(c.header, []byte(c.secret), []byte(c.body), c.now, 5*time.Minute)
			if (err == nil) != c.ok || (err != nil && !errors.Is(err, webhook.ErrSignature)) {
				t.Errorf("got %v, want right: %v", err, c.ok)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(webhook.Sign([]byte("s"), nil, time.Unix(5, 0)))
	f.Fuzz(func(t *testing.T, header string) {
		_ = webhook.Verify(header, []byte("s"), []byte("other"), time.Unix(5, 0), time.Hour)
	})
}

func TestPolicy(t *testing.T) {
	strict := webhook.Policy{}
	inside := webhook.Policy{Allow: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, AllowHTTP: true}
	for _, c := range []struct {
		policy webhook.Policy
		url    string
		ok     bool
	}{
		{strict, "https://example.org/hook", true},
		{strict, "https://93.184.215.14/hook", true},
		{strict, "http://example.org/hook", false},
		{strict, "https://user:pw@example.org/", false},
		{strict, "https:///hook", false},
		{strict, "ftp://example.org", false},
		{strict, "file:///etc/passwd", false},
		{strict, "https://127.0.0.1/", false},
		{strict, "https://10.1.2.3/", false},
		{strict, "https://169.254.169.254/latest/meta-data", false},
		{strict, "https://100.64.0.1/", false},
		{strict, "https://0.0.0.0/", false},
		{strict, "https://255.255.255.255/", false},
		{strict, "https://224.0.0.1/", false},
		{strict, "https://[::1]/", false},
		{strict, "https://[::]/", false},
		{strict, "https://[fe80::1%25eth0]/", false},
		{strict, "https://[fd00::1]/", false},
		{strict, "https://[::ffff:10.0.0.1]/", false},
		{strict, "https://[64:ff9b::7f00:1]/", false},
		{strict, "https://[2002:7f00:1::]/", false},
		{strict, "https://[2606:4700::1111]/", true},
		{inside, "http://10.1.2.3/", true},
		{inside, "http://10.2.0.1/", false},
		{webhook.Policy{AllowPrivate: true}, "https://127.0.0.1/", true},
	} {
		if err := c.policy.CheckURL(c.url); (err == nil) != c.ok || (err != nil && !errors.Is(err, webhook.ErrRefused)) {
			t.Errorf("%s: got %v, want it allowed: %v", c.url, err, c.ok)
		}
	}
}
