package bitmap

// counts counts by key: texts are numbered densely, codes are not.
type counts struct {
	dense  []int64
	sparse map[uint64]int64
	used   int // keys with a count
}

// newCounts counts by numbers below n, or by any code when n is 0.
func newCounts(n int) counts {
	if n > 0 {
		return counts{dense: make([]int64, n)}
	}
	return counts{sparse: map[uint64]int64{}}
}

func (c *counts) add(key uint64, n int64) {
	if c.dense == nil {
		c.sparse[key] += n
		c.used = len(c.sparse)
		return
	}
	if c.dense[key] == 0 {
		c.used++
	}
	c.dense[key] += n
}

func (c *counts) get(key uint64) int64 {
	if c.dense == nil {
		return c.sparse[key]
	}
	if key >= uint64(len(c.dense)) {
		return 0
	}
	return c.dense[key]
}

// keys lists the keys with a count, in no order that means anything.
func (c *counts) keys() []uint64 {
	out := make([]uint64, 0, c.used)
	for k := range c.sparse {
		out = append(out, k)
	}
	for k, n := range c.dense {
		if n > 0 {
			out = append(out, uint64(k)) //nolint:gosec // an index
		}
	}
	return out
}
