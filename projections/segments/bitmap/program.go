package bitmap

import (
	"time"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// program sets out to the profiles of a shard that it holds for. What out held
// before does not matter.
type program func(shard int, out *bits.Plane)

// compiler turns a checked tree into a program for one version of an account.
type compiler struct {
	acct  *index.Account
	sight sight
	zone  *time.Location
	today fold.Day
	tally tally
	homes *homes // when households are asked for
}

func newCompiler(v *view, trust *fold.Trust, now time.Time) *compiler {
	return &compiler{
		acct: v.index, sight: newSight(v.index, v.trust, trust), zone: v.zone,
		today: fold.DayOf(now, v.zone),
	}
}

// population is everybody whom a visible source knows.
func (c *compiler) population(shard int, out *bits.Plane) {
	out.Clear()
	if c.sight.whole {
		c.acct.Dim(index.Whole, index.Existence, index.Plain).OrKnown(shard, out, false)
		return
	}
	for _, scope := range c.sight.all {
		c.acct.Dim(scope, index.Existence, index.Plain).OrKnown(shard, out, false)
	}
}

// tree compiles a node. Every program stays within the population.
func (c *compiler) tree(n *segment.Node) program {
	switch {
	case n == nil:
		return c.population
	case n.Kind == segment.KindCategory:
		return c.category(n.Category)
	case n.Kind == segment.KindActivity:
		return c.activity(n.Activity)
	case n.Kind == segment.KindNot:
		return c.not(c.tree(n.Nodes[0]))
	case n.Kind == segment.KindAny:
		return c.any(n.Nodes)
	default:
		return c.all(n.Nodes)
	}
}

func (c *compiler) not(p program) program {
	return func(shard int, out *bits.Plane) {
		var without bits.Plane
		p(shard, &without)
		c.population(shard, out)
		out.AndNot(&without)
	}
}

func (c *compiler) any(nodes []*segment.Node) program {
	programs := make([]program, len(nodes))
	for i, n := range nodes {
		programs[i] = c.tree(n)
	}
	return func(shard int, out *bits.Plane) {
		out.Clear()
		var one bits.Plane
		for _, p := range programs {
			p(shard, &one)
			out.Or(&one)
		}
	}
}

// all takes the leaves that say no from what the others leave, so that a not
// needs no population of its own when something else narrows the shard.
func (c *compiler) all(nodes []*segment.Node) program {
	var keep, drop []program
	for _, n := range nodes {
		if n.Kind == segment.KindNot {
			drop = append(drop, c.tree(n.Nodes[0]))
		} else {
			keep = append(keep, c.tree(n))
		}
	}
	if len(keep) == 0 {
		keep = []program{c.population}
	}
	return func(shard int, out *bits.Plane) {
		keep[0](shard, out)
		var one bits.Plane
		for _, p := range keep[1:] {
			if out.Empty() {
				return
			}
			p(shard, &one)
			out.And(&one)
		}
		for _, p := range drop {
			if out.Empty() {
				return
			}
			p(shard, &one)
			out.AndNot(&one)
		}
	}
}

// over runs a selection on every part of a source.
func over(s source, selection func(shard int, p part, out *bits.Plane)) program {
	return func(shard int, out *bits.Plane) {
		out.Clear()
		for _, p := range s(shard) {
			if p.mask == nil {
				selection(shard, p, out)
				continue
			}
			var one bits.Plane
			selection(shard, p, &one)
			one.And(p.mask)
			out.Or(&one)
		}
	}
}
