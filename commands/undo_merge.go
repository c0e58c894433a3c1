package commands

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// UndoMerge takes a merge back: its two record sets part and stay apart.
type UndoMerge struct {
	Event   string `json:"event"` // of the ProfilesMerged, or the decision behind it
	Reason  string `json:"reason,omitempty"`
	Preview bool   `json:"preview,omitempty"`
}

// UndoMerge carries the command out, or with Preview answers what it would
// come to and writes nothing.
func (s *Service) UndoMerge(ctx context.Context, c Caller, cmd UndoMerge, idempotencyKey string) (Answer, error) {
	if err := s.mayDecide(c); err != nil {
		return Answer{}, err
	}
	id, err := uuid.Parse(cmd.Event)
	if err != nil {
		return Answer{}, Refuse(Invalid, "a profile lists its merges", "%q is not the id of an event", cmd.Event)
	}
	if cmd.Preview {
		if err := s.seen(ctx); err != nil {
			return Answer{}, err
		}
		a, b, err := s.undoable(ctx, c, id)
		if err != nil {
			return Answer{}, err
		}
		return s.previewUndo(ctx, c, a, b)
	}
	return s.settle(ctx, s.begin(c, "undo-merge", idempotencyKey), func() (event.Payload, error) {
		a, b, err := s.undoable(ctx, c, id)
		if err != nil {
			return nil, err
		}
		return event.MergeUndone{Merge: id, RecordA: a, RecordB: b, Reason: cmd.Reason}, nil
	})
}

// undoable finds the two sides of a merge that was not undone.
func (s *Service) undoable(ctx context.Context, c Caller, id uuid.UUID) (a, b []uuid.UUID, err error) {
	a, b, ok, err := s.Profiles.Sides(ctx, c.Account, id)
	if err != nil {
		return nil, nil, unavailable(err)
	}
	if !ok {
		if apart, known, err := s.Profiles.Decision(ctx, c.Account, id); err == nil && known && apart {
			return nil, nil, Refuse(Conflict, `lift-keep-apart {"decision":"`+id.String()+`"} takes it back`, "%s keeps profiles apart, it joined none", id)
		}
		return nil, nil, Refuse(NotFound, "a profile lists its merges", "there is no merge %s in this account", id)
	}
	decision, whole, err := s.Profiles.KeptApart(ctx, c.Account, a, b)
	switch {
	case err != nil:
		return nil, nil, unavailable(err)
	case whole:
		return nil, nil, Refuse(Conflict, `lift-keep-apart {"decision":"`+decision.String()+`"} lets them be one again`,
			"merge %s is undone already: its sides are kept apart by decision %s", id, decision)
	}
	return a, b, nil
}
