package http

import (
	"github.com/google/uuid"
)

// sourceCategory is the category whose values are sources. Read models keep
// their ids, people know their names: trees take both (segment.Check), answers show
// names.
const sourceCategory = "source"

// sourceLabels puts names in place of ids in the bars of a chart by source.
func sourceLabels(names map[uuid.UUID]string, by []string, bars ...[]bucketAnswer) {
	for k, category := range by {
		if category != sourceCategory {
			continue
		}
		for j := range bars[k] {
			bars[k][j].Value = sourceLabel(names, bars[k][j].Value)
		}
	}
}

func sourceLabel(names map[uuid.UUID]string, value string) string {
	if id, err := uuid.Parse(value); err == nil && names[id] != "" {
		return names[id]
	}
	return value
}
