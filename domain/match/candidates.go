package match

import (
	"slices"
	"strings"
)

// marks is a set of node numbers that is emptied after each use.
type marks []uint64

// grow makes room for n nodes.
func (m *marks) grow(n int) {
	if need := (n + 63) / 64; need > len(*m) {
		*m = append(*m, make(marks, need-len(*m))...)
	}
}

// add answers whether i was not yet there.
func (m marks) add(i uint32) bool {
	bit := uint64(1) << (i % 64)
	if m[i/64]&bit != 0 {
		return false
	}
	m[i/64] |= bit
	return true
}

func (m marks) remove(i uint32) { m[i/64] &^= 1 << (i % 64) }

// search is the scratch space of looking for candidates, and what it took.
type search struct {
	found  []uint32
	seen   marks
	effort Effort
}

// promising answers, in order, the nodes below limit that share an active key
// with node i, whose keys are given, and whose outline does not tell that the
// pair stays below review. Weak nodes go first: reading all outlines before any
// is judged lets the processor wait for many of them at once. The answer is good
// until the next search.
func (x *Matcher) promising(i, limit uint32, keys []Key, s *search) []uint32 {
	s.seen.grow(x.nodes.len())
	found := s.found[:0]
	own := *x.lines.at(i)
	s.seen.add(i)
	for _, k := range keys {
		from := len(found)
		found = x.index.Candidates(k.Hash, found)
		kept := found[:from]
		for _, j := range found[from:] {
			if j < limit && x.lines.at(j).traits&traitWeak == 0 && s.seen.add(j) {
				kept = append(kept, j)
			}
		}
		found = kept
	}
	s.seen.remove(i)
	kept := found[:0]
	for _, j := range found {
		s.seen.remove(j)
		if x.model.bound(&own, x.lines.at(j)) >= x.model.w.review {
			kept = append(kept, j)
		}
	}
	s.effort.Met += uint64(len(found))
	s.effort.Compared += uint64(len(kept))
	s.found = found
	slices.Sort(kept)
	return kept
}

// hopeful says whether two nodes may be linked, as far as their outlines tell.
func (x *Matcher) hopeful(a, b *outline) bool {
	return (a.traits|b.traits)&traitWeak == 0 && x.model.bound(a, b) >= x.model.w.review
}

// judge tells how much a node says under the model and draws its outline.
func (x *Matcher) judge(i uint32) {
	s := x.nodes.at(i)
	s.weak, s.loose = x.model.weakness(&s.node)
	*x.lines.at(i) = x.model.outlineOf(&s.node)
	x.lines.at(i).has(traitWeak, s.weak)
}

// space numbers a type and space of strong identifiers, from one on.
func (x *Matcher) space(name string) uint8 {
	n, ok := x.spaces[name]
	if !ok {
		n = uint8(min(len(x.spaces)+1, manySpaces))
		if n < manySpaces {
			x.spaces[strings.Clone(name)] = n
		}
	}
	return n
}

// knownSpace is space for several goroutines: it numbers nothing anew.
func (x *Matcher) knownSpace(name string) uint8 {
	if n, ok := x.spaces[name]; ok {
		return n
	}
	return manySpaces
}
