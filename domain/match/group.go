package match

import (
	"slices"
	"strings"
)

// Records with the same values are one node as long as no (type, space) of
// strong identifier has two values among them; otherwise they fall into one
// node for each set connected by shared identifiers and one for the records
// without any. A record without values is a node of its own.

// place puts a record into the node it belongs to.
func (x *Matcher) place(h Handle, n *Node) {
	if n.Empty() {
		x.insert(n, []Handle{h}, false)
		return
	}
	first, ok := x.groups[n.values]
	if !ok {
		x.insert(n, []Handle{h}, true)
		return
	}
	if x.attach(h, n, first) {
		return
	}
	x.regroup(first, n, &h)
}

// attach handles the common case: the record brings no identifier that its
// node does not have.
func (x *Matcher) attach(h Handle, n *Node, first uint32) bool {
	single := x.nodes.at(first).next == none
	to := none
	switch {
	case single && n.field(textIDs) == x.nodes.at(first).node.field(textIDs):
		to = first
	case single && n.field(textIDs) == "" && !doubled(x.nodes.at(first).node.field(textIDs)):
		to = first
	case !single && n.field(textIDs) != "":
		return x.attachSplit(h, n, first)
	case !single:
		for i := first; i != none; i = x.nodes.at(i).next {
			if x.nodes.at(i).node.field(textIDs) == "" {
				to = i
			}
		}
	}
	if to == none {
		return false
	}
	x.appendRecord(to, h)
	return true
}

// attachSplit places a record with identifiers in a group already split,
// unless it connects what was apart.
func (x *Matcher) attachSplit(h Handle, n *Node, first uint32) bool {
	to := none
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		x.found = x.strong.Members(hashText(id), x.found[:0])
		for _, i := range x.found {
			if x.nodes.at(i).node.values != n.values || i == to {
				continue
			}
			if to != none {
				return false
			}
			to = i
		}
	}
	if to == none {
		x.insert(n, []Handle{h}, true)
		return true
	}
	if mergeIDs(x.nodes.at(to).node.field(textIDs), n.field(textIDs)) != x.nodes.at(to).node.field(textIDs) {
		return false
	}
	x.appendRecord(to, h)
	return true
}

func (x *Matcher) appendRecord(i uint32, h Handle) {
	n := x.nodes.at(i)
	x.record(h).node = i
	x.record(h).next = n.first
	n.first = uint32(h)
	n.count++
	if !n.loose || n.node.field(textIDs) != "" || len(x.around(i)) > 0 {
		x.touch(i)
	}
}

// displace takes a record out of its node.
func (x *Matcher) displace(h Handle) {
	i := x.record(h).node
	n := x.nodes.at(i)
	x.touch(i)
	if n.count == 1 && (n.node.Empty() || x.groups[n.node.values] == i && n.next == none) {
		x.delete(i)
		return
	}
	if x.record(h).ids == "" && n.count > 1 && x.groups[n.node.values] == i && n.next == none {
		x.unchain(n, h)
		return
	}
	first := x.groups[n.node.values]
	x.record(h).live = false
	x.regroup(first, nil, nil)
	x.record(h).live = true
	x.record(h).node, x.record(h).next = none, none
}

func (x *Matcher) unchain(n *nodeState, h Handle) {
	at := &n.first
	for *at != uint32(h) {
		at = &x.records.at(*at).next
	}
	*at = x.record(h).next
	n.count--
	x.record(h).node, x.record(h).next = none, none
}

// regroup computes the nodes of a group afresh, with one more record if extra
// is given, and replaces those that changed.
func (x *Matcher) regroup(first uint32, features *Node, extra *Handle) {
	var members []Handle
	var old []uint32
	for i := first; i != none; i = x.nodes.at(i).next {
		old = append(old, i)
		for r := x.nodes.at(i).first; r != none; r = x.records.at(r).next {
			if x.records.at(r).live {
				members = append(members, Handle(r))
			}
		}
	}
	base := x.nodes.at(first).node
	if features != nil {
		base = *features
	}
	if extra != nil {
		members = append(members, *extra)
	}
	for _, i := range old {
		x.delete(i)
	}
	for _, set := range x.partitionIDs(members) {
		ids := ""
		for _, h := range set {
			ids = mergeIDs(ids, x.record(h).ids)
		}
		n := base.withIDs(ids)
		x.insert(&n, set, true)
	}
}

// partitionIDs splits records of equal values into nodes.
func (x *Matcher) partitionIDs(members []Handle) [][]Handle {
	all := ""
	conflict := false
	for _, h := range members {
		all = mergeIDs(all, x.record(h).ids)
	}
	conflict = doubled(all)
	if !conflict {
		return [][]Handle{members}
	}
	parent := make([]int, len(members))
	owner := map[string]int{}
	var plain []Handle
	for i, h := range members {
		parent[i] = i
		l := list{x.record(h).ids}
		if l.rest == "" {
			plain = append(plain, h)
		}
		for id, ok := l.next(); ok; id, ok = l.next() {
			if o, ok := owner[id]; ok {
				parent[root(parent, i)] = root(parent, o)
			} else {
				owner[id] = i
			}
		}
	}
	sets := map[int][]Handle{}
	var out [][]Handle
	for i, h := range members {
		if x.record(h).ids != "" {
			r := root(parent, i)
			sets[r] = append(sets[r], h)
		}
	}
	for i := range members {
		if s, ok := sets[i]; ok {
			out = append(out, s)
		}
	}
	if len(plain) > 0 {
		out = append(out, plain)
	}
	return out
}

func root(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// doubled says whether a sorted list of identifiers has two values of one type
// and space.
func doubled(ids string) bool {
	l := list{ids}
	last := ""
	for id, ok := l.next(); ok; id, ok = l.next() {
		head := id[:strings.LastIndexByte(id, partSep)]
		if head == last {
			return true
		}
		last = head
	}
	return false
}

// insert makes a node of records, indexes it and links it to its candidates.
func (x *Matcher) insert(n *Node, members []Handle, grouped bool) {
	i := x.newNode()
	s := x.nodes.at(i)
	*s = nodeState{node: *n, first: none, next: none, live: true, visited: s.visited, dirty: s.dirty}
	x.judge(i)
	x.lines.at(i).drawIDs(&s.node, x.space)
	if !n.Empty() {
		x.valued++
	}
	slices.Sort(members)
	for _, h := range members {
		x.record(h).node, x.record(h).next = i, s.first
		s.first = uint32(h)
		s.count++
	}
	if grouped {
		if head, ok := x.groups[n.values]; ok {
			s.next = x.nodes.at(head).next
			x.nodes.at(head).next = i
		} else {
			x.groups[n.values] = i
		}
	}
	x.enter(i)
	x.touch(i)
}

func (x *Matcher) newNode() uint32 {
	if n := len(x.spareN); n > 0 {
		i := x.spareN[n-1]
		x.spareN = x.spareN[:n-1]
		return i
	}
	x.lines.add(outline{})
	return x.nodes.add(nodeState{})
}

// weakness says whether a node says too little to be joined by score, and
// whether it says too little to join even records that are equal throughout.
// Strong identifiers do not count for the latter: the records may hold
// different ones, or none.
func (m *Model) weakness(n *Node) (weak, loose bool) {
	if n.Empty() {
		return true, true
	}
	bits, _ := m.Score(n, n)
	weak = bits < m.Auto()
	if n.field(textIDs) == "" {
		return weak, weak
	}
	bare := n.withoutIDs()
	bits, _ = m.Score(&bare, &bare)
	return weak, bits < m.Auto()
}
