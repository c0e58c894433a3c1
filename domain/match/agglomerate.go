package match

import "slices"

const (
	// margin: within it of one another, two fits that exclude each other are
	// both doubtful.
	margin = 3 * Bit
	// slack: a join may bring the mean of the cross scores this far below auto.
	slack = 6 * Bit
	// A cross score counts from clampLow to clampHigh, so that no single pair
	// carries or spoils a join.
	clampLow  = -10 * Bit
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
		k.near[l.b] = append(k.near[l.b], link{l.b, l.a, l.bits})
	}
	for _, l := range links {
		if l.bits < k.opt.Auto {
			break
		}
		a, b := k.of[l.a], k.of[l.b]
		if a == b {
			continue
		}
		if why := k.barrier(a, b); why != 0 {
			k.block(l.a, l.b, why)
			continue
		}
		mean, pairs := k.mean(a, b)
		if mean < k.opt.Auto-slack {
			k.block(l.a, l.b, BarrierCluster)
			continue
		}
		rival, found := k.rival(a, b, l.bits)
		if found && rival > l.bits-margin {
			k.block(l.a, l.b, BarrierAmbiguous)
			continue
		}
		j := unitJoin{a: l.a, b: l.b, cause: CauseScore, bits: l.bits, margin: clampHigh, mean: mean, pairs: int32(pairs)}
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

// mean answers the mean of the clamped cross scores of two clusters and over
// how many pairs it was taken.
func (k *clustering) mean(a, b int32) (Bits, int) {
	x, y := sample(k.members[a], k.members[b], crossPairs, crossSample)
	sum := int64(0)
	for _, u := range x {
		for _, v := range y {
			sum += int64(min(max(k.score(u, v).bits, clampLow), clampHigh))
		}
	}
	n := len(x) * len(y)
	return Bits(sum / int64(n)), n
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
				if k.excludes(side[1], third) {
					best, found = l.bits, true
				}
			}
		}
	}
	return best, found
}

// excludes says whether two clusters cannot be one person.
func (k *clustering) excludes(a, b int32) bool {
	switch k.barrier(a, b) {
	case 0:
	case BarrierSize:
		return false
	default:
		return true
	}
	mean, _ := k.mean(a, b)
	return mean < k.opt.Auto-slack
}
