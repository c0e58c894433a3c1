package segment

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/spelling"
)

// Parse reads a tree from JSON. It knows the grammar, not the names: Check does.
// Errors are of type *Error and name the node by its JSON pointer.
func Parse(data []byte) (*Node, error) {
	v, err := readJSON("parse", data)
	if err != nil {
		return nil, err
	}
	p := &parser{op: "parse"}
	return p.node("", v, 1)
}

type parser struct {
	op    string
	nodes int
}

func (p *parser) fail(path string, err error, hint, format string, args ...any) error {
	return &Error{Op: p.op, Path: path, Err: err, Detail: fmt.Sprintf(format, args...), Hint: hint}
}

const nodeHint = `a node is {"all":[...]}, {"any":[...]}, {"not":...}, {"category":...}, {"activity":...} or {"segment":...}`

func (p *parser) node(path string, v any, depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, p.fail(shorten(path), ErrTooLarge, "", "nested more than %d nodes deep", MaxDepth)
	}
	if p.nodes++; p.nodes > MaxNodes {
		return nil, p.fail(path, ErrTooLarge, "use \"in\" with a list of values instead of many leaves", "more than %d nodes", MaxNodes)
	}
	o, ok := v.(*object)
	if !ok {
		return nil, p.fail(path, ErrSyntax, nodeHint, "a node must be an object")
	}
	heads := []string{"all", "any", "not", "category", "activity", "segment"}
	head := ""
	for _, h := range heads {
		if _, has := o.values[h]; has {
			if head != "" {
				return nil, p.fail(path, ErrSyntax, `combine them with "all" or "any"`, "a node has one of %q and %q, not both", head, h)
			}
			head = h
		}
	}
	switch head {
	case "":
		hint := nodeHint
		if len(o.names) > 0 {
			if s := nearestKey(o.names[0], heads); s != "" {
				hint = s
			}
		}
		return nil, p.fail(path, ErrSyntax, hint, "not a node")
	case "category":
		return p.category(path, o)
	case "activity":
		return p.activity(path, o)
	case "segment":
		return p.reference(path, o)
	default:
		return p.group(path, head, o, depth)
	}
}

func (p *parser) group(path, head string, o *object, depth int) (*Node, error) {
	if err := p.onlyKeys(path, o, head); err != nil {
		return nil, err
	}
	n := &Node{Path: path}
	if head == "not" {
		c, err := p.node(path+"/not", o.values["not"], depth+1)
		if err != nil {
			return nil, err
		}
		n.Kind, n.Nodes = KindNot, []*Node{c}
		return n, nil
	}
	if head == "any" {
		n.Kind = KindAny
	}
	list, ok := o.values[head].([]any)
	if !ok {
		return nil, p.fail(path+"/"+head, ErrSyntax, "", "%q takes a list of nodes", head)
	}
	for i, v := range list {
		c, err := p.node(fmt.Sprintf("%s/%s/%d", path, head, i), v, depth+1)
		if err != nil {
			return nil, err
		}
		n.Nodes = append(n.Nodes, c)
	}
	return n, nil
}

func (p *parser) reference(path string, o *object) (*Node, error) {
	if err := p.onlyKeys(path, o, "segment"); err != nil {
		return nil, err
	}
	id, err := p.text(path, o, "segment")
	if err != nil {
		return nil, err
	}
	if u, err := uuid.Parse(id); err == nil {
		id = u.String() // one spelling, so that a loop is seen
	}
	return &Node{Kind: KindSegment, Segment: id, Path: path}, nil
}

// onlyKeys refuses keys that mean nothing here, and names the nearest that does.
func (p *parser) onlyKeys(path string, o *object, keys ...string) error {
	for _, name := range o.names {
		known := false
		for _, k := range keys {
			known = known || k == name
		}
		if !known {
			return p.fail(path+"/"+escape(name), ErrUnknown, suggest(name, keys), "unknown key %s", quote(name))
		}
	}
	return nil
}

func nearestKey(name string, keys []string) string {
	for _, k := range keys {
		if spelling.Distance(Fold(name), k, 3) < 3 {
			return "did you mean " + quote(k) + "?"
		}
	}
	return ""
}
