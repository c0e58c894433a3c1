package category

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/spelling"
)

// Nearest suggests the category whose name is closest to a misspelt one, or ""
// when none is close.
func (c *Catalogue) Nearest(name string) string {
	name = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(name))
	best, bestAt := "", len(name)/3+2
	for _, cat := range c.ordered {
		if d := spelling.Distance(name, cat.Name, bestAt); d < bestAt {
			best, bestAt = cat.Name, d
		}
	}
	return best
}
