package segmentstest

import (
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// leads follows the bars of a chart to their people: the tree of a bar beside
// the tree that was charted counts as many as the bar does. A few bars and
// cells are enough for one chart; the totals are always followed.
func (w *world) leads(a *fold.Account, tree *segment.Node, c segment.Chart, got segments.Chart, viewer *fold.Trust) {
	w.t.Helper()
	today := segment.DayOf(Now(), a.Zone)
	follow := func(what string, want int64, to *segment.Node) {
		w.t.Helper()
		if n := w.within(a, tree, to, viewer); n != want {
			w.t.Fatalf("after %d events, tree %s for %v: %s of the chart %+v counts %d and leads to %d people: %s", w.done, tree, viewer, what, c, want, n, to)
		}
	}
	values, columns := valuesOf(got.Buckets), valuesOf(got.Columns)
	parts := c.Parts(values, columns, today)
	follow("known", got.Known, parts.Known)
	follow("unknown", got.Unknown, parts.Unknown)
	follow("other", got.Other, parts.Other)
	for range min(4, len(got.Buckets)) {
		i := w.trees.IntN(len(got.Buckets))
		row := c.Bucket(values[i], today)
		follow(fmt.Sprintf("bar %q", values[i]), got.Buckets[i].Count, row)
		if c.Kind != segment.ByTwo || len(columns) == 0 {
			continue
		}
		k := w.trees.IntN(len(columns))
		column := c.Column(columns[k])
		follow(fmt.Sprintf("column %q", columns[k]), got.Columns[k].Count, column)
		follow(fmt.Sprintf("cell %q, %q", values[i], columns[k]), got.Cells[i][k], &segment.Node{Kind: segment.KindAll, Nodes: []*segment.Node{row, column}})
	}
}

// within counts the people of a tree for whom another one holds, too. Both go
// through the parser, as they do when a client follows a bar.
func (w *world) within(a *fold.Account, tree, to *segment.Node, viewer *fold.Trust) int64 {
	w.t.Helper()
	text, err := (&segment.Node{Kind: segment.KindAll, Nodes: []*segment.Node{tree, to}}).MarshalJSON()
	if err != nil {
		w.t.Fatal(err)
	}
	n, err := segment.Parse(text)
	if err == nil {
		n, err = segment.Check(n, segment.SchemaOf(a))
	}
	if err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
	answer, err := w.Engine.Query(w.t.Context(), segments.Query{Account: Account(), Visible: viewer, Tree: n, Now: Now()})
	if err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
	return answer.Count
}

func valuesOf(bars []segments.Bucket) []string {
	out := make([]string, len(bars))
	for i, b := range bars {
		out[i] = b.Value
	}
	return out
}
