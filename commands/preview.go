package commands

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/domain/segment/naive"
)

// Counting answers what a preview asks of the read models.
type Counting interface {
	// Count is how many people a checked tree holds, nil for everybody; of a
	// viewer's sight, nil for the whole account.
	Count(ctx context.Context, account uuid.UUID, visible *fold.Trust, tree *segment.Node, now time.Time) (int64, error)
	// Contact is what all records of the account say of a contact point.
	Contact(ctx context.Context, account uuid.UUID, p fold.Point) (fold.Contact, error)
	// Confirmed tells whether an import in force confirmed an observation.
	Confirmed(ctx context.Context, account, observation uuid.UUID) (bool, error)
}

// Preview is what an undo would come to.
type Preview struct {
	A      []uuid.UUID      `json:"a"` // the sides that would be kept apart
	B      []uuid.UUID      `json:"b"`
	Before []PreviewProfile `json:"before"` // profiles that would end
	Parts  []PreviewProfile `json:"parts"`  // those that would be there instead
	Counts *PreviewCounts   `json:"counts"` // null: not counted here
}

// PreviewProfile is a profile that is or would be.
type PreviewProfile struct {
	ID      uuid.UUID   `json:"id"`
	Records []uuid.UUID `json:"records"`
}

// PreviewCounts are the counts that would change, and that of everybody.
type PreviewCounts struct {
	Profiles Change          `json:"profiles"`
	Segments []SegmentChange `json:"segments"`
}

// Change is a count before and after.
type Change struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

// SegmentChange is a saved segment whose count would change.
type SegmentChange struct {
	Segment uuid.UUID `json:"segment"`
	Name    string    `json:"name"`
	Change
}

// maxPreviewed bounds the records whose segments a preview counts anew.
const maxPreviewed = 10_000

// previewUndo asks the matcher what keeping two sides apart would come to, and
// counts the profiles that would end and begin.
func (s *Service) previewUndo(ctx context.Context, c Caller, a, b []uuid.UUID) (Answer, error) {
	bounded, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	before, after, err := s.Profiles.IfApart(bounded, c.Account, a, b)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return Answer{}, Refuse(Unavailable, "ask again when it has settled; /readyz tells", "the matcher is busy")
	}
	if err != nil {
		return Answer{}, unavailable(err)
	}
	p := Preview{A: a, B: b, Before: previewed(c.Account, before), Parts: previewed(c.Account, after)}
	if records := slices.Concat(before...); s.Counting != nil && len(records) <= maxPreviewed {
		if p.Counts, err = s.countPreview(ctx, c, records, before, after); err != nil {
			return Answer{}, unavailable(err)
		}
	}
	return Answer{IDs: map[string]any{"preview": p}}, nil
}

// previewed names profiles by their oldest records.
func previewed(account uuid.UUID, profiles [][]uuid.UUID) []PreviewProfile {
	out := []PreviewProfile{}
	for _, records := range profiles {
		out = append(out, PreviewProfile{fold.OwnID(account, records[0]), records})
	}
	return out
}

// countPreview counts everybody and each saved segment: what the engine counts
// now, less the profiles that would end, and those that would begin.
func (s *Service) countPreview(ctx context.Context, c Caller, records []uuid.UUID, before, after [][]uuid.UUID) (*PreviewCounts, error) {
	var account *fold.Account
	if err := s.Directory.Read(c.Account, func(a *fold.Account) { account = a.Clone() }); err != nil {
		return nil, err
	}
	around := s.around(ctx, c.Account)
	var events []event.Event
	for _, id := range records {
		for e, err := range s.Journal.ReadStream(ctx, event.RecordStream(c.Account, id), 0) {
			if err != nil {
				return nil, err
			}
			events = append(events, e.Event)
		}
	}
	world := naive.NewPart(account, around.Around, events)
	now := s.Now().UTC()
	change := func(visible *fold.Trust, tree *segment.Node) (Change, error) {
		count, err := s.Counting.Count(ctx, c.Account, visible, tree, now)
		out := Change{count, count}
		q := naive.Query{Visible: visible, Tree: tree, Now: now}
		world.Regroup(before)
		out.After -= int64(len(world.Answer(q).Members))
		world.Regroup(after)
		out.After += int64(len(world.Answer(q).Members))
		return out, errors.Join(err, around.err)
	}
	out := &PreviewCounts{Segments: []SegmentChange{}}
	var err error
	if out.Profiles, err = change(nil, nil); err != nil {
		return nil, err
	}
	for _, saved := range account.Segments() {
		tree, visible, ok := savedQuestion(account, saved)
		if !ok {
			continue // it cannot be asked any more: nothing is counted by it
		}
		n, err := change(visible, tree)
		if err != nil {
			return nil, err
		}
		if n.Before != n.After {
			out.Segments = append(out.Segments, SegmentChange{saved.ID, saved.Name, n})
		}
	}
	return out, nil
}

// surroundings answers for the rest of an account, and keeps the first error.
type surroundings struct {
	naive.Around
	err error
}

func (s *Service) around(ctx context.Context, account uuid.UUID) *surroundings {
	out := &surroundings{}
	out.Contact = func(p fold.Point) fold.Contact {
		c, err := s.Counting.Contact(ctx, account, p)
		out.err = errors.Join(out.err, err)
		return c
	}
	out.Confirmed = func(observation uuid.UUID) bool {
		ok, err := s.Counting.Confirmed(ctx, account, observation)
		out.err = errors.Join(out.err, err)
		return ok
	}
	return out
}

// savedQuestion makes a query of a saved segment; false when it cannot be
// asked, since what it names is gone.
func savedQuestion(a *fold.Account, saved fold.Segment) (*segment.Node, *fold.Trust, bool) {
	n, err := segment.Parse(saved.Tree)
	if err == nil {
		n, err = segment.Inline(n, SavedTrees(a))
	}
	if err == nil {
		n, err = segment.Check(n, segment.SchemaOf(a))
	}
	visible, scopeErr := Scope(a, saved.Scope)
	return n, visible, err == nil && scopeErr == nil
}
