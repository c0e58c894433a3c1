package http

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// sourceCategory is the category whose values are sources. Read models keep
// their ids, people know their names: the API takes both and shows names.
const sourceCategory = "source"

// sourceIDs puts ids in place of the names of sources in a tree's leaves.
func sourceIDs(a *fold.Account, n *segment.Node) {
	for _, inner := range n.Nodes {
		sourceIDs(a, inner)
	}
	if leaf := n.Category; leaf != nil && leaf.Name == sourceCategory {
		leaf.Values = slices.Clone(leaf.Values)
		for i, v := range leaf.Values {
			if src, ok := a.SourceNamed(v); ok {
				leaf.Values[i] = src.ID.String()
			}
		}
	}
}

// sourceLabels puts names in place of ids in the charts by source.
func sourceLabels(names map[uuid.UUID]string, asked []segment.Chart, got []segments.Chart) {
	for i := range got {
		for k, by := range asked[i].By {
			if by != sourceCategory {
				continue
			}
			buckets := got[i].Buckets
			if k == 1 {
				buckets = got[i].Columns
			}
			for j := range buckets {
				buckets[j].Value = sourceLabel(names, buckets[j].Value)
			}
		}
	}
}

func sourceLabel(names map[uuid.UUID]string, value string) string {
	if id, err := uuid.Parse(value); err == nil && names[id] != "" {
		return names[id]
	}
	return value
}
