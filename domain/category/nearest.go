package category

import "strings"

// Nearest suggests the category whose name is closest to a misspelt one, or ""
// when none is close.
func (c *Catalogue) Nearest(name string) string {
	name = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(name))
	best, bestAt := "", len(name)/3+2
	for _, cat := range c.ordered {
		if d := distance(name, cat.Name); d < bestAt {
			best, bestAt = cat.Name, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes; names are ASCII. Long input is
// cut, it cannot be close to a name.
func distance(a, b string) int {
	a = a[:min(len(a), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
