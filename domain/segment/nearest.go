package segment

import (
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/spelling"
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
		if d := spelling.Distance(w, Fold(k), bestAt); d < bestAt {
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
