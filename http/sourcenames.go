package http

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// sourceCategory is the category whose values are sources. Read models keep
// their ids, people know their names: trees take both (segment.Check), answers show
// names.
const sourceCategory = "source"

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
