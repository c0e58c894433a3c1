package match

import (
	"cmp"
	"math"
	"slices"
)

// ScoredPair is a pair of records with what the model makes of it and what is
// true.
type ScoredPair struct {
	Bits Bits
	Same bool // one person
}

// Reliability compares what the model said about pairs of like score with what
// is true of them.
type Reliability struct {
	From, To  Bits // scores of the pairs, both ends included
	Pairs     int
	Same      int     // of them, pairs of one person
	Posterior float64 // mean probability the model gave them
	Precision float64 // the share that are one person
	Low, High float64 // Wilson interval of the precision, at 95 %
}

// Holds says whether the model did not promise too much: the truth may well be
// as good as it said. To be better than promised is no fault.
func (r Reliability) Holds() bool { return r.High >= r.Posterior }

// Reliabilities parts pairs by whole bits of score into groups of at least least
// pairs, best last. What is left over at the upper end goes with the group below;
// fewer pairs than least make one group.
func Reliabilities(pairs []ScoredPair, least int) []Reliability {
	slices.SortFunc(pairs, func(a, b ScoredPair) int { return cmp.Compare(a.Bits, b.Bits) })
	var ends []int
	for from, i := 0, 1; i <= len(pairs); i++ {
		if i == len(pairs) || i-from >= least && wholeBits(pairs[i].Bits) != wholeBits(pairs[i-1].Bits) {
			ends = append(ends, i)
			from = i
		}
	}
	if n := len(ends); n > 1 && ends[n-1]-ends[n-2] < least {
		ends = slices.Delete(ends, n-2, n-1)
	}
	var out []Reliability
	from := 0
	for _, to := range ends {
		out = append(out, reliabilityOf(pairs[from:to]))
		from = to
	}
	return out
}

func wholeBits(b Bits) int { return int(math.Floor(float64(b) / float64(Bit))) }

func reliabilityOf(pairs []ScoredPair) Reliability {
	r := Reliability{From: pairs[0].Bits, To: pairs[len(pairs)-1].Bits, Pairs: len(pairs)}
	for _, p := range pairs {
		r.Posterior += p.Bits.Probability()
		if p.Same {
			r.Same++
		}
	}
	r.Posterior /= float64(r.Pairs)
	r.Precision = float64(r.Same) / float64(r.Pairs)
	r.Low, r.High = wilson(r.Same, r.Pairs)
	return r
}

// wilson is the 95 % score interval of a share (E. B. Wilson, 1927).
func wilson(hits, of int) (low, high float64) {
	const z = 1.959964
	n, p := float64(of), float64(hits)/float64(of)
	middle := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	whole := 1 + z*z/n
	low, high = (middle-half)/whole, (middle+half)/whole
	if hits == 0 {
		low = 0
	}
	if hits == of {
		high = 1 // but for rounding it is
	}
	return low, high
}

// Probability is the posterior of a pair with so many bits.
func (b Bits) Probability() float64 { return 1 / (1 + math.Exp2(-float64(b)/float64(Bit))) }

// Fit is the other side of a pair and what the pair scores.
type Fit struct {
	With Handle
	Bits Bits
}

// Pairs hands out the pairs of nodes at or above review that no veto stops, each
// once, by a record of either side.
func (x *Matcher) Pairs(yield func(Handle, Fit) bool) {
	for i := range x.nodes.all {
		n := x.nodes.at(i)
		for _, l := range n.links {
			if l.node > i && !yield(Handle(n.first), Fit{Handle(x.nodes.at(l.node).first), l.bits}) {
				return
			}
		}
	}
}
