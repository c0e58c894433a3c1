package match

import "slices"

// IfApart answers the components of two sets of records as they would be if no
// record of left were the person of one of right, every record of them in some
// cluster. Nothing is changed; nothing may be unsettled.
func (x *Matcher) IfApart(left, right []Handle) []Outcome {
	settled := len(x.dirty)
	d := x.Divide(left, right)
	out := x.componentsOf(slices.Concat(left, right))
	x.Undivide(d)
	for _, i := range x.dirty[settled:] { // the marks of both
		x.nodes.at(i).dirty = false
	}
	x.dirty = x.dirty[:settled]
	return out
}

// componentsOf clusters the components of records without putting anything in
// force.
func (x *Matcher) componentsOf(hs []Handle) []Outcome {
	x.nextStamp()
	var out []Outcome
	for _, h := range hs {
		if !x.known(h) {
			continue
		}
		if i := x.record(h).node; x.nodes.at(i).visited != x.stamp {
			out = append(out, x.outcome(x.nodesOf(i), true))
		}
	}
	return out
}

// Unsettled says whether Settle has something to do.
func (x *Matcher) Unsettled() bool { return len(x.dirty) > 0 }
