package index

import "github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"

// Memory is about how many bytes the account takes, its dictionaries included.
func (a *Account) Memory() int {
	n := 0
	for _, s := range a.scopes {
		for _, d := range s.dims {
			n += 128 + d.known.Bytes() + d.other.Bytes() + d.main.bytes() + d.extra.bytes()
		}
	}
	for _, s := range a.series {
		n += s.bytes()
	}
	a.texts.all(func(_ uint8, _ uint32, d *bits.Dictionary) { n += d.Memory() })
	return n
}
