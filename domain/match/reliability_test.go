package match_test

import (
	"math"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"github.com/google/go-cmp/cmp"
)

// pairsAt makes n pairs of one score, right of them of one person.
func pairsAt(bits match.Bits, n, right int) []match.ScoredPair {
	out := make([]match.ScoredPair, n)
	for i := range out {
		out[i] = match.ScoredPair{Bits: bits, Same: i < right}
	}
	return out
}

func TestReliabilitiesGroupByWholeBits(t *testing.T) {
	tests := []struct {
		name  string
		pairs []match.ScoredPair
		want  [][3]int // from and to in millibits, pairs
	}{
		{"none", nil, nil},
		{"fewer than wanted", pairsAt(500, 3, 3), [][3]int{{500, 500, 3}}},
		{"one whole bit is not cut", append(pairsAt(100, 10, 9), pairsAt(900, 10, 9)...), [][3]int{{100, 900, 20}}},
		{"each bit its group", append(pairsAt(1_100, 12, 9), pairsAt(100, 11, 9)...), [][3]int{{100, 100, 11}, {1_100, 1_100, 12}}},
		{"thin bits go together", append(append(pairsAt(100, 6, 5), pairsAt(1_100, 6, 5)...), pairsAt(2_100, 10, 9)...), [][3]int{{100, 1_100, 12}, {2_100, 2_100, 10}}},
		{"a thin end goes with the group below", append(pairsAt(100, 10, 5), pairsAt(9_100, 2, 2)...), [][3]int{{100, 9_100, 12}}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			var got [][3]int
			for _, r := range match.Reliabilities(tc.pairs, 10) {
				got = append(got, [3]int{int(r.From), int(r.To), r.Pairs})
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReliabilityHoldsOneSided(t *testing.T) {
	tests := []struct {
		name      string
		pairs     []match.ScoredPair
		low, high float64
		holds     bool
	}{
		// The intervals are those of published tables of Wilson's formula.
		{"8 of 10 at even odds", pairsAt(0, 10, 8), 0.4902, 0.9433, true},
		{"8 of 10 at 15 to 1", pairsAt(4_000, 10, 8), 0.4902, 0.9433, true},
		{"8 of 10 at 63 to 1", pairsAt(6_000, 10, 8), 0.4902, 0.9433, false},
		{"all of 50 at a million to 1", pairsAt(20_000, 50, 50), 0.9287, 1, true},
		{"none of 20 at even odds", pairsAt(0, 20, 0), 0, 0.1611, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r := match.Reliabilities(tc.pairs, 1)[0]
			if math.Abs(r.Low-tc.low) > 5e-5 || math.Abs(r.High-tc.high) > 5e-5 || r.Holds() != tc.holds {
				t.Errorf("interval %.4f to %.4f, holds %v; want %.4f to %.4f, %v", r.Low, r.High, r.Holds(), tc.low, tc.high, tc.holds)
			}
			if want := tc.pairs[0].Bits.Probability(); math.Abs(r.Posterior-want) > 1e-12 {
				t.Errorf("posterior %v, want %v", r.Posterior, want)
			}
		})
	}
}

// reliabilityOf matches labelled records and answers the groups of the pairs
// scored.
func reliabilityOf[T comparable](t *testing.T, records []match.Record, truth []T) []match.Reliability {
	t.Helper()
	nodes := match.NormaliseAll(records, 2)
	x := newMatcher(t, match.CalibrateRecords(nodes))
	row := map[match.Handle]int{}
	for i, h := range x.Load(nodes) {
		row[h] = i
	}
	var pairs []match.ScoredPair
	for a, p := range x.Pairs {
		pairs = append(pairs, match.ScoredPair{Bits: p.Bits, Same: truth[row[a]] == truth[row[p.With]]})
	}
	return match.Reliabilities(pairs, 200)
}

// TestModelPromisesNotTooMuch: in no group of at least 200 pairs of a public set
// is the model surer than the truth allows.
func TestModelPromisesNotTooMuch(t *testing.T) {
	for _, name := range []string{"febrl1", "febrl2", "dsgen_a_5000", "dsgen_c_5000", "fake_1000", "clkhash_dirty"} {
		t.Run(name, func(t *testing.T) {
			records, truth := readGold(t, name)
			for _, r := range reliabilityOf(t, records, truth) {
				if !r.Holds() {
					t.Errorf("%s to %s bits, %d pairs: posterior %.4f, observed %.4f, at most %.4f", r.From, r.To, r.Pairs, r.Posterior, r.Precision, r.High)
				}
			}
		})
	}
}

// TestMoreBitsMeanMoreTruth: among relatives and namesakes a pair says less than
// its bits, which is why clusters decide and not pairs; but the order holds.
func TestMoreBitsMeanMoreTruth(t *testing.T) {
	records, truth := matchtest.Split(matchtest.Households(11, 20_000))
	groups := reliabilityOf(t, records, truth)
	for i, r := range groups {
		if i > 0 && r.High < groups[i-1].Low {
			t.Errorf("%s to %s bits: observed %.4f, less than %.4f just below", r.From, r.To, r.Precision, groups[i-1].Precision)
		}
	}
	if first, last := groups[0], groups[len(groups)-1]; last.Precision < 0.999 || first.Precision > 0.9 {
		t.Errorf("observed %.4f at the lower end, %.4f at the upper", first.Precision, last.Precision)
	}
}
