package spelling_test

import (
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/spelling"
)

// Defends: hints name what was probably meant, and long input costs nothing.
func TestDistance(t *testing.T) {
	tests := []struct {
		name, a, b string
		limit      int
		want       int
	}{
		{"equal", "city", "city", 5, 0},
		{"a letter more", "citty", "city", 5, 1},
		{"a letter less", "cty", "city", 5, 1},
		{"another letter", "cyty", "city", 5, 1},
		{"two letters swapped", "ctiy", "city", 5, 1},
		{"far, cut at the limit", "party", "employer", 3, 3},
		{"empty", "", "city", 9, 4},
		{"too long to compare", strings.Repeat("x", 1000), "city", 7, 7},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := spelling.Distance(tc.a, tc.b, tc.limit); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
			if got := spelling.Distance(tc.b, tc.a, tc.limit); got != tc.want {
				t.Errorf("the other way: got %d, want %d", got, tc.want)
			}
		})
	}
}
