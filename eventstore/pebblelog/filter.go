package pebblelog

import (
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"
)

// A filter remembers 16-byte keys (event ids and stream keys) so that the
// index need not be asked for one that was never there. It answers "surely
// not" or "maybe", never wrongly "not". Safe for concurrent use.
//
// It is a chain of blocked Bloom filters: all bits of a key lie in one cache
// line, each layer is twice as large as the one before, so n keys take some
// 2 bytes each and a question touches one cache line a layer.
type filter struct {
	mu     sync.Mutex // held to add
	layers atomic.Pointer[[]*filterLayer]
}

const (
	filterFirstKeys  = 1 << 18
	filterBitsPerKey = 16
	filterProbes     = 8
	lineWords        = 8 // 64 bytes
)

type filterLayer struct {
	words    []uint64
	lines    uint64
	room     int // how many keys may still be added; guarded by filter.mu
	capacity int
}

// newFilter makes the first layer large enough for so many keys.
func newFilter(keys uint64) *filter {
	f := &filter{}
	f.layers.Store(&[]*filterLayer{newFilterLayer(max(filterFirstKeys, int(keys)))})
	return f
}

func newFilterLayer(keys int) *filterLayer {
	lines := uint64(keys*filterBitsPerKey/(lineWords*64)) + 1
	return &filterLayer{words: make([]uint64, lines*lineWords), lines: lines, room: keys, capacity: keys}
}

// add puts a key in.
func (f *filter) add(key *[16]byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	layers := *f.layers.Load()
	last := layers[len(layers)-1]
	if last.room == 0 {
		last = newFilterLayer(2 * last.capacity)
		grown := append(append([]*filterLayer(nil), layers...), last)
		f.layers.Store(&grown)
	}
	last.room--
	last.add(xxhash.Sum64(key[:]))
}

// mayHave is false when the key was surely never added.
func (f *filter) mayHave(key *[16]byte) bool {
	h := xxhash.Sum64(key[:])
	layers := *f.layers.Load()
	for i := len(layers) - 1; i >= 0; i-- {
		if layers[i].mayHave(h) {
			return true
		}
	}
	return false
}

// memory is the size of the filter in bytes.
func (f *filter) memory() int {
	n := 0
	for _, l := range *f.layers.Load() {
		n += len(l.words) * 8
	}
	return n
}

func (l *filterLayer) line(h uint64) []uint64 {
	hi, _ := bits.Mul64(h, l.lines)
	return l.words[hi*lineWords : (hi+1)*lineWords]
}

// Probes walk through the 512 bits of the line by double hashing on the low
// half of h; the line was chosen by its high half.
func (l *filterLayer) add(h uint64) {
	line := l.line(h)
	a, b := uint32(h), uint32(h>>17)|1
	for range filterProbes {
		bit := a >> 23
		atomic.OrUint64(&line[bit>>6], 1<<(bit&63))
		a += b
	}
}

func (l *filterLayer) mayHave(h uint64) bool {
	line := l.line(h)
	a, b := uint32(h), uint32(h>>17)|1
	for range filterProbes {
		bit := a >> 23
		if atomic.LoadUint64(&line[bit>>6])&(1<<(bit&63)) == 0 {
			return false
		}
		a += b
	}
	return true
}
