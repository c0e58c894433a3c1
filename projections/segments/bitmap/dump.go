package bitmap

import (
	"fmt"
	"slices"
)

// Dump lists everything that readers see, in words and in order: the same for
// the same events, however they were batched, replayed or stored.
func (e *Engine) Dump() []string {
	var out []string
	for id, v := range e.current.Load().views {
		v.index.Each(func(ordinal uint32, where, what string) {
			out = append(out, fmt.Sprintf("%s %s: %s: %s", id, v.profileID(ordinal), where, what))
		})
	}
	slices.Sort(out)
	return out
}
