package segment

import (
	"math"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Every bar of a chart leads to its people: the trees here, taken together with
// the tree that was charted ("all" of both), hold for exactly those that the
// chart counted. They depend on no clock, so they mean the same tomorrow.

// Parts are the trees of a chart's totals.
type Parts struct{ Known, Unknown, Other *Node }

// Bucket is the tree of a bar of a checked chart, by its value as the chart
// gives it; today is what windows of days are counted back from. Of a cross-tab
// it is a row, and Column is a column; a cell is all of both.
func (c Chart) Bucket(value string, today int32) *Node {
	switch c.Kind {
	case ByStep:
		return c.step(value)
	case ByPeriod:
		return ranged(c.Category[0], c.period(value).bounds())
	case ByWhen:
		days := c.Activity.At(today)
		if p := c.period(value); p.From > days.From {
			days.From = p.From
		}
		if p := c.period(value); p.To < days.To {
			days.To = p.To
		}
		return c.did(days)
	default:
		return among(c.Category[0], value)
	}
}

// Column is the tree of a column of a cross-tab.
func (c Chart) Column(value string) *Node { return among(c.Category[1], value) }

// Parts are the trees of the totals of a checked chart, given the values of its
// bars and, for a cross-tab, of its columns.
func (c Chart) Parts(values, columns []string, today int32) Parts {
	var out Parts
	switch c.Kind {
	case ByWhen:
		out.Known = c.did(c.Activity.At(today))
	case ByTwo:
		out.Known = both(known(c.Category[0]), known(c.Category[1]))
		out.Other = both(out.Known, not(both(among(c.Category[0], values...), among(c.Category[1], columns...))))
	default:
		out.Known = known(c.Category[0])
	}
	switch c.Kind {
	case ByTwo:
	case ByValue:
		out.Other = both(out.Known, not(among(c.Category[0], values...)))
	default: // every bar is shown
		out.Other = nobody()
	}
	out.Unknown = not(out.Known)
	return out
}

func nobody() *Node { return &Node{Kind: KindAny} }

func not(n *Node) *Node { return &Node{Kind: KindNot, Nodes: []*Node{n}} }

func both(a, b *Node) *Node { return &Node{Kind: KindAll, Nodes: []*Node{a, b}} }

func leaf(cat category.Category, l CategoryLeaf) *Node {
	l.Name = cat.Name
	return &Node{Kind: KindCategory, Category: &l}
}

func known(cat category.Category) *Node { return leaf(cat, CategoryLeaf{Op: OpKnown, Known: true}) }

// among holds for those with one of some values.
func among(cat category.Category, values ...string) *Node {
	if len(values) == 0 {
		return nobody()
	}
	return leaf(cat, CategoryLeaf{Op: OpIn, Values: slices.Clone(values)})
}

func ranged(cat category.Category, b Bounds) *Node {
	return leaf(cat, CategoryLeaf{Op: OpRange, Bounds: b})
}

// did holds for those who did what the chart counts on some days.
func (c Chart) did(on Days) *Node {
	l := ActivityLeaf{Type: c.Activity.Type, Count: Count{1, -1}, Where: c.Activity.Where, Source: c.Activity.Source}
	if on.From > earliest {
		l.From = DayText(on.From)
	}
	if on.To < latest {
		l.To = DayText(on.To)
	}
	return &Node{Kind: KindActivity, Activity: &l}
}

// The days that can be written: years have four digits.
var earliest, latest = Day(0, 1, 1), Day(9999, 12, 31)

// period is the days of the bar that begins on a day.
func (c Chart) period(first string) Days {
	day, _, ok := ParseDate(first)
	if !ok { // the first week of year 0 begins before it
		return Days{math.MinInt32, c.Period.next(earliest) - 1}
	}
	return Days{day, c.Period.next(day) - 1}
}

// next is the first day of the period after that of a day.
func (p Period) next(day int32) int32 {
	switch start := p.Start(day); p {
	case PerWeek:
		return start + 7
	case PerMonth:
		return afterPeriod(start, ByMonth)
	case PerYear:
		return afterPeriod(start, ByYear)
	default:
		return start + 1
	}
}

func (d Days) bounds() Bounds {
	var b Bounds
	if d.From > earliest {
		b.Gte = &Bound{Text: DayText(d.From), IsText: true}
	}
	if d.To < latest {
		b.Lt = &Bound{Text: DayText(d.To + 1), IsText: true}
	}
	if !b.Given() { // all there are
		b.Gte = &Bound{Text: DayText(earliest), IsText: true}
	}
	return b
}

// step is the tree of the bar of a number, by its lower end as it is written.
// The first and the last bar are open, as Step puts all that is beyond there.
func (c Chart) step(value string) *Node {
	low, _ := ParseNumber(value)
	at := int64(min(max(math.Round(low/c.Step), -maxStep), maxStep))
	var b Bounds
	if low := edge(at, c.Step); !math.IsInf(low, 0) {
		b.Gte = &Bound{Number: low}
	}
	if high := edge(at+1, c.Step); at < maxStep && !math.IsInf(high, 0) {
		b.Lt = &Bound{Number: high}
	}
	return ranged(c.Category[0], b)
}

// edge is the smallest number in a step or above it, infinite when there is
// none. It is at*width but for what rounding does to either, so it is looked
// for: Step never falls as its number grows.
func edge(at int64, width float64) float64 {
	if at <= -maxStep {
		return math.Inf(-1)
	}
	below, in := ordered(math.Inf(-1)), ordered(math.Inf(1))
	for in-below > 1 {
		if middle := below + (in-below)/2; Step(unordered(middle), width) >= at {
			in = middle
		} else {
			below = middle
		}
	}
	return unordered(in)
}

// ordered gives numbers codes that grow as they do.
func ordered(x float64) uint64 {
	b := math.Float64bits(x)
	if b>>63 == 0 {
		return b | 1<<63
	}
	return ^b
}

func unordered(code uint64) float64 {
	if code>>63 == 1 {
		return math.Float64frombits(code &^ (1 << 63))
	}
	return math.Float64frombits(^code)
}
