package segment

import "slices"

// Names gives the names of what trees may refer to by ids; an id that has none
// stays.
type Names struct {
	Segment func(id string) (string, bool)
	Source  func(id string) (string, bool)
}

// Named is a tree as people speak of it: names in place of the ids of saved
// segments and sources. It is for String, not for Check. The given tree is left
// alone.
func (n *Node) Named(names Names) *Node {
	out := *n
	out.Nodes = make([]*Node, len(n.Nodes))
	for i, c := range n.Nodes {
		out.Nodes[i] = c.Named(names)
	}
	switch n.Kind {
	case KindSegment:
		if name, ok := names.Segment(n.Segment); ok {
			out.Segment = quote(name)
		}
	case KindCategory:
		l := *n.Category
		l.Source.Names = named(l.Source.Names, names.Source)
		if l.Name == "source" && l.Op == OpIn {
			l.Values = named(l.Values, names.Source)
		}
		out.Category = &l
	case KindActivity:
		l := *n.Activity
		l.Source.Names = named(l.Source.Names, names.Source)
		out.Activity = &l
	}
	return &out
}

func named(ids []string, name func(id string) (string, bool)) []string {
	out := slices.Clone(ids)
	for i, id := range out {
		if known, ok := name(id); ok {
			out[i] = known
		}
	}
	return out
}
