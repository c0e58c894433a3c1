package match

import (
	"cmp"
	"slices"
)

// nodesOf answers the component of node i, marking its nodes visited.
func (x *Matcher) nodesOf(i uint32) []uint32 {
	x.nodes.at(i).visited = x.stamp
	out := []uint32{i}
	for at := 0; at < len(out); at++ {
		for _, j := range x.around(out[at]) {
			if n := x.nodes.at(j); n.visited != x.stamp {
				n.visited = x.stamp
				out = append(out, j)
			}
		}
	}
	return out
}

// component makes the input of clustering out of nodes.
func (x *Matcher) component(nodes []uint32) *component {
	c := &component{}
	from := make(map[uint32][2]int32, len(nodes)) // node -> its units
	unitOf := map[Handle]int32{}
	said := saying{x: x}
	for _, i := range nodes {
		start := int32(len(c.units))
		x.unitsOf(c, i, unitOf)
		from[i] = [2]int32{start, int32(len(c.units))}
	}
	for _, i := range nodes {
		own := from[i]
		for _, l := range x.nodes.at(i).links {
			other, ok := from[l.node]
			if !ok || l.node < i {
				continue
			}
			c.linkAll(own, other, l.scored, &x.nodes.at(i).node, &x.nodes.at(l.node).node)
		}
		if own[1]-own[0] > 1 && !x.nodes.at(i).loose {
			n := &x.nodes.at(i).node
			c.linkAll(own, own, x.model.weigh(n, n), n, n)
		}
	}
	c.forced = decisions(x.forced, unitOf)
	for i := range c.units {
		u := &c.units[i]
		u.rank, u.decided = x.record(u.records[0]).rank, said.of(u.records)
	}
	return c
}

// linkAll links the units of one node with those of another. Units with strong
// identifiers of their own are compared anew, when it matters.
func (c *component) linkAll(x, y [2]int32, s scored, nx, ny *Node) {
	for a := x[0]; a < x[1]; a++ {
		for b := y[0]; b < y[1]; b++ {
			if a < b || x != y {
				c.links = append(c.links, link{a: a, b: b, bits: s.bits, known: s, whole: c.units[a].node == nx && c.units[b].node == ny})
			}
		}
	}
}

// decisions maps people's decisions to units.
func decisions(m map[Handle][]Handle, unitOf map[Handle]int32) [][2]int32 {
	var out [][2]int32
	for h, u := range unitOf {
		for _, o := range m[h] {
			if v, ok := unitOf[o]; ok && u < v {
				out = append(out, [2]int32{u, v})
			}
		}
	}
	slices.SortFunc(out, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// unitsOf adds the units of node i: one when its records go together, else one
// a record. unitOf learns the unit of each record with a decision.
func (x *Matcher) unitsOf(c *component, i uint32, unitOf map[Handle]int32) {
	s := x.nodes.at(i)
	members := x.recordsOf(i)
	divided := x.apart.within(members)
	alone := func(h Handle) bool { return s.loose }
	switch {
	case s.loose && !x.decided(members) && s.node.field(textIDs) == "":
		c.units = append(c.units, unit{node: &s.node, records: members, weak: true, loose: true})
		return
	case s.loose && x.oneIdentity(i, members):
		alone = divided
	case !s.loose:
		alone = divided
	}
	var rest []Handle
	for _, h := range members {
		if !alone(h) {
			rest = append(rest, h)
			continue
		}
		n := &s.node
		if n.field(textIDs) != x.record(h).ids {
			own := n.withIDs(x.record(h).ids)
			n = &own
		}
		unitOf[h] = int32(len(c.units))
		c.units = append(c.units, unit{
			node: n, records: []Handle{h}, weak: s.weak || s.loose && n.field(textIDs) == "", sides: x.apart.of(h),
		})
	}
	if len(rest) > 0 {
		for _, h := range rest {
			if x.forced[h] != nil {
				unitOf[h] = int32(len(c.units))
			}
		}
		c.units = append(c.units, unit{node: &s.node, records: rest, weak: s.weak, sides: x.apart.of(rest...)})
	}
}

func (x *Matcher) recordsOf(i uint32) []Handle {
	s := x.nodes.at(i)
	out := make([]Handle, 0, s.count)
	for r := s.first; r != none; r = x.records.at(r).next {
		out = append(out, Handle(r))
	}
	slices.SortFunc(out, func(a, b Handle) int {
		return cmp.Or(cmp.Compare(x.record(a).rank, x.record(b).rank), cmp.Compare(a, b))
	})
	return out
}

func (x *Matcher) decided(members []Handle) bool {
	return slices.ContainsFunc(members, func(h Handle) bool { return x.forced[h] != nil || len(x.apart.of(h)) > 0 })
}

// oneIdentity says whether all records of a node hold the same identifiers,
// with one among them that names a person.
func (x *Matcher) oneIdentity(i uint32, members []Handle) bool {
	ids := x.nodes.at(i).node.field(textIDs)
	for _, h := range members {
		if x.record(h).ids != ids {
			return false
		}
	}
	l := list{ids}
	for id, ok := l.next(); ok; id, ok = l.next() {
		if typ, _, _ := splitID(id); IDType(typ) != Cookie {
			return true
		}
	}
	return len(members) == 1
}
