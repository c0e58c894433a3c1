package webhook

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// ErrRefused: the URL or the address behind it may not be called.
var ErrRefused = errors.New("address refused")

// Policy says what may be called.
type Policy struct {
	// AllowPrivate lets loopback, private and other special addresses be called:
	// for tests and for installations whose receivers are inside.
	AllowPrivate bool
	// Allow lists networks that may be called although they are special.
	Allow []netip.Prefix
	// AllowHTTP lets plain http be used; otherwise it must be https.
	AllowHTTP bool
}

// special are networks that netip's predicates do not cover: this network,
// carrier-grade NAT, protocol assignments, documentation, benchmarks, the old
// 6to4 relays, reserved, and the IPv6 forms that carry an IPv4 address inside.
func special() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "::/96", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// CheckAddress tells whether an address may be called; the error is ErrRefused.
func (p Policy) CheckAddress(addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	within := func(n netip.Prefix) bool { return n.Contains(addr) }
	if p.AllowPrivate || slices.ContainsFunc(p.Allow, within) {
		return nil
	}
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || slices.ContainsFunc(special(), within) {
		return ErrRefused
	}
	return nil
}

// CheckURL tells whether a URL may be a webhook's, as far as it shows without
// resolving its name. Errors wrap ErrRefused.
func (p Policy) CheckURL(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		return fmt.Errorf("%w: it is not a URL such as https://example.org/hook", ErrRefused)
	case u.Scheme != "https" && (u.Scheme != "http" || !p.AllowHTTP):
		return fmt.Errorf("%w: it must begin with https://", ErrRefused)
	case u.User != nil:
		return fmt.Errorf("%w: it must not hold a name or password", ErrRefused)
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		if err := p.CheckAddress(addr); err != nil {
			return fmt.Errorf("%w: %s is a private or special address", ErrRefused, addr)
		}
	}
	return nil
}

// client makes the HTTP client of deliveries. The address is checked when it is
// connected to: a name may resolve differently each time.
func (p Policy) client(timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return ErrRefused
		}
		return p.CheckAddress(to.Addr())
	}}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout, MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
		},
	}
}
