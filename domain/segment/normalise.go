package segment

import (
	"bytes"
	"slices"
)

// Normalise gives the same question in one form: groups in groups of the same
// kind are flattened, groups of one are that one, two nots are none, and the
// members of a group stand in a fixed order, each once. The given tree is left
// alone.
func Normalise(n *Node) *Node { return normalise(n).node }

// keyed is a node with its JSON, which orders it among others and is written
// only once.
type keyed struct {
	node *Node
	key  []byte
	in   []keyed // the members of a group
}

func normalise(n *Node) keyed {
	out := &Node{Kind: n.Kind, Category: n.Category, Activity: n.Activity, Segment: n.Segment, Path: n.Path}
	switch n.Kind {
	case KindNot:
		c := normalise(n.Nodes[0])
		if c.node.Kind == KindNot {
			return c.in[0]
		}
		out.Nodes = []*Node{c.node}
		return keyed{out, slices.Concat([]byte(`{"not":`), c.key, []byte("}")), []keyed{c}}
	case KindAll, KindAny:
		return normaliseGroup(n, out)
	}
	return keyed{node: out, key: out.appendJSON(nil)}
}

func normaliseGroup(n, out *Node) keyed {
	var flat []keyed
	for _, c := range n.Nodes {
		k := normalise(c)
		if k.node.Kind == n.Kind {
			flat = append(flat, k.in...)
			continue
		}
		flat = append(flat, k)
	}
	slices.SortStableFunc(flat, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	flat = slices.CompactFunc(flat, func(a, b keyed) bool { return bytes.Equal(a.key, b.key) })
	if len(flat) == 1 {
		return flat[0]
	}
	keys := make([][]byte, len(flat))
	for i, k := range flat {
		out.Nodes = append(out.Nodes, k.node)
		keys[i] = k.key
	}
	head := `{"all":[`
	if n.Kind == KindAny {
		head = `{"any":[`
	}
	return keyed{out, slices.Concat([]byte(head), bytes.Join(keys, []byte(",")), []byte("]}")), flat}
}
