package naive

import (
	"cmp"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// Chart is a chart's answer, in the words of the port in projections/segments.
type Chart struct {
	Buckets, Columns      []Bucket
	Cells                 [][]int64
	Homes                 [][]int64 // households of each cell, where asked for
	Known, Unknown, Other int64
}

// Bucket is one bar.
type Bucket struct {
	Value      string
	Count      int64
	Times      int64
	Households int64 // where asked for
}

func (s sight) chart(c segment.Chart, people []person) Chart {
	switch c.Kind {
	case segment.ByTwo:
		return s.crossTab(c, people)
	case segment.ByWhen:
		return s.overTime(c, people)
	case segment.ByStep, segment.ByPeriod:
		return s.histogram(c, people)
	default:
		return s.byValue(c, people)
	}
}

// groups counts people by value; spellings of a value are one.
type groups struct {
	cat   category.Category
	has   []map[string]bool // of each person: folded values
	count map[string]int64
	spell map[string]map[string]int64
}

func (s sight) groups(c category.Category, people []person) groups {
	g := groups{cat: c, count: map[string]int64{}, spell: map[string]map[string]int64{}}
	for _, p := range people {
		has := map[string]bool{}
		for _, v := range s.values(p, c, false) {
			f := segment.Fold(v)
			has[f] = true
			if g.spell[f] == nil {
				g.spell[f] = map[string]int64{}
			}
			g.spell[f][v]++
		}
		for f := range has {
			g.count[f]++
		}
		g.has = append(g.has, has)
	}
	return g
}

// label is the most frequent spelling of a value.
func (g groups) label(folded string) string {
	best := ""
	for v, n := range g.spell[folded] {
		if best == "" || n > g.spell[folded][best] || (n == g.spell[folded][best] && v < best) {
			best = v
		}
	}
	return best
}

func (g groups) top(n int) []string {
	var all []string
	for f := range g.count {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b string) int {
		x, isX := segment.ParseNumber(a)
		y, isY := segment.ParseNumber(b)
		if g.cat.Type == category.NumberT && isX && isY {
			return cmp.Or(cmp.Compare(g.count[b], g.count[a]), cmp.Compare(x, y))
		}
		return cmp.Or(cmp.Compare(g.count[b], g.count[a]), cmp.Compare(g.label(a), g.label(b)))
	})
	return all[:min(n, len(all))]
}

func (g groups) buckets(top []string) []Bucket {
	var out []Bucket
	for _, f := range top {
		out = append(out, Bucket{Value: g.label(f), Count: g.count[f]})
	}
	return out
}

func (s sight) byValue(c segment.Chart, people []person) Chart {
	g := s.groups(c.Category[0], people)
	top := g.top(c.Top[0])
	out := Chart{Buckets: g.buckets(top)}
	for _, has := range g.has {
		out.place(len(has) > 0, slices.ContainsFunc(top, func(f string) bool { return has[f] }))
	}
	if c.Households {
		g.homes(s.homes, people, top, out.Buckets)
	}
	return out
}

// homes counts the households of those who have each of some values.
func (g groups) homes(h homes, people []person, values []string, into []Bucket) {
	for i, f := range values {
		into[i].Households = h.distinct(which(people, func(p int) bool { return g.has[p][f] }))
	}
}

// which keeps the people whose places pass.
func which(people []person, pass func(int) bool) (out []person) {
	for i, p := range people {
		if pass(i) {
			out = append(out, p)
		}
	}
	return out
}

// place counts one person as unknown, as other, or as shown.
func (c *Chart) place(known, shown bool) {
	switch {
	case !known:
		c.Unknown++
	case !shown:
		c.Known++
		c.Other++
	default:
		c.Known++
	}
}

func (s sight) crossTab(c segment.Chart, people []person) Chart {
	rows, cols := s.groups(c.Category[0], people), s.groups(c.Category[1], people)
	topRows, topCols := rows.top(c.Top[0]), cols.top(c.Top[1])
	out := Chart{Buckets: rows.buckets(topRows), Columns: cols.buckets(topCols)}
	for range topRows {
		out.Cells = append(out.Cells, make([]int64, len(topCols)))
	}
	for i := range people {
		shown := false
		for r, row := range topRows {
			for k, col := range topCols {
				if rows.has[i][row] && cols.has[i][col] {
					out.Cells[r][k]++
					shown = true
				}
			}
		}
		out.place(len(rows.has[i]) > 0 && len(cols.has[i]) > 0, shown)
	}
	if c.Households {
		rows.homes(s.homes, people, topRows, out.Buckets)
		cols.homes(s.homes, people, topCols, out.Columns)
		for _, row := range topRows {
			cells := make([]int64, len(topCols))
			for k, col := range topCols {
				cells[k] = s.homes.distinct(which(people, func(p int) bool { return rows.has[p][row] && cols.has[p][col] }))
			}
			out.Homes = append(out.Homes, cells)
		}
	}
	return out
}

func (s sight) histogram(c segment.Chart, people []person) Chart {
	var out Chart
	bars := map[int64]int64{}
	who := map[int64][]person{}
	for _, p := range people {
		in := map[int64]bool{}
		for _, v := range s.values(p, c.Category[0], false) {
			if c.Kind == segment.ByStep {
				x, _ := segment.ParseNumber(v)
				in[segment.Step(x, c.Step)] = true
				continue
			}
			day, _, _ := segment.ParseDate(v)
			in[int64(c.Period.Start(day))] = true
		}
		for at := range in {
			bars[at]++
			who[at] = append(who[at], p)
		}
		out.place(len(in) > 0, true)
	}
	for _, at := range sorted(bars) {
		label := segment.DayText(int32(at)) //nolint:gosec // a day
		if c.Kind == segment.ByStep {
			label = segment.NumberText(float64(at) * c.Step)
		}
		out.Buckets = append(out.Buckets, Bucket{Value: label, Count: bars[at], Households: s.asked(c, who[at])})
	}
	return out
}

// asked counts the households of a bar, where a chart asks for them.
func (s sight) asked(c segment.Chart, people []person) int64 {
	if !c.Households {
		return 0
	}
	return s.homes.distinct(people)
}

func (s sight) overTime(c segment.Chart, people []person) Chart {
	var out Chart
	count, times := map[int64]int64{}, map[int64]int64{}
	who := map[int64][]person{}
	for _, p := range people {
		in := map[int64]bool{}
		for _, a := range s.deeds(c.Activity, p) {
			at := int64(c.Period.Start(s.day(a)))
			in[at] = true
			times[at]++
		}
		for at := range in {
			count[at]++
			who[at] = append(who[at], p)
		}
		out.place(len(in) > 0, true)
	}
	for _, at := range sorted(count) {
		out.Buckets = append(out.Buckets, Bucket{segment.DayText(int32(at)), count[at], times[at], s.asked(c, who[at])}) //nolint:gosec // a day
	}
	return out
}

func sorted(m map[int64]int64) []int64 {
	var out []int64
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
