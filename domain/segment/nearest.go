package segment

import (
	"slices"
	"strings"
)

// suggest turns the known name nearest to a wrong one into a hint, or lists a
// few when none is near.
func suggest(wrong string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	w := Fold(wrong)
	best, bestAt := "", 1+max(1, len(w)/3)
	for _, k := range known {
		if d := distance(w, Fold(k), bestAt); d < bestAt {
			best, bestAt = k, d
		}
	}
	if best == "" {
		for _, k := range known {
			if len(w) >= 3 && strings.Contains(Fold(k), w) {
				best = k
				break
			}
		}
	}
	if best != "" {
		return "did you mean " + quote(best) + "?"
	}
	if len(known) > 12 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(known))
	return "there is " + strings.Join(sorted, ", ")
}

// distance is the number of letters to insert, delete, replace or swap to make
// b of a; at most limit is told apart.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
