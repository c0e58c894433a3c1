package match

import "slices"

// side is one side of a keep-apart: its number, negative for the right side.
type side int32

// Division names a Divide, so that it can be taken back.
type Division int32

// divisions are the keep-aparts in force. A record holds the sides it stands
// on, so that parting two sets of thousands costs thousands, not millions.
type divisions struct {
	sides map[Handle][]side
	held  map[Division][]Handle
	pairs map[[2]Handle]Division // those that KeepApart made
	last  Division
}

func newDivisions() divisions {
	return divisions{sides: map[Handle][]side{}, held: map[Division][]Handle{}, pairs: map[[2]Handle]Division{}}
}

// Divide records a person's decision that no record of left is the person of a
// record of right.
func (x *Matcher) Divide(left, right []Handle) Division {
	d := &x.apart
	d.last++
	for i, hs := range [2][]Handle{left, right} {
		s := side(d.last)
		if i == 1 {
			s = -s
		}
		for _, h := range hs {
			d.sides[h] = append(d.sides[h], s)
			d.held[d.last] = append(d.held[d.last], h)
		}
	}
	x.touchRecords(d.held[d.last]...)
	return d.last
}

// Undivide takes a Divide back.
func (x *Matcher) Undivide(n Division) {
	hs := x.apart.held[n]
	delete(x.apart.held, n)
	for _, h := range hs {
		x.apart.leave(h, n)
	}
	x.touchRecords(hs...)
}

// KeepApart records a person's decision that two records are two people.
func (x *Matcher) KeepApart(a, b Handle) {
	p := [2]Handle{min(a, b), max(a, b)}
	if _, ok := x.apart.pairs[p]; !ok && a != b {
		x.apart.pairs[p] = x.Divide(p[:1], p[1:])
	}
}

// LiftApart takes a KeepApart back.
func (x *Matcher) LiftApart(a, b Handle) {
	p := [2]Handle{min(a, b), max(a, b)}
	if n, ok := x.apart.pairs[p]; ok {
		delete(x.apart.pairs, p)
		x.Undivide(n)
	}
}

func (d *divisions) leave(h Handle, n Division) {
	rest := slices.DeleteFunc(d.sides[h], func(s side) bool { return max(s, -s) == side(n) })
	if len(rest) == 0 {
		delete(d.sides, h)
	} else {
		d.sides[h] = rest
	}
}

// forget takes a record out of every division and answers those that stood in
// one with it.
func (d *divisions) forget(h Handle) (others []Handle) {
	for _, s := range d.sides[h] {
		n := Division(max(s, -s))
		d.held[n] = slices.DeleteFunc(d.held[n], func(o Handle) bool { return o == h })
		others = append(others, d.held[n]...)
	}
	delete(d.sides, h)
	for p, n := range d.pairs {
		if p[0] == h || p[1] == h {
			delete(d.pairs, p)
			for _, o := range d.held[n] {
				d.leave(o, n)
			}
			delete(d.held, n)
		}
	}
	return others
}

// of lists the sides that records stand on, each once.
func (d *divisions) of(hs ...Handle) []side {
	if len(d.sides) == 0 {
		return nil
	}
	var out []side
	for _, h := range hs {
		out = append(out, d.sides[h]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// within tells, of records, whether one is kept apart from another of them.
func (d *divisions) within(members []Handle) func(Handle) bool {
	all := d.of(members...)
	return func(h Handle) bool { return len(all) > 1 && opposed(all, d.sides[h]) }
}

// apartFrom says whether two records are kept apart.
func (d *divisions) apartFrom(a, b Handle) bool {
	return len(d.sides) > 0 && opposed(d.of(a), d.sides[b])
}

// opposed says whether any of list stands opposite to one of sorted.
func opposed(sorted, list []side) bool {
	return slices.ContainsFunc(list, func(s side) bool {
		_, ok := slices.BinarySearch(sorted, -s)
		return ok
	})
}
