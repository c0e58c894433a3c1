package match

import "slices"

// enter indexes a node, lets keys that crossed the cap go, and scores the
// node against its candidates.
func (x *Matcher) enter(i uint32) {
	n := &x.nodes.at(i).node
	x.keyBuf = n.Keys(x.keyBuf)
	var crossed []uint64
	for _, k := range x.keyBuf {
		if x.index.Add(k.Hash, i) == x.index.Cap(k.Hash)+1 {
			crossed = append(crossed, k.Hash)
		}
	}
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		x.strong.Add(hashText(id), i)
		x.touchDevices(id)
	}
	for _, k := range crossed {
		x.retire(k)
	}
	if x.nodes.at(i).weak {
		return
	}
	for _, j := range x.promising(i, none, x.keyBuf, &x.search) {
		x.scorePair(i, j)
	}
}

// touchDevices marks the holders of a cookie while few know it: the second
// known record takes the device from the first.
func (x *Matcher) touchDevices(id string) {
	typ, _, _ := splitID(id)
	if IDType(typ) != Cookie {
		return
	}
	x.found = x.strong.Members(hashText(id), x.found[:0])
	known := 0
	for _, j := range x.found {
		if !bareDevice(&x.nodes.at(j).node) {
			known++
		}
	}
	for _, j := range x.found {
		if known <= 2 || bareDevice(&x.nodes.at(j).node) {
			x.touch(j)
		}
	}
}

// scorePair links two nodes if they fit.
func (x *Matcher) scorePair(i, j uint32) {
	a, b := x.nodes.at(i), x.nodes.at(j)
	s := x.model.weigh(&a.node, &b.node)
	if s.veto != 0 || s.bits < x.model.w.review {
		return
	}
	a.links = append(a.links, neighbour{j, s})
	b.links = append(b.links, neighbour{i, s})
	x.touch(i)
	x.touch(j)
}

func (x *Matcher) linked(i, j uint32) bool {
	return slices.ContainsFunc(x.nodes.at(i).links, func(l neighbour) bool { return l.node == j })
}

func (x *Matcher) unlink(i, j uint32) {
	for _, p := range [2][2]uint32{{i, j}, {j, i}} {
		n := x.nodes.at(p[0])
		n.links = slices.DeleteFunc(n.links, func(l neighbour) bool { return l.node == p[1] })
		x.touch(p[0])
	}
}

// retire takes back the pairs that only this key made, now that it is generic.
func (x *Matcher) retire(key uint64) {
	members := x.index.Members(key, nil)
	slices.Sort(members)
	var lost [][2]uint32
	for _, i := range members {
		if _, lone := loneContact(&x.nodes.at(i).node); lone {
			x.touch(i)
		}
		for _, l := range x.nodes.at(i).links {
			if l.node < i {
				continue
			}
			if _, ok := slices.BinarySearch(members, l.node); ok && !x.shareKey(i, l.node) {
				lost = append(lost, [2]uint32{i, l.node})
			}
		}
	}
	for _, p := range lost {
		x.unlink(p[0], p[1])
	}
}

// shareKey says whether two nodes share an active key.
func (x *Matcher) shareKey(i, j uint32) bool {
	x.shared[0] = x.nodes.at(i).node.Keys(x.shared[0])
	x.shared[1] = x.nodes.at(j).node.Keys(x.shared[1])
	ka, kb := x.shared[0], x.shared[1]
	for a, b := 0, 0; a < len(ka) && b < len(kb); {
		switch {
		case ka[a].Hash == kb[b].Hash:
			if x.index.Active(ka[a].Hash) {
				return true
			}
			a++
			b++
		case ka[a].Hash < kb[b].Hash:
			a++
		default:
			b++
		}
	}
	return false
}

// delete takes a node out of the graph and the indexes. Its records are left
// to the caller.
func (x *Matcher) delete(i uint32) {
	for _, j := range x.around(i) {
		x.touch(j)
	}
	s := x.nodes.at(i)
	for _, l := range s.links {
		n := x.nodes.at(l.node)
		n.links = slices.DeleteFunc(n.links, func(o neighbour) bool { return o.node == i })
		x.touch(l.node)
	}
	s.links = nil
	x.leaveGroup(i)
	if s.live = false; !s.node.Empty() {
		x.valued--
	}
	var back []uint64
	x.keyBuf = s.node.Keys(x.keyBuf)
	for _, k := range x.keyBuf {
		if x.index.Count(k.Hash) == x.index.Cap(k.Hash)+1 {
			back = append(back, k.Hash)
		}
		x.index.Remove(k.Hash, i)
	}
	l := s.node.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		x.strong.Remove(hashText(id), i)
		x.touchDevices(id)
	}
	for _, k := range back {
		x.revive(k)
	}
	visited := s.visited
	*s = nodeState{first: none, next: none, visited: visited, dirty: s.dirty}
	x.spareN = append(x.spareN, i)
}

// revive scores the pairs of a key that is no longer generic.
func (x *Matcher) revive(key uint64) {
	members := x.index.Members(key, nil)
	slices.Sort(members)
	for a, i := range members {
		if _, lone := loneContact(&x.nodes.at(i).node); lone {
			x.touch(i)
		}
		for _, j := range members[a+1:] {
			if x.hopeful(x.lines.at(i), x.lines.at(j)) && !x.linked(i, j) {
				x.scorePair(i, j)
			}
		}
	}
}

// leaveGroup takes a node out of the chain of its values.
func (x *Matcher) leaveGroup(i uint32) {
	s := x.nodes.at(i)
	head, ok := x.groups[s.node.values]
	if !ok || s.node.Empty() {
		return
	}
	if head == i {
		if s.next == none {
			delete(x.groups, s.node.values)
		} else {
			x.groups[s.node.values] = s.next
		}
		return
	}
	for at := head; at != none; at = x.nodes.at(at).next {
		if x.nodes.at(at).next == i {
			x.nodes.at(at).next = s.next
			return
		}
	}
}

// around lists the nodes that belong to one component with node i: by score
// from auto - margin up, strong identifier, device, lone contact point, or a
// person's decision.
func (x *Matcher) around(i uint32) []uint32 {
	var out []uint32
	s := x.nodes.at(i)
	for _, l := range s.links {
		if l.bits >= x.opt.Auto-margin {
			out = append(out, l.node)
		}
	}
	out = x.aroundIDs(i, out)
	out = x.aroundContacts(i, out)
	for r := s.first; r != none; r = x.records.at(r).next {
		for _, o := range x.forced[Handle(r)] {
			if n := x.record(o).node; n != none {
				out = append(out, n)
			}
		}
	}
	return out
}

func (x *Matcher) aroundIDs(i uint32, out []uint32) []uint32 {
	n := &x.nodes.at(i).node
	self := bareDevice(n)
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		typ, _, _ := splitID(id)
		from := len(out)
		out = x.strong.Members(hashText(id), out)
		if IDType(typ) == Cookie {
			out = x.deviceMates(out, from, self)
		}
	}
	return out
}

// deviceMates keeps of a cookie's holders those a node can be joined with: the
// bare ones, and the known one while it is alone.
func (x *Matcher) deviceMates(out []uint32, from int, self bool) []uint32 {
	known := 0
	for _, j := range out[from:] {
		if !bareDevice(&x.nodes.at(j).node) {
			known++
		}
	}
	if known <= 1 {
		return out
	}
	kept := out[:from]
	for _, j := range out[from:] {
		if self && bareDevice(&x.nodes.at(j).node) {
			kept = append(kept, j)
		}
	}
	return kept
}

// aroundContacts connects a lone contact point with all its holders, and a
// holder with the lone contact points.
func (x *Matcher) aroundContacts(i uint32, out []uint32) []uint32 {
	n := &x.nodes.at(i).node
	if key, ok := loneContact(n); ok {
		return x.index.Candidates(key.Hash, out)
	}
	for _, key := range n.contactKeys() {
		from := len(out)
		out = x.index.Candidates(key.Hash, out)
		kept := out[:from]
		for _, j := range out[from:] {
			if _, lone := loneContact(&x.nodes.at(j).node); lone {
				kept = append(kept, j)
			}
		}
		out = kept
	}
	return out
}
