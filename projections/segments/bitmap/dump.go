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

// Memory is about how many bytes the index takes that readers see now; the
// writer's caches and the store's come on top.
func (e *Engine) Memory() int {
	n := 0
	for _, v := range e.current.Load().views {
		n += v.index.Memory() + 16*len(v.ids)
	}
	return n
}
