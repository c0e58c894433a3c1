package bitmap

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// found is what a tree came to: the profiles, shard by shard.
type found struct {
	planes []*bits.Plane // nil where empty
	count  int64
}

// each calls do for every shard with somebody in it, until the context ends.
func (f found) each(ctx context.Context, do func(shard int, p *bits.Plane)) error {
	for shard, p := range f.planes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if p != nil {
			do(shard, p)
		}
	}
	return nil
}

func (c *compiler) chart(ctx context.Context, ch segment.Chart, f found) (segments.Chart, error) {
	switch ch.Kind {
	case segment.ByTwo:
		return c.crossTab(ctx, ch, f)
	case segment.ByStep, segment.ByPeriod:
		return c.histogram(ctx, ch, f)
	case segment.ByWhen:
		return c.overTime(ctx, ch, f)
	default:
		return c.byValue(ctx, ch, f)
	}
}

// byValue counts people per value.
func (c *compiler) byValue(ctx context.Context, ch segment.Chart, f found) (segments.Chart, error) {
	v := c.valuesOf(ch.Category[0])
	if err := v.count(ctx, f); err != nil {
		return segments.Chart{}, err
	}
	top := v.top(ch.Top[0])
	out := segments.Chart{Known: v.known, Unknown: f.count - v.known}
	for _, g := range top {
		out.Buckets = append(out.Buckets, segments.Bucket{Value: v.label(g), Count: v.counts.get(g)})
	}
	shown, err := v.holders(ctx, f, top)
	out.Other = v.known - shown
	if ch.Households && err == nil {
		err = c.homesOf(ctx, f, v, top, out.Buckets)
	}
	return out, err
}

// histogram counts people per step of a number or period of a date.
func (c *compiler) histogram(ctx context.Context, ch segment.Chart, f found) (segments.Chart, error) {
	cat := ch.Category[0]
	src := compose(c.acct, c.sight, cat, false)
	bars, known := map[int64]int64{}, int64(0)
	bar := c.bar(ch)
	err := f.each(ctx, func(shard int, p *bits.Plane) {
		parts := src(shard)
		if len(parts) == 1 && cat.Single() { // one value each
			eachCode(parts, shard, p, func(_ uint16, code uint64) {
				if at, ok := bar(code); ok {
					bars[at]++
					known++
				}
			})
			return
		}
		pairs, has := newPairs(), bits.Plane{}
		eachCode(parts, shard, p, func(low uint16, code uint64) {
			if at, ok := bar(code); ok {
				pairs.add(low, at)
				has.Set(low)
			}
		})
		pairs.each(func(_ uint16, at int64) { bars[at]++ })
		known += int64(has.Count())
	})
	if err == nil && len(bars) > segments.MaxBuckets {
		err = fmt.Errorf("segments: %w: %s has %d, at most %d; take a longer interval", segments.ErrTooMany, cat.Name, len(bars), segments.MaxBuckets)
	}
	out := segments.Chart{Known: known, Unknown: f.count - known}
	order := slices.Sorted(maps.Keys(bars))
	for _, at := range order {
		label := segment.DayText(int32(at)) //nolint:gosec // a day
		if ch.Kind == segment.ByStep {
			label = segment.NumberText(float64(at) * ch.Step)
		}
		out.Buckets = append(out.Buckets, segments.Bucket{Value: label, Count: bars[at]})
	}
	if ch.Households && err == nil {
		err = c.homesOfBars(ctx, f, order, func(shard int, p *bits.Plane, in func(int64, uint16)) {
			eachCode(src(shard), shard, p, func(low uint16, code uint64) {
				if at, ok := bar(code); ok {
					in(at, low)
				}
			})
		}, out.Buckets)
	}
	return out, err
}

// bar finds the bar of a code: the number of the step, or the first day.
func (c *compiler) bar(ch segment.Chart) func(code uint64) (int64, bool) {
	switch {
	case ch.Kind == segment.ByPeriod:
		return func(code uint64) (int64, bool) {
			day, _ := index.CodeDate(code)
			return int64(ch.Period.Start(day)), true
		}
	case ch.Category[0].Number == numberAge:
		age := c.ages()
		return func(code uint64) (int64, bool) {
			years, ok := age(code)
			return segment.Step(float64(years), ch.Step), ok
		}
	}
	return func(code uint64) (int64, bool) { return segment.Step(index.CodeNumber(code), ch.Step), true }
}

// ages turns codes of birth days into ages today.
func (c *compiler) ages() func(code uint64) (int, bool) {
	known := map[int32]int{}
	return func(code uint64) (int, bool) {
		day, _ := index.CodeDate(code)
		if age, ok := known[day]; ok {
			return age, age >= 0
		}
		age, ok := fold.AgeOn(fold.Day(day), c.today)
		if !ok {
			age = -1
		}
		known[day] = age
		return age, ok
	}
}

// overTime counts people and times per period.
func (c *compiler) overTime(ctx context.Context, ch segment.Chart, f found) (segments.Chart, error) {
	d := c.deeds(ch.Activity)
	people, times, known := map[int64]int64{}, map[int64]int64{}, int64(0)
	err := f.each(ctx, func(shard int, p *bits.Plane) {
		pairs, has := newPairs(), bits.Plane{}
		d.each(shard, func(e index.Entry) {
			if p.Has(e.Low) {
				at := int64(ch.Period.Start(e.Day))
				pairs.add(e.Low, at)
				has.Set(e.Low)
				times[at] += int64(e.Count)
			}
		})
		pairs.each(func(_ uint16, at int64) { people[at]++ })
		known += int64(has.Count())
	})
	if err == nil && len(people) > segments.MaxBuckets {
		err = fmt.Errorf("segments: %w: %d periods, at most %d; take a longer one", segments.ErrTooMany, len(people), segments.MaxBuckets)
	}
	out := segments.Chart{Known: known, Unknown: f.count - known}
	order := slices.Sorted(maps.Keys(people))
	for _, at := range order {
		out.Buckets = append(out.Buckets, segments.Bucket{Value: segment.DayText(int32(at)), Count: people[at], Times: times[at]}) //nolint:gosec // a day
	}
	if ch.Households && err == nil {
		err = c.homesOfBars(ctx, f, order, func(shard int, p *bits.Plane, in func(int64, uint16)) {
			d.each(shard, func(e index.Entry) {
				if p.Has(e.Low) {
					in(int64(ch.Period.Start(e.Day)), e.Low)
				}
			})
		}, out.Buckets)
	}
	return out, err
}

// eachCode calls do with the codes that count for the profiles in p.
func eachCode(parts []part, shard int, p *bits.Plane, do func(low uint16, code uint64)) {
	for _, part := range parts {
		in := p
		if part.mask != nil {
			cut := *p
			cut.And(part.mask)
			in = &cut
		}
		part.dim.EachNumber(shard, in, do)
	}
}

// pairs collects (profile, something) of a shard, to count each once.
type pairs struct{ all []pair }

type pair struct {
	low uint16
	at  int64
}

func newPairs() *pairs { return &pairs{} }

func (p *pairs) add(low uint16, at int64) { p.all = append(p.all, pair{low, at}) }

// each calls do with every pair once.
func (p *pairs) each(do func(low uint16, at int64)) {
	less := func(a, b pair) int { return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.at, b.at)) }
	if !slices.IsSortedFunc(p.all, less) {
		slices.SortFunc(p.all, less)
	}
	last := pair{at: math.MinInt64}
	for _, x := range p.all {
		if x != last {
			do(x.low, x.at)
		}
		last = x
	}
}

// textual tells whether a category's values are texts in the index.
func textual(c category.Category) bool { return !numbered(c.Type) }
