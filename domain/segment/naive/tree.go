package naive

import (
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// holds tells whether a node is true of a person.
func (s sight) holds(n *segment.Node, p person) bool {
	switch n.Kind {
	case segment.KindAll:
		for _, c := range n.Nodes {
			if !s.holds(c, p) {
				return false
			}
		}
		return true
	case segment.KindAny:
		return slices.ContainsFunc(n.Nodes, func(c *segment.Node) bool { return s.holds(c, p) })
	case segment.KindNot:
		return !s.holds(n.Nodes[0], p)
	case segment.KindActivity:
		return s.did(n.Activity, p)
	default:
		return s.category(n.Category, p)
	}
}

func (s sight) category(l *segment.CategoryLeaf, p person) bool {
	values := s.only(l.Source.IDs).values(p, l.Category, l.Any)
	if l.Op == segment.OpKnown {
		return l.Known == (len(values) > 0)
	}
	return slices.ContainsFunc(values, func(v string) bool { return matches(l, v) })
}

func matches(l *segment.CategoryLeaf, value string) bool {
	switch l.Op {
	case segment.OpPrefix:
		return strings.HasPrefix(segment.Fold(value), l.Text)
	case segment.OpContains:
		return strings.Contains(segment.Fold(value), l.Text)
	case segment.OpWithin:
		p, ok := segment.ParsePoint(value)
		return ok && l.Circle.Holds(p)
	case segment.OpRange:
		if l.Category.Type == category.Date {
			day, _, ok := segment.ParseDate(value)
			return ok && l.Range.Holds(float64(day))
		}
		x, ok := segment.ParseNumber(value)
		return ok && l.Range.Holds(x)
	default:
		return slices.Contains(l.Values, segment.Fold(value))
	}
}

// deeds lists what a person did that a leaf looks at.
func (s sight) deeds(l *segment.ActivityLeaf, p person) []activity {
	var out []activity
	window := l.At(int32(s.today))
	for source, did := range p.activities {
		if !s.only(l.Source.IDs).trust.Sees(source) {
			continue
		}
		for _, a := range did {
			if fold.ActivityName(a.payload.Name) == l.Type && window.Holds(s.day(a)) && conditions(l, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

func (s sight) day(a activity) int32 {
	return int32(s.zone(fold.Statement{OccurredAt: a.OccurredAt()}))
}

func conditions(l *segment.ActivityLeaf, a activity) bool {
	for _, w := range l.Where {
		v := segment.Fold(plain(a, w.Dimension))
		if v == "" || !slices.Contains(w.Values, v) {
			return false
		}
	}
	return true
}

// plain is a property that is not JSON.
func plain(a activity, name string) string {
	for _, p := range a.payload.Properties {
		if p.Name == name && p.Kind != 3 {
			return p.Value
		}
	}
	return ""
}

func (s sight) did(l *segment.ActivityLeaf, p person) bool {
	did := s.deeds(l, p)
	if l.Sum == "" {
		return l.Count.Holds(int64(len(did)))
	}
	sum := int64(0)
	for _, a := range did {
		if x, ok := segment.ParseNumber(plain(a, l.Sum)); ok {
			sum += segment.Micro(x)
		}
	}
	return l.Range.Holds(float64(sum))
}
