package main

import "testing"

// Defends: a small heap may grow to three times of what is in use, a large one
// stays below the limit, and what needs more than the limit gets some room.
func TestHeapBounds(t *testing.T) {
	cases := map[string]struct {
		live    uint64
		limit   int64
		percent int
	}{
		"nothing known":  {0, heapLimit, smallGrowth},
		"small":          {smallHeap - 1, heapLimit, smallGrowth},
		"large":          {smallHeap, heapLimit, growth},
		"over the limit": {4 << 30, 5798205849, growth},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if limit, percent := heapBounds(c.live); limit != c.limit || percent != c.percent {
				t.Errorf("heapBounds(%d) = %d, %d; want %d, %d", c.live, limit, percent, c.limit, c.percent)
			}
		})
	}
}
