package bits

import (
	"encoding/binary"
	"sync"

	"github.com/cespare/xxhash/v2"
)

const (
	locBits  = 20 // of a place within a chunk of texts
	maxChunk = 1 << locBits
	minChunk = 1 << 10
	notThere = ^uint32(0)
)

// Dictionary numbers texts: 0, 1, 2, ... in the order they come, and counts how
// often each is used. Texts that are equal under the fold function are found
// together. One goroutine writes; any number reads meanwhile.
//
// A text that is used no more keeps its number, which is never given to another
// one; its bytes stay until Compact.
type Dictionary struct {
	fold func(string) string

	mu    sync.RWMutex
	texts Texts
	uses  []uint32
	table []uint32 // open addressing by hash of the folded text; number + 1
	dead  int      // texts that are used no more but still there
}

// Texts are the texts of a dictionary at a moment, safe to read for ever.
type Texts struct {
	chunks [][]byte
	locs   []uint32
	groups []uint32
	hash   []uint32 // of the folded texts
	used   int      // bytes of the last chunk; what lies behind is the writer's
}

// NewDictionary is an empty dictionary of texts that compare under fold.
func NewDictionary(fold func(string) string) *Dictionary {
	return &Dictionary{fold: fold, table: make([]uint32, 16)}
}

// Texts gives all texts as they are now.
func (d *Dictionary) Texts() Texts {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.texts
}

// Len is how many numbers have been given.
func (t Texts) Len() int { return len(t.locs) }

// Bytes are the bytes of a text; do not change them. None for a text that is no
// longer used and was taken out.
func (t Texts) Bytes(id uint32) []byte {
	loc := t.locs[id]
	if loc == notThere {
		return nil
	}
	c := t.chunks[loc>>locBits][loc&(maxChunk-1):]
	n, k := binary.Uvarint(c)
	return c[k : k+int(n)] //nolint:gosec // written by store
}

// Group is the same for all spellings of a text: the first one's number.
func (t Texts) Group(id uint32) uint32 { return t.groups[id] }

// Text is the text of a number.
func (t Texts) Text(id uint32) string { return string(t.Bytes(id)) }

// Find lists the numbers of all spellings of a folded text.
func (d *Dictionary) Find(folded string) []uint32 {
	h := uint32(xxhash.Sum64String(folded)) //nolint:gosec // half a hash is one
	d.mu.RLock()
	defer d.mu.RUnlock()
	var out []uint32
	for i := d.slot(h); d.table[i] != 0; i = (i + 1) & (len(d.table) - 1) {
		id := d.table[i] - 1
		if d.texts.hash[id] == h && d.fold(d.texts.Text(id)) == folded {
			out = append(out, id)
		}
	}
	return out
}

// Intern is the number of a text, given one when it has none. Only the writer
// may call it.
func (d *Dictionary) Intern(text string) uint32 {
	h, i, id := d.search(text)
	if id != notThere {
		return id
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	id = uint32(len(d.texts.locs)) //nolint:gosec // far below 2^32
	d.texts.groups = append(d.texts.groups, d.group(h, id, text))
	d.texts.locs = append(d.texts.locs, d.store(text))
	d.texts.hash, d.uses = append(d.texts.hash, h), append(d.uses, 0)
	d.table[i] = id + 1
	d.dead++
	if len(d.texts.hash)*4 > len(d.table)*3 {
		d.rehash(2 * len(d.table))
	}
	return id
}

// search finds a text's number, or the slot where it belongs. Only the writer
// calls it, so it needs no lock.
func (d *Dictionary) search(text string) (h uint32, slot int, id uint32) {
	h = uint32(xxhash.Sum64String(d.fold(text))) //nolint:gosec // half a hash is one
	i := d.slot(h)
	for ; d.table[i] != 0; i = (i + 1) & (len(d.table) - 1) {
		id := d.table[i] - 1
		if d.texts.hash[id] == h && string(d.texts.Bytes(id)) == text && d.texts.locs[id] != notThere {
			return h, i, id
		}
	}
	return h, i, notThere
}

// group finds the group of a new text.
func (d *Dictionary) group(h, id uint32, text string) uint32 {
	folded := ""
	for i := d.slot(h); d.table[i] != 0; i = (i + 1) & (len(d.table) - 1) {
		other := d.table[i] - 1
		if d.texts.hash[other] != h {
			continue
		}
		if folded == "" {
			folded = d.fold(text)
		}
		if d.fold(d.texts.Text(other)) == folded {
			return d.texts.groups[other]
		}
	}
	return id
}

func (d *Dictionary) slot(h uint32) int { return int(h) & (len(d.table) - 1) }

func (d *Dictionary) rehash(size int) {
	d.table = make([]uint32, size)
	for id, h := range d.texts.hash {
		if d.texts.locs[id] == notThere {
			continue
		}
		i := d.slot(h)
		for d.table[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		d.table[i] = uint32(id) + 1 //nolint:gosec // ids have 32 bits
	}
}

// store writes a text behind the others and gives its place.
func (d *Dictionary) store(text string) uint32 {
	need := binary.MaxVarintLen32 + len(text)
	n := len(d.texts.chunks)
	if n == 0 || d.texts.used+need > len(d.texts.chunks[n-1]) {
		size := minChunk
		if n > 0 {
			size = min(2*len(d.texts.chunks[n-1]), maxChunk)
		}
		d.texts.chunks = append(d.texts.chunks, make([]byte, max(size, need)))
		d.texts.used, n = 0, n+1
	}
	c := d.texts.chunks[n-1]
	loc := uint32((n-1)<<locBits | d.texts.used) //nolint:gosec // 4 GiB of texts
	d.texts.used += binary.PutUvarint(c[d.texts.used:], uint64(len(text)))
	d.texts.used += copy(c[d.texts.used:], text)
	return loc
}

// Use counts one more or one less use of a number. Only the writer calls it.
func (d *Dictionary) Use(id uint32, by int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.uses[id]
	d.uses[id] = uint32(int(before) + by) //nolint:gosec // uses and ends of use come in pairs
	switch {
	case before == 0 && d.uses[id] > 0:
		d.dead--
	case before > 0 && d.uses[id] == 0:
		d.dead++
	}
}

// Dead is how many texts are used no more but still there.
func (d *Dictionary) Dead() int { return d.dead }

// Compact takes the bytes of texts that are used no more out of memory. Texts
// given out earlier stay as they were.
func (d *Dictionary) Compact() {
	d.mu.Lock()
	defer d.mu.Unlock()
	old := d.texts
	d.texts = Texts{locs: make([]uint32, len(old.locs)), groups: old.groups, hash: old.hash}
	d.dead = 0
	for id := range old.locs {
		d.texts.locs[id] = notThere
		if d.uses[id] > 0 {
			d.texts.locs[id] = d.store(old.Text(uint32(id))) //nolint:gosec // ids have 32 bits
		}
	}
	d.rehash(len(d.table))
}

// Memory is about how many bytes the dictionary takes.
func (d *Dictionary) Memory() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	n := 4 * (cap(d.texts.locs) + cap(d.texts.groups) + cap(d.texts.hash) + cap(d.uses) + len(d.table))
	for _, c := range d.texts.chunks {
		n += len(c)
	}
	return n
}

// Match lists the numbers of the texts that pass, which gets the folded bytes.
func (d *Dictionary) Match(pass func(folded string) bool) []uint32 {
	texts := d.Texts()
	var out []uint32
	for id := range uint32(texts.Len()) { //nolint:gosec // ids have 32 bits
		if b := texts.Bytes(id); len(b) > 0 && pass(d.fold(string(b))) {
			out = append(out, id)
		}
	}
	return out
}
