package match

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Quality says how a partition compares with the truth. Pairs are unordered
// pairs of rows in one cluster.
type Quality struct {
	Records        int
	TruePairs      int64
	PredictedPairs int64
	CorrectPairs   int64
	Precision      float64
	Recall         float64
	F1             float64
	B3F1           float64
	Clusters       int
}

// Evaluate compares found clusters with the true ones; both name the cluster
// of each row.
func Evaluate[P, T comparable](found []P, truth []T) Quality {
	type cell struct {
		p P
		t T
	}
	byFound, byTruth, both := map[P]int64{}, map[T]int64{}, map[cell]int64{}
	n := min(len(found), len(truth))
	for i := 0; i < n; i++ {
		byFound[found[i]]++
		byTruth[truth[i]]++
		both[cell{found[i], truth[i]}]++
	}
	q := Quality{Records: n, Clusters: len(byFound)}
	for _, c := range byFound {
		q.PredictedPairs += c * (c - 1) / 2
	}
	for _, c := range byTruth {
		q.TruePairs += c * (c - 1) / 2
	}
	for _, c := range both {
		q.CorrectPairs += c * (c - 1) / 2
	}
	var precision, recall float64
	for i := 0; i < n; i++ {
		c := float64(both[cell{found[i], truth[i]}])
		precision += c / float64(byFound[found[i]])
		recall += c / float64(byTruth[truth[i]])
	}
	q.Precision = ratio(float64(q.CorrectPairs), float64(q.PredictedPairs))
	q.Recall = ratio(float64(q.CorrectPairs), float64(q.TruePairs))
	q.F1 = harmonic(q.Precision, q.Recall)
	q.B3F1 = harmonic(ratio(precision, float64(n)), ratio(recall, float64(n)))
	return q
}

// ratio is 1 where there is nothing to get wrong.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// PartitionHash is a hash of the sorted clusters, each the sorted list of its
// rows' content keys. It holds no id and no row number: equal rows in another
// order, matched alike, have the same hash.
func PartitionHash[P comparable](found []P, keys []ContentKey) string {
	clusters := map[P][]ContentKey{}
	for i, p := range found {
		clusters[p] = append(clusters[p], keys[i])
	}
	sums := make([][32]byte, 0, len(clusters))
	for _, ks := range clusters {
		slices.SortFunc(ks, func(a, b ContentKey) int { return slices.Compare(a[:], b[:]) })
		h := sha256.New()
		for _, k := range ks {
			h.Write(k[:])
		}
		var sum [32]byte
		h.Sum(sum[:0])
		sums = append(sums, sum)
	}
	slices.SortFunc(sums, func(a, b [32]byte) int { return slices.Compare(a[:], b[:]) })
	h := sha256.New()
	for _, s := range sums {
		h.Write(s[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
