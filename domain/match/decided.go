package match

import (
	"crypto/sha256"
	"slices"
)

// mates are the records that people decided on together with a record.
func (x *Matcher) mates(h Handle) []Handle {
	out := slices.Clone(x.forced[h])
	for _, s := range x.apart.sides[h] {
		out = append(out, x.apart.held[Division(max(s, -s))]...)
	}
	return out
}

// saying puts what people decided about records into words that do not depend
// on handles: the content of those it was decided with.
type saying struct {
	x     *Matcher
	sides map[side]ContentKey
}

// of is a hash of the decisions about records, whose order does not show; zero
// when there are none.
func (s *saying) of(hs []Handle) ContentKey {
	var said []ContentKey
	for _, h := range hs {
		for _, o := range s.x.forced[h] {
			said = append(said, s.content(o))
		}
		for _, side := range s.x.apart.sides[h] {
			said = append(said, s.side(side))
		}
	}
	return hashKeys(said)
}

// side is a hash of a side of a keep-apart and of what it is kept apart from.
func (s *saying) side(of side) ContentKey {
	if k, ok := s.sides[of]; ok {
		return k
	}
	var own, other []ContentKey
	for _, h := range s.x.apart.held[Division(max(of, -of))] {
		if slices.Contains(s.x.apart.sides[h], of) {
			own = append(own, s.content(h))
		} else {
			other = append(other, s.content(h))
		}
	}
	a, b := hashKeys(own), hashKeys(other)
	sum := sha256.Sum256(append(a[:], b[:]...))
	var k ContentKey
	copy(k[:], sum[:])
	if s.sides == nil {
		s.sides = map[side]ContentKey{}
	}
	s.sides[of] = k
	return k
}

func (s *saying) content(h Handle) ContentKey {
	n, _ := s.x.Node(h)
	return n.content
}

// hashKeys is a hash of a set of keys; zero of none.
func hashKeys(keys []ContentKey) (out ContentKey) {
	if len(keys) == 0 {
		return out
	}
	slices.SortFunc(keys, ContentKey.compare)
	h := sha256.New()
	for _, k := range keys {
		h.Write(k[:])
	}
	copy(out[:], h.Sum(nil))
	return out
}
