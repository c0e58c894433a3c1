package match

import "slices"

const (
	// margin: within it of one another, two fits that exclude each other are
	// both doubtful.
	margin = 3 * Bit
	// A cross score counts from clampLow to clampHigh, so that no single pair
	// carries or spoils a join.
	clampLow  = -5 * Bit
	clampHigh = 20 * Bit
	// Up to crossPairs cross scores are taken whole, beyond that crossSample of
	// each side.
	crossPairs  = 144
	crossSample = 12
)

// joinScored joins clusters by evidence, best pair first. A join needs a pair
// at auto, no barrier between any members, a mean of cross scores not too far
// below auto, and no rival: a third cluster that fits nearly as well and
// excludes the other.
func (k *clustering) joinScored() {
	links := k.strongLinks()
	k.near = make([][]link, len(k.c.units))
	for _, l := range links {
		k.near[l.a] = append(k.near[l.a], l)
		k.near[l.b] = append(k.near[l.b], link{a: l.b, b: l.a, bits: l.bits})
	}
	for _, l := range links {
		a, b := k.of[l.a], k.of[l.b]
		if a == b {
			continue
		}
		if s := k.score(l.a, l.b); l.bits < s.need(k.opt.Auto) {
			continue
		}
		if why := k.barrier(a, b); why != 0 {
			k.block(l.a, l.b, why)
			continue
		}
		across := k.cross(a, b)
		if across.mean < k.least(&across) || across.namesakes() {
			k.block(l.a, l.b, BarrierCluster)
			continue
		}
		rival, found := k.rival(a, b, l.bits)
		if found && rival > l.bits-margin {
			k.block(l.a, l.b, BarrierAmbiguous)
			continue
		}
		j := unitJoin{a: l.a, b: l.b, cause: CauseScore, bits: l.bits, margin: clampHigh, mean: across.mean, pairs: int32(across.pairs)}
		if found {
			j.margin = l.bits - rival
		}
		k.join(j)
	}
}

// strongLinks answers the links from auto - margin up, best first.
func (k *clustering) strongLinks() []link {
	var out []link
	for _, l := range k.c.links {
		if l.bits >= k.opt.Auto-margin && !k.c.units[l.a].weak && !k.c.units[l.b].weak {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(x, y link) int {
		switch {
		case x.bits != y.bits:
			return int(y.bits - x.bits)
		case x.a != y.a:
			return int(x.a - y.a)
		}
		return int(x.b - y.b)
	})
	return out
}

// cross is what the pairs across two clusters say together: the mean of their
// clamped scores, and how many pairs agree and differ in each field. Pairs that
// differ in nothing and come to little because they have little in common say
// nothing: what is missing is never evidence.
type cross struct {
	mean          Bits
	pairs         int
	agree, differ [NumFields]int
}

func (k *clustering) cross(a, b int32) cross {
	x, y := sample(k.members[a], k.members[b], crossPairs, crossSample)
	c := cross{mean: k.opt.Auto}
	sum := int64(0)
	for _, u := range x {
		for _, v := range y {
			s := k.score(u, v)
			if s.differ == 0 && s.bits < 0 {
				continue
			}
			c.pairs++
			sum += int64(min(max(s.bits, clampLow), clampHigh))
			for f := range c.agree {
				c.agree[f] += int(s.agree >> f & 1)
				c.differ[f] += int(s.differ >> f & 1)
			}
		}
	}
	if c.pairs > 0 {
		c.mean = Bits(sum / int64(c.pairs))
	}
	return c
}

// namesakes says whether all known birth dates across two clusters differ and
// nothing that is a person's own agrees: what one pair without a date could
// not see, the clusters know. A postcode counts as one's own unless a generation
// lies between the dates (see score).
func (c *cross) namesakes() bool {
	own := c.agree[FieldBirth] + c.agree[FieldStrongID] + c.agree[FieldEmail] + c.agree[FieldPhone] + c.agree[FieldStreet] + c.agree[FieldPostcode]
	return c.differ[FieldBirth] > 0 && own == 0
}

// least is the mean a join needs. Where several pairs know birth dates and most
// of them differ there is no slack: a chain of namesakes looks like that.
func (k *clustering) least(c *cross) Bits {
	if differ := c.differ[FieldBirth]; !k.m.w.noisyBirths && differ > 1 && 2*differ > c.pairs {
		return k.opt.Auto
	}
	return k.opt.Auto - k.m.w.slack
}

// rival looks for the best third cluster that fits a or b and excludes the
// other one.
func (k *clustering) rival(a, b int32, bits Bits) (Bits, bool) {
	best, found := Bits(0), false
	for _, side := range [2][2]int32{{a, b}, {b, a}} {
		for _, u := range k.members[side[0]] {
			for _, l := range k.near[u] {
				third := k.of[l.b]
				if third == a || third == b || found && l.bits <= best {
					continue
				}
				if k.excludes(side[1], third, side[0]) {
					best, found = l.bits, true
				}
			}
		}
	}
	return best, found
}

// excludes says whether two clusters cannot both be the person of a third, as
// far as the third can tell: something forbids them to be one, or they differ
// in a field that would tell them apart and that the third does not state.
func (k *clustering) excludes(a, b, third int32) bool {
	if k.keptApart(a, b) || k.overLimit(a, b) {
		return true
	}
	vetoed, across := k.vetoed(a, b), k.cross(a, b)
	if !vetoed && across.mean >= k.opt.Auto-k.m.w.slack {
		return false
	}
	known := k.states(third)
	for _, f := range [...]Field{FieldGiven, FieldMiddle, FieldSuffix, FieldBirth, FieldStrongID, FieldGender} {
		if across.differ[f] > across.agree[f] && known&(1<<f) == 0 {
			return true
		}
	}
	return false
}

// states answers a bit for each telling field that any member of a cluster
// knows.
func (k *clustering) states(a int32) uint16 {
	var out uint16
	for _, u := range k.members[a] {
		n := k.c.units[u].node
		for f, ok := range map[Field]bool{
			FieldGiven:    len(n.field(textGiven)) > 1,
			FieldMiddle:   n.field(textMiddle) != "",
			FieldSuffix:   n.suffix != 0,
			FieldBirth:    n.birth != 0 || n.stated.lo != 0,
			FieldStrongID: n.field(textIDs) != "",
			FieldGender:   n.gender != 0,
		} {
			if ok {
				out |= 1 << f
			}
		}
	}
	return out
}
