package bitmap

import (
	"math"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// maxAge is more than the years that any date can be from another.
const maxAge = 20_000

func (c *compiler) category(l *segment.CategoryLeaf) program {
	src := compose(c.acct, c.sight.only(c.acct, l.Source.IDs), l.Category, l.Any)
	if l.Op == segment.OpKnown {
		known := over(src, c.known(l.Category))
		if l.Known {
			return known
		}
		return c.not(known)
	}
	if numbered(l.Category.Type) {
		if l.Op == segment.OpRange {
			lo, hi := c.span(l)
			return over(src, func(shard int, p part, out *bits.Plane) { p.dim.OrRange(shard, out, lo, hi, p.extra) })
		}
		pass := c.codes(l)
		return over(src, func(shard int, p part, out *bits.Plane) { p.dim.OrNumbers(shard, out, pass, p.extra) })
	}
	ids := c.texts(l)
	return over(src, func(shard int, p part, out *bits.Plane) { p.dim.OrTexts(shard, out, ids, p.extra) })
}

// numbered tells whether the values of a type are codes.
func numbered(t category.Type) bool {
	return t == category.NumberT || t == category.Date || t == category.Geo
}

// known selects those with a value; nobody has an age before being born.
func (c *compiler) known(cat category.Category) func(int, part, *bits.Plane) {
	if cat.Number == numberAge {
		born := index.DateCode(int32(c.today), segment.ByDay)
		return func(shard int, p part, out *bits.Plane) { p.dim.OrRange(shard, out, 0, born, p.extra) }
	}
	return func(shard int, p part, out *bits.Plane) { p.dim.OrKnown(shard, out, p.extra) }
}

// texts lists the numbers of the values that a leaf means, sorted.
func (c *compiler) texts(l *segment.CategoryLeaf) []uint32 {
	d := c.acct.Dictionary(l.Category.Number)
	if d == nil {
		return nil
	}
	var ids []uint32
	switch l.Op {
	case segment.OpPrefix:
		ids = d.Match(func(s string) bool { return strings.HasPrefix(s, l.Text) })
	case segment.OpContains:
		ids = d.Match(func(s string) bool { return strings.Contains(s, l.Text) })
	default:
		for _, v := range l.Values {
			ids = append(ids, d.Find(v)...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// span is the range of codes that a range of numbers, dates or ages means.
func (c *compiler) span(l *segment.CategoryLeaf) (lo, hi uint64) {
	switch {
	case l.Category.Number == numberAge:
		return c.aged(l.Range)
	case l.Category.Type == category.Date:
		return dayBound(l.Range.Lo), dayBound(l.Range.Hi) - 1
	default:
		return numbersIn(l.Range)
	}
}

// codes tests the codes of numbers, dates and places.
func (c *compiler) codes(l *segment.CategoryLeaf) func(uint64) bool {
	switch {
	case l.Op == segment.OpWithin:
		return func(code uint64) bool { return l.Circle.Holds(index.CodePoint(code)) }
	case l.Category.Number == numberAge:
		return c.oneOfAges(l)
	default:
		return c.oneOfCodes(l)
	}
}

func (c *compiler) oneOfAges(l *segment.CategoryLeaf) func(uint64) bool {
	type span struct{ lo, hi uint64 }
	var all []span
	for _, v := range l.Values {
		x, _ := segment.ParseNumber(v)
		lo, hi := c.aged(segment.Interval{Lo: x, Hi: x})
		all = append(all, span{lo, hi})
	}
	return func(code uint64) bool {
		return slices.ContainsFunc(all, func(s span) bool { return code >= s.lo && code <= s.hi })
	}
}

func (c *compiler) oneOfCodes(l *segment.CategoryLeaf) func(uint64) bool {
	want := make(map[uint64]bool, len(l.Values))
	for _, v := range l.Values {
		if l.Category.Type == category.Date {
			day, p, _ := segment.ParseDate(v)
			want[index.DateCode(day, p)] = true
			continue
		}
		x, _ := segment.ParseNumber(v)
		want[index.NumberCode(x)] = true
	}
	return func(code uint64) bool { return want[code] }
}

func numbersIn(r segment.Interval) (lo, hi uint64) {
	lo, hi = index.NumberCode(r.Lo), index.NumberCode(r.Hi)
	if r.LoOpen {
		lo++
	}
	if r.HiOpen {
		hi--
	}
	return lo, hi
}

// dayBound is the code of the first moment of a day.
func dayBound(day float64) uint64 {
	switch {
	case math.IsInf(day, -1):
		return 1
	case math.IsInf(day, 1):
		return math.MaxUint64
	}
	return index.DateCode(int32(day), segment.ByDay)
}

// aged is the range of days of birth of those who have an age today; lo is
// above hi when nobody can have it.
func (c *compiler) aged(r segment.Interval) (lo, hi uint64) {
	from, to := wholeYears(r)
	if from > to {
		return 1, 0
	}
	if to < maxAge {
		lo = index.DateCode(int32(fold.LatestBirth(to+1, c.today))+1, segment.ByDay)
	}
	return lo, index.DateCode(int32(fold.LatestBirth(from, c.today)), segment.ByDay)
}

// wholeYears is the range of ages, which are whole numbers, in an interval.
func wholeYears(r segment.Interval) (lo, hi int) {
	low := math.Ceil(r.Lo)
	if r.LoOpen && low == r.Lo {
		low++
	}
	high := math.Floor(r.Hi)
	if r.HiOpen && high == r.Hi {
		high--
	}
	return int(min(max(low, 0), maxAge+1)), int(min(max(high, -1), maxAge))
}
