package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// leastPairs is how many pairs a group must have for its share to mean anything.
const leastPairs = 200

// calibration compares what the model said of pairs with the truth, for the
// pairs it scored at review or above, and for those of them that were joined in
// the end: a pair of two people may score high and yet be held apart by what the
// others of its cluster know. Rows that are equal in everything count once.
type calibration struct {
	Scored []reliability `json:"scored"`
	Joined []reliability `json:"joined"`
}

// reliability is a group of pairs of like score. It holds unless the model
// promised more than the upper end of the interval.
type reliability struct {
	FromBits  float64 `json:"from_bits"`
	ToBits    float64 `json:"to_bits"`
	Pairs     int     `json:"pairs"`
	Correct   int     `json:"correct"`
	Posterior float64 `json:"posterior"`
	Precision float64 `json:"precision"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Holds     bool    `json:"holds"`
}

func calibrationOf(x *match.Matcher, hs []match.Handle, truth []string) *calibration {
	row := make(map[match.Handle]int, len(hs))
	for i, h := range hs {
		row[h] = i
	}
	var scored, joined []match.ScoredPair
	for a, p := range x.Pairs {
		pair := match.ScoredPair{Bits: p.Bits, Same: truth[row[a]] == truth[row[p.With]]}
		scored = append(scored, pair)
		if x.Label(a) == x.Label(p.With) {
			joined = append(joined, pair)
		}
	}
	return &calibration{reliabilities(scored), reliabilities(joined)}
}

func reliabilities(pairs []match.ScoredPair) []reliability {
	out := []reliability{}
	for _, r := range match.Reliabilities(pairs, leastPairs) {
		out = append(out, reliability{
			float64(r.From) / 1000, float64(r.To) / 1000, r.Pairs, r.Same, r.Posterior, r.Precision, r.Low, r.High, r.Holds(),
		})
	}
	return out
}

// table prints both groups.
func (c *calibration) table(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, part := range []struct {
		name string
		rows []reliability
	}{{"pairs scored", c.Scored}, {"pairs joined", c.Joined}} {
		fmt.Fprintf(w, "\n%s\tpairs\tposterior\tobserved\tinterval\t\n", part.name)
		for _, r := range part.rows {
			verdict := "holds"
			if !r.Holds {
				verdict = "promises too much"
			}
			fmt.Fprintf(w, "%.1f to %.1f bits\t%d\t%.4f\t%.4f\t%.4f to %.4f\t%s\n", r.FromBits, r.ToBits, r.Pairs, r.Posterior, r.Precision, r.Low, r.High, verdict)
		}
	}
	return w.Flush()
}
