package segment

import (
	"fmt"
	"math"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Check binds a tree to a schema: every name is looked up, every operand
// brought into its canonical form, every operation compared with the
// category's type. The result is a new, normalised tree, the one that engines
// take; the given one is left alone. References must be gone (Inline).
func Check(n *Node, s Schema) (*Node, error) {
	c := &checker{schema: s, op: "check"}
	out, err := c.node(n, 1)
	if err != nil {
		return nil, err
	}
	return Normalise(out), nil
}

type checker struct {
	schema Schema
	op     string
	nodes  int
}

func (c *checker) fail(path string, err error, hint, format string, args ...any) error {
	return &Error{Op: c.op, Path: path, Err: err, Detail: fmt.Sprintf(format, args...), Hint: hint}
}

func (c *checker) node(n *Node, depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, c.fail(shorten(n.Path), ErrTooLarge, "", "nested more than %d nodes deep", MaxDepth)
	}
	if c.nodes++; c.nodes > MaxNodes {
		return nil, c.fail(n.Path, ErrTooLarge, "", "more than %d nodes with the saved segments put in", MaxNodes)
	}
	out := &Node{Kind: n.Kind, Path: n.Path}
	var err error
	switch n.Kind {
	case KindCategory:
		out.Category, err = c.category(n.Path, *n.Category)
	case KindActivity:
		out.Activity, err = c.activity(n.Path, *n.Activity)
	case KindSegment:
		return nil, c.fail(n.Path, ErrUnknown, "", "segment %s was not put in place", quote(n.Segment))
	default:
		for _, child := range n.Nodes {
			o, err := c.node(child, depth+1)
			if err != nil {
				return nil, err
			}
			out.Nodes = append(out.Nodes, o)
		}
	}
	return out, err
}

// find looks a category up and refuses those that nothing may be asked of.
func (c *checker) find(path, name string) (category.Category, error) {
	cat, ok := c.schema.Catalogue.Named(name)
	if !ok {
		return cat, c.fail(path, ErrUnknown, suggest(name, c.schema.categoryNames()), "unknown category %s", quote(name))
	}
	if cat.FreeText {
		return cat, c.fail(path, ErrOperation, "", "%s is free text, which is never matched or charted", name)
	}
	return cat, nil
}

func (c *checker) category(path string, leaf CategoryLeaf) (*CategoryLeaf, error) {
	var err error
	if leaf.Category, err = c.find(path+"/category", leaf.Name); err != nil {
		return nil, err
	}
	if leaf.Source, err = c.sources(path+"/sources", leaf.Source); err != nil {
		return nil, err
	}
	t := leaf.Category.Type
	if hint, ok := suits(leaf.Op, t); !ok {
		return nil, c.fail(path, ErrOperation, hint, "%s is a %s", leaf.Name, t)
	}
	switch leaf.Op {
	case OpIn:
		leaf.Values, err = c.operands(path, leaf.Category, leaf.Values)
	case OpPrefix, OpContains:
		leaf.Text = Fold(leaf.Text)
	case OpRange:
		leaf.Range, err = c.interval(path, leaf.Bounds, t == category.Date)
	}
	return &leaf, err
}

// suits tells which operations go with which types, or what to use instead.
func suits(op Op, t category.Type) (hint string, ok bool) {
	switch t {
	case category.NumberT, category.Date:
		return "use is, in, known, gt, gte, lt or lte", op == OpIn || op == OpKnown || op == OpRange
	case category.Geo:
		return "use known or within", op == OpKnown || op == OpWithin
	case category.Bool, category.Address:
		return "use is, in or known", op == OpIn || op == OpKnown
	default:
		return "use is, in, known, prefix or contains", op <= OpContains
	}
}

// operands brings the values of a list into the form that facts have.
func (c *checker) operands(path string, cat category.Category, values []string) ([]string, error) {
	out := make([]string, 0, len(values))
	for _, v := range values {
		canonical, want, ok := v, "", true
		switch cat.Type {
		case category.NumberT:
			var x float64
			x, ok = ParseNumber(v)
			canonical, want = NumberText(x), "a number"
		case category.Date:
			_, _, ok = ParseDate(v)
			want = "a date, as 2026-05-31, 2026-05 or 2026"
		case category.Bool:
			canonical, want = Fold(v), "true or false"
			ok = canonical == "true" || canonical == "false"
		default:
			if cat.Name == "source" {
				id, err := c.source(path, v)
				if err != nil {
					return nil, err
				}
				v = id.String()
			}
			canonical = Fold(v)
		}
		if !ok {
			return nil, c.fail(path, ErrValue, "it takes "+want, "%s is not a value of %s", quote(v), cat.Name)
		}
		out = append(out, canonical)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// interval turns bounds into a range; a date of less precision means its whole
// period.
func (c *checker) interval(path string, b Bounds, dates bool) (Interval, error) {
	r := Interval{Lo: math.Inf(-1), Hi: math.Inf(1)}
	for _, f := range []struct {
		name  string
		bound *Bound
	}{{"gt", b.Gt}, {"gte", b.Gte}, {"lt", b.Lt}, {"lte", b.Lte}} {
		if f.bound == nil {
			continue
		}
		x, err := c.number(path+"/"+f.name, f.name, *f.bound, dates)
		if err != nil {
			return r, err
		}
		switch f.name {
		case "gt":
			r.Lo, r.LoOpen = x, !dates
		case "gte":
			r.Lo = x
		case "lt":
			r.Hi, r.HiOpen = x, true
		case "lte":
			r.Hi, r.HiOpen = x, dates
		}
	}
	if r.Empty() {
		return r, c.fail(path, ErrValue, "exchange the bounds", "no value lies in that range")
	}
	return r, nil
}

// number is one bound as a number; for gt and lte of dates the first day after.
func (c *checker) number(path, name string, b Bound, dates bool) (float64, error) {
	if !dates {
		if !b.IsText {
			return b.Number, nil
		}
		if x, ok := ParseNumber(b.Text); ok {
			return x, nil
		}
		return 0, c.fail(path, ErrValue, "it takes a number", "%s is not a number", quote(b.Text))
	}
	text := b.Text
	if !b.IsText {
		text = NumberText(b.Number)
	}
	day, precision, ok := ParseDate(text)
	if !ok {
		return 0, c.fail(path, ErrValue, "it takes a date, as 2026-05-31, 2026-05 or 2026", "%s is not a date", quote(text))
	}
	if name == "gt" || name == "lte" {
		day = afterPeriod(day, precision)
	}
	return float64(day), nil
}
