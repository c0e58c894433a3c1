package segment

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Composition tells how what several sources say of a category comes together
// for a viewer who sees some sources of an account, most trusted first. A
// viewer of the whole account sees the account's own facets instead. It is the
// rule of fold.Facet in one word.
type Composition uint8

// The compositions.
const (
	Union    Composition = iota // every value of every source
	First                       // the first source that knows any
	OfHome                      // that of the first home address, else mailing address, else stated alone
	OfBirth                     // age: birth_date, else birth_year, else stated
	TrueWins                    // true if any source says so
)

// ComposedBy gives the composition of a category.
func ComposedBy(c category.Category) Composition {
	switch {
	case c.Address() || c.Name == "household":
		return OfHome
	case c.Name == "age":
		return OfBirth
	case strings.HasPrefix(c.Name, "can_") && c.Cardinality == category.Derived:
		return TrueWins
	case !c.Single(), Total(c):
		return Union
	default:
		return First
	}
}

// Total tells whether a category is counted from activities or records, so that
// each source has a number of its own.
func Total(c category.Category) bool {
	return c.Cardinality == category.Derived && (len(c.Parents) == 0 || c.Name == "turnout_count")
}
