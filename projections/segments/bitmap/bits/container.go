package bits

import (
	"math/bits"
	"slices"
)

// container is the part of a row in one shard: a sorted list, or a bitmap when
// plane is set.
type container struct {
	gen   uint32
	n     int32
	list  []uint16
	plane *Plane
}

func (c *container) has(low uint16) bool {
	if c.plane != nil {
		return c.plane.Has(low)
	}
	_, ok := slices.BinarySearch(c.list, low)
	return ok
}

// owned gives a container that the generation may change.
func (c *container) owned(gen uint32) *container {
	if c.gen == gen {
		return c
	}
	out := &container{gen: gen, n: c.n}
	if c.plane != nil {
		p := *c.plane
		out.plane = &p
		return out
	}
	out.list = make([]uint16, len(c.list), len(c.list)+len(c.list)/4+4)
	copy(out.list, c.list)
	return out
}

// set puts low in; the container must be owned and must not have it.
func (c *container) set(low uint16) {
	c.n++
	if c.plane != nil {
		c.plane.Set(low)
		return
	}
	if len(c.list) >= maxList {
		c.plane = &Plane{}
		for _, v := range c.list {
			c.plane.Set(v)
		}
		c.plane.Set(low)
		c.list = nil
		return
	}
	if len(c.list) == 0 || c.list[len(c.list)-1] < low { // loading goes upwards
		c.list = append(c.list, low)
		return
	}
	at, _ := slices.BinarySearch(c.list, low)
	c.list = slices.Insert(c.list, at, low)
}

// clear takes low out; the container must be owned and have it.
func (c *container) clear(low uint16) {
	c.n--
	if c.plane == nil {
		at, _ := slices.BinarySearch(c.list, low)
		c.list = slices.Delete(c.list, at, at+1)
		return
	}
	c.plane[low>>6] &^= 1 << (low & 63)
	if c.n <= maxList/2 { // not at once, or a border case would flap
		c.list = make([]uint16, 0, c.n+8)
		c.plane.Each(func(v uint16) bool { c.list = append(c.list, v); return true })
		c.plane = nil
	}
}

func (c *container) orInto(p *Plane) {
	if c.plane != nil {
		p.Or(c.plane)
		return
	}
	for _, v := range c.list {
		p[v>>6] |= 1 << (v & 63)
	}
}

func (c *container) andNotInto(p *Plane) {
	if c.plane != nil {
		p.AndNot(c.plane)
		return
	}
	for _, v := range c.list {
		p[v>>6] &^= 1 << (v & 63)
	}
}

func (c *container) andCount(p *Plane) int {
	n := 0
	if c.plane != nil {
		for i := range p {
			n += bits.OnesCount64(p[i] & c.plane[i])
		}
		return n
	}
	for _, v := range c.list {
		n += int(p[v>>6] >> (v & 63) & 1) //nolint:gosec // one bit
	}
	return n
}
