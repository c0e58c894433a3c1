package http

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// bucketAnswer is a bar. Tree, together with the tree that was charted, holds
// for exactly the people counted in it.
type bucketAnswer struct {
	Value      string        `json:"value"`
	Count      int64         `json:"count"`
	Times      *int64        `json:"times,omitempty"`
	Households *int64        `json:"households,omitempty"`
	Tree       *segment.Node `json:"tree"`
}

type chartAnswer struct {
	By       any            `json:"by,omitempty"`       // a category, or two
	Activity string         `json:"activity,omitempty"` // of a chart over time
	Buckets  []bucketAnswer `json:"buckets"`
	Columns  []bucketAnswer `json:"columns,omitempty"`
	Cells    [][]int64      `json:"cells,omitempty"`
	Homes    [][]int64      `json:"cell_households,omitempty"`
	Known    int64          `json:"known"`
	Unknown  int64          `json:"unknown"`
	Other    int64          `json:"other"`
	Trees    partTrees      `json:"trees"`
}

// partTrees lead to the people of a chart's totals, as the trees of bars do.
type partTrees struct {
	Known   *segment.Node `json:"known"`
	Unknown *segment.Node `json:"unknown"`
	Other   *segment.Node `json:"other"`
}

// chartAnswers are the charts that were asked for on a day. Trees have the ids
// of sources, and bars their names.
func chartAnswers(asked []segment.Chart, got []segments.Chart, today int32, sources map[uuid.UUID]string) []chartAnswer {
	out := make([]chartAnswer, len(got))
	for i, g := range got {
		c := asked[i]
		out[i] = chartAnswer{
			Buckets: bucketAnswers(g.Buckets, c, func(value string) *segment.Node { return c.Bucket(value, today) }),
			Cells:   g.Cells, Homes: g.Homes, Known: g.Known, Unknown: g.Unknown, Other: g.Other,
			Trees: partTrees(c.Parts(barValues(g.Buckets), barValues(g.Columns), today)),
		}
		if g.Columns != nil {
			out[i].Columns = bucketAnswers(g.Columns, c, c.Column)
		}
		switch by := c.By; len(by) {
		case 0:
			if c.Activity != nil {
				out[i].Activity = c.Activity.Type
			}
		case 1:
			out[i].By = by[0]
		default:
			out[i].By = by
		}
		sourceLabels(sources, c.By, out[i].Buckets, out[i].Columns)
	}
	return out
}

func barValues(bars []segments.Bucket) []string {
	out := make([]string, len(bars))
	for i, b := range bars {
		out[i] = b.Value
	}
	return out
}

func bucketAnswers(in []segments.Bucket, asked segment.Chart, tree func(value string) *segment.Node) []bucketAnswer {
	out := make([]bucketAnswer, len(in))
	for i, b := range in {
		out[i] = bucketAnswer{Value: b.Value, Count: b.Count, Tree: tree(b.Value)}
		if asked.Kind == segment.ByWhen {
			out[i].Times = &in[i].Times
		}
		if asked.Households {
			out[i].Households = &in[i].Households
		}
	}
	return out
}
