package segment

import (
	"fmt"
	"slices"
	"strings"
)

// Saved finds the tree of a saved segment by its id.
type Saved func(id string) (*Node, bool)

// Segments lists the saved segments that a tree refers to, in its order.
func (n *Node) Segments() []string {
	if n.Kind == KindSegment {
		return []string{n.Segment}
	}
	var out []string
	for _, c := range n.Nodes {
		out = append(out, c.Segments()...)
	}
	return out
}

// Inline puts the saved segments in place of the references to them. A segment
// that leads back to itself is ErrLoop, one that is not there ErrUnknown; what
// becomes larger than a tree may be is ErrTooLarge. The given trees are left
// alone.
func Inline(n *Node, find Saved) (*Node, error) {
	in := &inliner{find: find}
	return in.node(n, n.Path, 1)
}

type inliner struct {
	find  Saved
	chain []string // the segments being put in, outermost first
	nodes int
}

func (in *inliner) node(n *Node, path string, depth int) (*Node, error) {
	if in.nodes++; in.nodes > MaxNodes || depth > MaxDepth {
		return nil, &Error{
			Op: "inline", Path: shorten(path), Err: ErrTooLarge,
			Detail: fmt.Sprintf("with the saved segments put in it has more than %d nodes, or more than %d above one another", MaxNodes, MaxDepth),
		}
	}
	if n.Kind == KindSegment {
		return in.reference(n, path, depth)
	}
	out := *n
	out.Nodes = make([]*Node, len(n.Nodes))
	for i, c := range n.Nodes {
		at := path
		if len(in.chain) == 0 {
			at = c.Path
		}
		var err error
		if out.Nodes[i], err = in.node(c, at, depth+1); err != nil {
			return nil, err
		}
	}
	if len(in.chain) > 0 { // what is wrong inside shows at the reference
		out.Path = path
	}
	return &out, nil
}

func (in *inliner) reference(n *Node, path string, depth int) (*Node, error) {
	if at := slices.Index(in.chain, n.Segment); at >= 0 {
		loop := strings.Join(append(slices.Clone(in.chain[at:]), n.Segment), " -> ")
		return nil, &Error{
			Op: "inline", Path: path, Err: ErrLoop, Detail: "segments refer to one another in a loop: " + loop,
			Hint: "take one of the references out",
		}
	}
	saved, ok := in.find(n.Segment)
	if !ok {
		return nil, &Error{
			Op: "inline", Path: path, Err: ErrUnknown, Detail: "there is no saved segment " + quote(n.Segment),
			Hint: "GET /api/segments lists them",
		}
	}
	in.chain = append(in.chain, n.Segment)
	out, err := in.node(saved, path, depth)
	in.chain = in.chain[:len(in.chain)-1]
	return out, err
}
