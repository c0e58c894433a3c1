package bitmap

import (
	"encoding/binary"
)

// knownPoints tells which contact points are surely not in the store: most of
// a new row are not, and asking memory is far cheaper. It is a Bloom filter in
// layers, each of twice the room of the one before; what was deleted stays.
type knownPoints struct {
	layers []layer
	left   int // room in the last layer
}

type layer []uint64

const (
	firstRoom   = 1 << 16 // contact points
	bitsOfPoint = 16
	probes      = 4
)

func (l layer) each(k pointKey, do func(word *uint64, bit uint64) bool) bool {
	h, step := binary.BigEndian.Uint64(k[4:]), binary.BigEndian.Uint64(k[12:])|1
	for range probes {
		at := h & (uint64(len(l))*64 - 1)
		if !do(&l[at/64], 1<<(at%64)) {
			return false
		}
		h += step
	}
	return true
}

// add keeps a contact point.
func (p *knownPoints) add(k pointKey) {
	if p.left == 0 {
		p.left = firstRoom << len(p.layers)
		p.layers = append(p.layers, make(layer, p.left*bitsOfPoint/64))
	}
	p.left--
	p.layers[len(p.layers)-1].each(k, func(word *uint64, bit uint64) bool { *word |= bit; return true })
}

// may tells whether a contact point may be in the store.
func (p *knownPoints) may(k pointKey) bool {
	for i := len(p.layers) - 1; i >= 0; i-- {
		if p.layers[i].each(k, func(word *uint64, bit uint64) bool { return *word&bit != 0 }) {
			return true
		}
	}
	return false
}

// loadKnown reads which contact points are in the store.
func (e *Engine) loadKnown() error {
	e.stored = knownPoints{}
	return scan(e.db, []byte{keyPoint}, func(key, _ []byte) error {
		if len(key) == len(pointKey{})+1 {
			e.stored.add(pointKey(key[1:]))
		}
		return nil
	})
}
