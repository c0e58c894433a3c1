package http

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// words is a tree as a sentence, with the account's names of saved segments and
// sources; "" for one that cannot be read.
func words(a *fold.Account, tree []byte) string {
	if len(tree) == 0 || string(tree) == "null" {
		tree = []byte(`{"all":[]}`)
	}
	n, err := segment.Parse(tree)
	if err != nil {
		return ""
	}
	return n.Named(segment.Names{
		Segment: func(id string) (string, bool) {
			u, err := uuid.Parse(id)
			g, ok := a.Segment(u)
			return g.Name, err == nil && ok
		},
		Source: func(id string) (string, bool) {
			u, err := uuid.Parse(id)
			src, ok := a.Source(u)
			return src.Name, err == nil && ok
		},
	}).String()
}
