package match

import (
	"bufio"
	"bytes"
	_ "embed" // the built-in frequency and nickname lists
	"slices"
	"strconv"
	"strings"
)

//go:embed data/given.txt
var givenList []byte

//go:embed data/surnames.txt
var surnameList []byte

//go:embed data/places.txt
var placeList []byte

//go:embed data/nicknames.txt
var nicknameList []byte

// term is a kind of value with frequencies.
type term uint8

const (
	termGiven term = iota
	termSurname
	termBirth
	termEmail
	termPhone
	termPostcode
	termCity
	termStreet
	termBirthplace
	termOccupation
	numTerms
)

// hash names a value of the term in tables; it is salted with the kind.
func (t term) hash(value string) uint64 { return mix(uint64(t)+0x51ED270B, hashText(value)) }

func (t term) hashDate(d date) uint64 { return mix(uint64(t)+0x51ED270B, uint64(d)*0x9E3779B97F4A7C15) }

// smoothing is how many persons the expectation of a value weighs.
const smoothing = 2000

// expectation says how a term scores: the chance that one person's two records
// agree, and that a stranger bears a value nobody counted, in parts per million,
// and the bounds of an exact agreement.
type expectation struct {
	agree, stranger uint64
	floor, ceiling  Bits
}

func expectations() [numTerms]expectation {
	return [numTerms]expectation{
		termGiven:      {850_000, 3_000, 1 * Bit, 15_400},
		termSurname:    {880_000, 700, 1 * Bit, 16_400},
		termBirth:      {850_000, 40, 6 * Bit, 14 * Bit},
		termEmail:      {900_000, 10, 0, 0},
		termPhone:      {900_000, 10, 0, 0},
		termPostcode:   {850_000, 800, 1 * Bit, 11 * Bit},
		termCity:       {850_000, 3_000, 0, 9 * Bit},
		termStreet:     {800_000, 500, 3 * Bit, 11 * Bit},
		termBirthplace: {800_000, 3_000, 0, 7 * Bit},
		termOccupation: {600_000, 8_000, 0, 5 * Bit},
	}
}

// exact is the weight of an agreement on a value that n of total persons bear
// and that is expected at stranger parts per million.
func (e expectation) exact(n, total, stranger uint64) Bits {
	w := log2(e.agree*(total+smoothing)) - log2(n*1_000_000+smoothing*stranger)
	return min(max(w, e.floor), e.ceiling)
}

// expected is a common value's term and share in parts per million.
type expected struct {
	term  term
	share uint64
}

// builtin answers the common values of the embedded lists.
func builtin() map[uint64]expected {
	out := make(map[uint64]expected, 4096)
	put := func(t term, v string, share uint64) {
		h := t.hash(v)
		out[h] = expected{t, max(out[h].share, share)}
	}
	eachLine(givenList, func(n uint64, rest string) {
		for _, w := range strings.Fields(rest) {
			put(termGiven, w, n*10)
		}
	})
	eachLine(surnameList, func(class uint64, rest string) {
		for _, w := range strings.Fields(rest) {
			put(termSurname, w, share(class))
		}
	})
	eachLine(placeList, func(n uint64, rest string) {
		for _, w := range strings.Split(rest, ",") {
			put(termCity, compact(strings.TrimSpace(w)), n*10)
		}
	})
	return out
}

// share answers 2^(-class/4) in parts per million.
func share(class uint64) uint64 {
	quarter := [...]uint64{1_000_000, 840_896, 707_107, 594_604}
	return max(quarter[class%4]>>(class/4), 1)
}

// eachLine reads "N rest" lines and leaves comments out.
func eachLine(data []byte, f func(n uint64, rest string)) {
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		first, rest, ok := strings.Cut(s.Text(), " ")
		n, err := strconv.ParseUint(first, 10, 32)
		if ok && err == nil {
			f(n, rest)
		}
	}
}

// weightTable maps hashed values to the weight of agreeing on them; a value
// that is not in it is rare. Open addressing, built once, read often.
type weightTable struct {
	keys []uint64
	bits []Bits
	used int
}

func newWeightTable(m map[uint64]Bits) weightTable {
	size := 16
	for size < 2*len(m) {
		size *= 2
	}
	t := weightTable{keys: make([]uint64, size), bits: make([]Bits, size), used: len(m)}
	for k, v := range m {
		i := t.slot(k)
		t.keys[i], t.bits[i] = k, v
	}
	return t
}

// slot finds the place of k or the free place where it belongs. Zero marks a
// free place; no hash of a term is zero in practice, and one that were would
// only count as rare.
func (t *weightTable) slot(k uint64) int {
	mask := len(t.keys) - 1
	i := int(k) & mask
	for t.keys[i] != 0 && t.keys[i] != k {
		i = (i + 1) & mask
	}
	return i
}

func (t *weightTable) get(k uint64) (Bits, bool) {
	i := t.slot(k)
	return t.bits[i], t.keys[i] == k && k != 0
}

// sorted lists the entries by key.
func (t *weightTable) sorted() []weightEntry {
	out := make([]weightEntry, 0, t.used)
	for i, k := range t.keys {
		if k != 0 {
			out = append(out, weightEntry{k, t.bits[i]})
		}
	}
	slices.SortFunc(out, func(a, b weightEntry) int {
		if a.key < b.key {
			return -1
		}
		return 1
	})
	return out
}

type weightEntry struct {
	key  uint64
	bits Bits
}
