package commands

import (
	"errors"

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
	if _, err = segment.Check(n, segment.SchemaOf(a)); err != nil {
		return refuse(err)
	}
	saved := func(id string) (*segment.Node, bool) {
		if id == self.String() {
			return n, true // as it would be
		}
		u, err := uuid.Parse(id)
		if err != nil {
			return nil, false
		}
		s, ok := a.Segment(u)
		if !ok {
			return nil, false
		}
		inner, err := segment.Parse(s.Tree)
		return inner, err == nil
	}
	whole := &segment.Node{Kind: segment.KindSegment, Segment: self.String()}
	if _, err = segment.Inline(whole, saved); err != nil {
		return refuse(err)
	}
	return nil
}
