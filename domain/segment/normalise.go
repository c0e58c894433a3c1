package segment

import (
	"bytes"
	"slices"
)

// Normalise gives the same question in one form: groups in groups of the same
// kind are flattened, groups of one are that one, two nots are none, and the
// members of a group stand in a fixed order, each once. The given tree is left
// alone.
func Normalise(n *Node) *Node {
	out := &Node{Kind: n.Kind, Category: n.Category, Activity: n.Activity, Segment: n.Segment, Path: n.Path}
	switch n.Kind {
	case KindNot:
		c := Normalise(n.Nodes[0])
		if c.Kind == KindNot {
			return c.Nodes[0]
		}
		out.Nodes = []*Node{c}
	case KindAll, KindAny:
		out.Nodes = members(n)
		if len(out.Nodes) == 1 {
			return out.Nodes[0]
		}
	}
	return out
}

func members(n *Node) []*Node {
	var flat []*Node
	for _, c := range n.Nodes {
		c = Normalise(c)
		if c.Kind == n.Kind {
			flat = append(flat, c.Nodes...)
			continue
		}
		flat = append(flat, c)
	}
	keys := make(map[*Node][]byte, len(flat))
	for _, c := range flat {
		keys[c] = c.appendJSON(nil)
	}
	slices.SortStableFunc(flat, func(a, b *Node) int { return bytes.Compare(keys[a], keys[b]) })
	return slices.CompactFunc(flat, func(a, b *Node) bool { return bytes.Equal(keys[a], keys[b]) })
}
