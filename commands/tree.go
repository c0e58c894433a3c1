package commands

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// checkTree refuses a segment's tree that is not understood, or that would
// contain itself.
func checkTree(a *fold.Account, self uuid.UUID, tree []byte) error {
	refuse := func(err error) error {
		hint := "see the segment tree in the README"
		if e, ok := errors.AsType[*segment.Error](err); ok && e.Hint != "" {
			hint = e.Hint
		}
		return &Error{Code: Invalid, Detail: "the segment's tree cannot be used", Hint: hint, Err: err}
	}
	n, err := segment.Parse(tree)
	if err != nil {
		return refuse(err)
	}
	others := SavedTrees(a)
	whole, err := segment.Inline(n, func(id string) (*segment.Node, bool) {
		if id == self.String() {
			return n, true // as it would be
		}
		return others(id)
	})
	if err != nil {
		return refuse(err)
	}
	if _, err = segment.Check(whole, segment.SchemaOf(a)); err != nil {
		return refuse(err)
	}
	return nil
}

// referring is the name of a saved segment that refers to another; "" when none
// does.
func referring(a *fold.Account, to uuid.UUID) string {
	for _, g := range a.Segments() {
		if n, err := segment.Parse(g.Tree); err == nil && g.ID != to && slices.Contains(n.Segments(), to.String()) {
			return g.Name
		}
	}
	return ""
}

// SavedTrees finds the trees of an account's saved segments by their ids.
func SavedTrees(a *fold.Account) segment.Saved {
	return func(id string) (*segment.Node, bool) {
		u, err := uuid.Parse(id)
		if err != nil {
			return nil, false
		}
		saved, ok := a.Segment(u)
		if !ok {
			return nil, false
		}
		n, err := segment.Parse(saved.Tree)
		return n, err == nil
	}
}

// Scope is what a scope lets a segment look at, nil for the whole account: that
// is "own" and "all"; a list names sources.
func Scope(a *fold.Account, raw json.RawMessage) (*fold.Trust, error) {
	if len(raw) == 0 || string(raw) == "null" || string(raw) == `"own"` || string(raw) == `"all"` {
		return nil, nil
	}
	var names []string
	if err := json.Unmarshal(raw, &names); err != nil {
		return nil, Refuse(Invalid, `"scope" is "own", "all" or a list of sources`, "the scope cannot be read")
	}
	chosen := map[uuid.UUID]bool{}
	for _, name := range names {
		id, err := uuid.Parse(name)
		if err != nil {
			src, _ := a.SourceNamed(name)
			id = src.ID
		}
		if id == a.ID {
			return nil, nil
		}
		if _, ok := a.Source(id); !ok {
			return nil, Refuse(NotFound, "GET /api/sources lists the sources", "there is no source %q to look at", name)
		}
		chosen[id] = true
	}
	return a.Trust().Only(func(id uuid.UUID) bool { return chosen[id] }), nil
}
